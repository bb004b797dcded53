package admit

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/admit/reviews"
)

// measured is a review that is measured, and how much it may allocate.
type measured struct {
	name, says  string
	body        []byte
	allocations float64 // what was counted, and a fifth of it
}

// updated is a review of a change of an object that is there.
func updated(t testing.TB, review []byte, from, to string) []byte {
	t.Helper()
	var r map[string]any
	if err := json.Unmarshal(review, &r); err != nil {
		t.Fatal(err)
	}
	request := r["request"].(map[string]any)
	was, err := json.Marshal(request["object"])
	if err != nil {
		t.Fatal(err)
	}
	now := bytes.ReplaceAll(was, []byte(from), []byte(to))
	if bytes.Equal(now, was) {
		t.Fatalf("there is no %s", from)
	}
	request["operation"], request["object"], request["oldObject"] = "UPDATE", json.RawMessage(now), json.RawMessage(was)
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func measuredReviews(t testing.TB) []measured {
	return []measured{
		{"IncidentPod", `"allowed":false`, reviews.IncidentPod, 945},
		{"PodSetOfNine", `"allowed":true`, reviews.PodSetOfNine, 3470},
		{"PodSetOfNineChanged", `"allowed":true`, updated(t, reviews.PodSetOfNine, "kafka-4.3.1", "kafka-4.3.0"), 3495},
		{"PodSetOfNineUntouched", `"allowed":true`, updated(t, reviews.PodSetOfNine, `"generation":1`, `"generation":2`), 176},
	}
}

// send is one review from its first byte to the answer.
func send(h http.Handler, m *measured) string {
	r := httptest.NewRequest(http.MethodPost, EnforcingPath, bytes.NewReader(m.body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String()
}

// floor only decodes what it is asked, and answers.
var floor = judgeFunc(func(_ context.Context, q *Request) (Verdict, error) {
	var object any
	return allow(), json.Unmarshal(q.Object, &object)
})

// TestAllocationsOfAReview is the gate of speed: time depends on the machine, and what a
// review allocates does not.
func TestAllocationsOfAReview(t *testing.T) {
	h := routes(t.Context(), Options{Judge: judges(), Log: quiet(), Now: judges().Now, Ready: func() error { return nil }})
	for _, m := range measuredReviews(t) {
		if got := send(h, &m); !strings.Contains(got, m.says) {
			t.Fatalf("%s: %s", m.name, got)
		}
		if got := testing.AllocsPerRun(20, func() { send(h, &m) }); got > m.allocations {
			t.Errorf("%s: a review takes %.0f allocations, at most %.0f are allowed: profile it by go test -bench Review/%s -memprofile", m.name, got, m.allocations, m.name)
		}
	}
}

func BenchmarkReview(b *testing.B) {
	for _, m := range measuredReviews(b) {
		for _, who := range []struct {
			name  string
			judge Judge
		}{{"judged", judges()}, {"floor", floor}} {
			b.Run(m.name+"/"+who.name, func(b *testing.B) {
				h := routes(b.Context(), Options{Judge: who.judge, Log: quiet(), Now: judges().Now, Ready: func() error { return nil }})
				b.ReportAllocs()
				for b.Loop() {
					send(h, &m)
				}
			})
		}
	}
}
