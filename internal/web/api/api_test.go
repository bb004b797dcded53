package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func written(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestWhatIsNotKnownIsNull: 0 would read as a value, and a field that is left
// out as an older watch.
func TestWhatIsNotKnownIsNull(t *testing.T) {
	now := time.Date(2026, 11, 29, 3, 12, 40, 0, time.FixedZone("CET", 3600))
	for want, v := range map[string]any{
		`{"value":0}`:                               Known(0),
		`{"value":-7}`:                              Known(int32(-7)),
		`{"value":null,"why":"denied"}`:             Unknown("denied"),
		`{"ms":null,"why":"denied"}`:                Age{Why: "denied"},
		`{"ms":null,"never":true}`:                  CatchUp{Never: true},
		`{"value":null,"why":"no rate"}`:            Rate{Why: "no rate"},
		`{"value":null,"why":"no word"}`:            Text{Why: "no word"},
		`{"at":null,"ageMs":null}`:                  ToldAt(time.Time{}, now),
		`{"at":"2026-11-29T02:12:40Z","ageMs":0}`:   ToldAt(now, now),
		`{"at":"2026-11-29T02:12:40Z","ageMs":999}`: ToldAt(now, now.Add(999999*time.Microsecond)),
		`null`:                   TimeOf(time.Time{}),
		`"2026-11-29T02:12:40Z"`: TimeOf(now),
		`{"name":"quorum","at":null,"ageMs":null,"why":"denied"}`: Fact{Name: "quorum", Why: "denied"},
		`{"total":0,"items":[]}`:                                  First[string](nil, 3),
	} {
		if got := written(t, v); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestAClockThatWasSetBack makes nothing younger than new.
func TestAClockThatWasSetBack(t *testing.T) {
	now := time.Unix(1000, 0)
	if got := ToldAt(now.Add(time.Hour), now); *got.AgeMs != 0 || !got.At.Equal(now.Add(time.Hour)) {
		t.Errorf("%d ms, at %s", *got.AgeMs, got.At)
	}
}

func TestTheFirstOfAList(t *testing.T) {
	all := []int{1, 2, 3}
	for limit, want := range map[int]string{0: "[] of 3", 1: "[1] of 3", 3: "[1 2 3] of 3", 4: "[1 2 3] of 3"} {
		l := First(all, limit)
		if got := fmt.Sprint(l.Items, " of ", l.Total); got != want {
			t.Errorf("%d: %s, want %s", limit, got, want)
		}
		if l.Complete() != (limit >= 3) {
			t.Errorf("%d: complete is %v", limit, l.Complete())
		}
	}
}

func TestAgesInWords(t *testing.T) {
	now := time.Unix(1e9, 0)
	for age, want := range map[time.Duration]string{
		-time.Minute: "just now", 0: "just now", 999 * time.Millisecond: "just now", time.Second: "1 s ago", 1999 * time.Millisecond: "1 s ago",
		61 * time.Second: "1 min 1 s ago", 26 * time.Hour: "1 d 2 h ago",
	} {
		if got := ToldAt(now.Add(-age), now).Ago(); got != want {
			t.Errorf("%s: %q, want %q", age, got, want)
		}
	}
	if got := (Told{}).Ago(); got != "never" {
		t.Errorf("what was never told was told %s", got)
	}
}

// TestNamesOfDocuments fixes them: programs compare against them.
func TestNamesOfDocuments(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{StatusSchema, IncidentsSchema, IncidentSchema, BrokersSchema, GroupsSchema, GroupSchema, LagSchema, WindowsSchema, IndexSchema} {
		if seen[name] || !strings.HasPrefix(name, "breakwater.") || !strings.HasSuffix(name, "/v1") {
			t.Errorf("%q", name)
		}
		seen[name] = true
	}
}

func ExampleUnknown() {
	b, err := json.Marshal(Unknown("its leader did not answer"))
	fmt.Println(string(b), err)
	// Output: {"value":null,"why":"its leader did not answer"} <nil>
}

func ExampleFirst() {
	l := First([]string{"a", "b", "c"}, 2)
	fmt.Println(l.Items, "of", l.Total)
	// Output: [a b] of 3
}
