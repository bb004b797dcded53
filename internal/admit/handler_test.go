package admit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// judgeFunc is a judge in a test.
type judgeFunc func(ctx context.Context, q *Request) (Verdict, error)

func (f judgeFunc) Judge(ctx context.Context, q *Request) (Verdict, error) { return f(ctx, q) }

var yes = judgeFunc(func(context.Context, *Request) (Verdict, error) { return allow(), nil })

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

const podReview = `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
  "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
  "name":"broker-0","namespace":"kafka","operation":"CREATE","userInfo":{"username":"ann"},"object":{"kind":"Pod"},"oldObject":null,"dryRun":false}}`

// answered is an answer as the API server reads it.
type answered struct {
	APIVersion, Kind string
	Response         struct {
		UID     string
		Allowed bool
		Status  struct {
			Code            int
			Reason, Message string
		}
		Warnings         []string
		AuditAnnotations map[string]string
	}
}

// post sends a body to a path, and reads the answer if it is a review.
func post(t *testing.T, judge Judge, path, kind string, body io.Reader) (*httptest.ResponseRecorder, answered) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	routes(t.Context(), Options{Judge: judge, Log: quiet(), Now: time.Now, Ready: func() error { return nil }}).ServeHTTP(w, r)
	var a answered
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatalf("the answer is no review: %v\n%s", err, w.Body)
		}
		if a.APIVersion != apiVersion || a.Kind != "AdmissionReview" {
			t.Fatalf("the answer is %s %s", a.APIVersion, a.Kind)
		}
	}
	return w, a
}

func TestAVerdictReachesTheCaller(t *testing.T) {
	judge := judgeFunc(func(_ context.Context, q *Request) (Verdict, error) {
		if q.what() != "Pod kafka/broker-0" || q.Operation != Create || q.User.Username != "ann" || string(q.OldObject) != "null" {
			t.Errorf("the request was read as %+v", q)
		}
		v := deny(0, "log.dirs is on emptyDir\nno anti-affinity")
		v.Warnings = []string{"one", strings.Repeat("very ", 60) + "long", "two\nlines"}
		return v.note("kube/log-dir-ephemeral", "spec.volumes[0]"), nil
	})
	_, a := post(t, judge, EnforcingPath, "application/json", strings.NewReader(podReview))
	r := a.Response
	if r.UID != "u-1" || r.Allowed || r.Status.Code != 403 || r.Status.Reason != "Forbidden" || r.Status.Message != "log.dirs is on emptyDir\nno anti-affinity" {
		t.Errorf("the answer is %+v", r)
	}
	if len(r.Warnings) != 3 || len([]rune(r.Warnings[1])) > maxWarning || !strings.HasSuffix(r.Warnings[1], "very…") || r.Warnings[2] != "two lines" {
		t.Errorf("the warnings are %q", r.Warnings)
	}
	if r.AuditAnnotations["kube/log-dir-ephemeral"] != "spec.volumes[0]" {
		t.Errorf("the audit annotations are %v", r.AuditAnnotations)
	}
}

func TestTooManyWarningsAreCounted(t *testing.T) {
	var all []string
	for i := range 50 {
		all = append(all, fmt.Sprint("warning ", i))
	}
	if got := lines(all); len(got) != maxWarnings+1 || !strings.Contains(got[maxWarnings], "and more") {
		t.Errorf("%d lines, the last is %q", len(got), got[len(got)-1])
	}
}

// What is no review gets a 4xx with a sentence, never a 500 and never a yes.
func TestWhatIsNoReview(t *testing.T) {
	never := judgeFunc(func(context.Context, *Request) (Verdict, error) {
		t.Error("it was judged")
		return allow(), nil
	})
	for _, c := range []struct {
		name, kind, body string
		code             int
		want             string
	}{
		{"empty", "application/json", "", 400, "no AdmissionReview"},
		{"no JSON", "application/json", "apiVersion: v1", 400, "byte 1"},
		{"cut", "application/json", podReview[:200], 400, "unexpected end"},
		{"wrong type", "application/json", `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":7}}`, 400, "request.uid holds number where a string belongs"},
		{"a list", "application/json", `[]`, 400, "array where an object belongs"},
		{"another kind", "application/json", `{"kind":"Pod","apiVersion":"v1"}`, 400, `of kind "Pod"`},
		{"v1beta1", "application/json", strings.Replace(podReview, "admission.k8s.io/v1", "admission.k8s.io/v1beta1", 1), 400, "admissionReviewVersions: [v1]"},
		{"no request", "application/json", `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}`, 400, "has no request"},
		{"null request", "application/json", `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":null}`, 400, "has no request"},
		{"no uid", "application/json", strings.Replace(podReview, `"u-1"`, `""`, 1), 400, "no uid"},
		{"YAML", "application/yaml", podReview, 415, "application/json"},
		{"no content type", "", podReview, 415, "application/json"},
		{"huge, without a uid", "application/json", `{"pad":"` + strings.Repeat("x", MaxBody) + `"}`, 413, "7 MiB"},
	} {
		w, _ := post(t, never, EnforcingPath, c.kind, strings.NewReader(c.body))
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %q, want %d and %q", c.name, w.Code, w.Body, c.code, c.want)
		}
	}
	w := httptest.NewRecorder()
	routes(t.Context(), Options{Judge: never, Log: quiet(), Now: time.Now}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, AdvisoryPath, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a GET gives %d", w.Code)
	}
}

// Whatever goes wrong with a review whose uid is known is a verdict: a no where
// enforcing, a yes with a warning where advisory.
func TestWhatCannotBeJudged(t *testing.T) {
	for _, c := range []struct {
		name  string
		judge judgeFunc
		body  string
		code  int
		want  string
	}{
		{"a panic", func(context.Context, *Request) (Verdict, error) { panic("nil selector") }, podReview, 500, "a bug in breakwater"},
		{"an error", func(context.Context, *Request) (Verdict, error) { return Verdict{}, errors.New("spec is a list") }, podReview, 422, "Pod kafka/broker-0 could not be judged: spec is a list"},
		{"too slow", func(ctx context.Context, _ *Request) (Verdict, error) { <-ctx.Done(); return Verdict{}, ctx.Err() }, podReview, 500, "not judged in time"},
		{"too large", yes, strings.Replace(podReview, `"kind":"Pod"}`, `"kind":"`+strings.Repeat("x", MaxBody)+`"}`, 1), 413, "7 MiB"},
	} {
		w, a := post(t, c.judge, EnforcingPath+"?timeout=1s", "application/json; charset=utf-8", strings.NewReader(c.body))
		if r := a.Response; w.Code != 200 || r.UID != "u-1" || r.Allowed || r.Status.Code != c.code || !strings.Contains(r.Status.Message, c.want) || r.AuditAnnotations["not-judged"] == "" {
			t.Errorf("%s, enforcing: %d %+v", c.name, w.Code, r)
		}
		w, a = post(t, c.judge, AdvisoryPath+"?timeout=1s", "application/json", strings.NewReader(c.body))
		if r := a.Response; w.Code != 200 || r.UID != "u-1" || !r.Allowed || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "not judged") || r.AuditAnnotations["not-judged"] == "" {
			t.Errorf("%s, advisory: %d %+v", c.name, w.Code, r)
		}
	}
}

func TestPatience(t *testing.T) {
	for query, want := range map[string]time.Duration{
		"": DefaultTimeout, "?timeout=3s": 2900 * time.Millisecond, "?timeout=10ms": DefaultTimeout, "?timeout=soon": DefaultTimeout, "?timeout=10h": 30 * time.Second, "?timeout=-1s": DefaultTimeout,
	} {
		if got := patience(httptest.NewRequest(http.MethodPost, EnforcingPath+query, nil)); got != want {
			t.Errorf("%q gives %s, want %s", query, got, want)
		}
	}
}

func TestUIDOfAReviewThatIsCut(t *testing.T) {
	for body, want := range map[string]string{
		podReview: "u-1",
		podReview[:strings.Index(podReview, `"name"`)]:                         "u-1",
		`{"kind":"uid","request":{"uid":"a`:                                    "",
		`{"uid":"outer","request":{"name":"uid","uid":"inner","object":{"ui`:   "inner",
		`{"request":{"object":{"uid":"deep"},"uid":"right"`:                    "right",
		`{"request":{"object":{"uid":"deep"` + strings.Repeat(" ", 5000) + `}`: "",
		`[{"request":{"uid":"x"}}]`:                                            "",
		``:                                                                     "",
	} {
		if got := uidOf([]byte(body)); got != want {
			t.Errorf("%.60s: %q, want %q", body, got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	c := &Counts{}
	q, err := decode([]byte(podReview))
	if err != nil {
		t.Fatal(err)
	}
	c.judged(Enforcing, q, deny(0, "no"), 3*time.Millisecond)
	odd := *q
	odd.Kind.Kind, odd.Operation = "Whatever\"", "EAT"
	c.judged(Advisory, &odd, allow(), 5*time.Second)
	c.refused(400)
	c.unknown(Advisory)
	c.panicked()
	text := string(c.text())
	for _, line := range []string{
		`breakwater_admission_reviews_total{allowed="false",kind="Pod",operation="CREATE",stance="enforcing"} 1`,
		`breakwater_admission_reviews_total{allowed="true",kind="other",operation="other",stance="advisory"} 1`,
		`breakwater_admission_refused_requests_total{code="400"} 1`,
		`breakwater_admission_not_judged_total{stance="advisory"} 1`, `breakwater_admission_not_judged_total{stance="enforcing"} 0`,
		`breakwater_admission_panics_total 1`,
		`breakwater_admission_verdict_seconds_bucket{le="0.0025"} 0`, `breakwater_admission_verdict_seconds_bucket{le="0.005"} 1`, `breakwater_admission_verdict_seconds_bucket{le="+Inf"} 2`,
		`breakwater_admission_verdict_seconds_sum 5.003`, `breakwater_admission_verdict_seconds_count 2`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("there is no line %s in\n%s", line, text)
		}
	}
	var order []string
	for line := range strings.Lines(text) {
		if is, name := strings.CutPrefix(line, "# TYPE "); name {
			order = append(order, strings.Fields(is)[0])
		}
	}
	if !slices.Equal(order, []string{reviewsTotal.Name, refusedTotal.Name, notJudgedTotal.Name, panicsTotal.Name, verdictSeconds.Name}) {
		t.Errorf("the families are %q: want each once", order)
	}
}

// FuzzHandler holds that no body is answered by a 500 or by a yes that is no
// answer to its own review.
func FuzzHandler(f *testing.F) {
	f.Add([]byte(podReview))
	f.Add([]byte(`{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"x","object":[1]}}`))
	f.Add([]byte(`{"KIND":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"UID":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w, a := post(t, yes, EnforcingPath, "application/json", bytes.NewReader(body))
		if w.Code >= 500 {
			t.Errorf("status %d", w.Code)
		}
		if w.Code == http.StatusOK && a.Response.UID == "" {
			t.Error("an answer without a uid")
		}
	})
}
