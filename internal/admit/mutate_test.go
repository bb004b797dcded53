package admit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/admit/reviews"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// seeds are right and wrong objects of every kind that is judged.
func seeds(t testing.TB) (out []json.RawMessage) {
	t.Helper()
	for _, text := range []string{theWriteUp, topic, plantKafka, pool("broker", "broker", 3),
		"{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: kafka}, spec: {minAvailable: 2, selector: {matchLabels: {app: kafka-broker}}}}",
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: kafka}, data: {server.properties: 'log.dirs=/tmp'}}"} {
		out = append(out, objectOf(t, text))
	}
	for _, review := range [][]byte{reviews.IncidentPod, reviews.PodSetOfNine} {
		q, err := decode(review)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q.Object)
	}
	return out
}

// wrongs stand where something else belongs.
var wrongs = []string{`null`, `"x"`, `-1`, `99999999999999999999`, `[]`, `{}`, `true`, `[{"a":[1]}]`, `"${X}"`, `"{{ x }}"`, `"\u0000é"`}

// mutated is an object with something wrong at its nth value; false where it has no such
// value.
func mutated(object json.RawMessage, nth int, wrong string) (json.RawMessage, bool) {
	var v any
	if json.Unmarshal(object, &v) != nil {
		return nil, false
	}
	left := nth
	v = mutate(v, &left, json.RawMessage(wrong))
	out, err := json.Marshal(v)
	return out, err == nil && left < 0
}

func mutate(v any, left *int, wrong json.RawMessage) any {
	if *left--; *left == -1 {
		return wrong
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if *left >= 0 {
				v[k] = mutate(v[k], left, wrong)
			}
		}
	case []any:
		for i := range v {
			if *left >= 0 {
				v[i] = mutate(v[i], left, wrong)
			}
		}
	}
	return v
}

// reviewed sends a change of an object to an endpoint, and holds what holds of every
// answer: it is one, it is no bug, and a yes is no silent one. The request names the kind
// of the object as it was right.
func reviewed(t *testing.T, h http.Handler, op Operation, right, now, before json.RawMessage) answered {
	t.Helper()
	var o struct{ APIVersion, Kind string }
	if err := json.Unmarshal(right, &o); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"kind": "AdmissionReview", "apiVersion": apiVersion, "request": map[string]any{
		"uid": "u", "kind": Kind{Group: groupOf(o.APIVersion), Version: "v1", Kind: o.Kind}, "name": "n", "namespace": "kafka", "operation": op, "object": now, "oldObject": before}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, EnforcingPath, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var a answered
	if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &a) != nil || a.Response.UID != "u" {
		t.Fatalf("%s of %s: %d %s", op, now, w.Code, w.Body)
	}
	if strings.Contains(a.Response.Status.Message, "a bug in breakwater") {
		t.Fatalf("%s of %s: %s", op, now, a.Response.Status.Message)
	}
	if a.Response.Allowed && len(a.Response.AuditAnnotations) == 0 && !judgedAny(t, now) {
		t.Fatalf("%s of %s is a silent yes", op, now)
	}
	return a
}

// judgedAny tells whether rules judge anything of an object.
func judgedAny(t *testing.T, object json.RawMessage) bool {
	t.Helper()
	r, err := judges().run(t.Context(), file.Object{Now: object})
	if err != nil {
		t.Fatal(err)
	}
	return r.CheckedAny()
}

func enforcing(t *testing.T) http.Handler {
	t.Helper()
	return routes(t.Context(), Options{Judge: judges(), Log: quiet(), Now: judges().Now, Ready: func() error { return nil }})
}

// TestEveryFieldMayBeWrong puts each kind of wrong thing in place of each value of each
// kind of object.
func TestEveryFieldMayBeWrong(t *testing.T) {
	h, tried, denied := enforcing(t), 0, 0
	for i, object := range seeds(t) {
		for nth := 1; ; nth++ {
			bad, some := mutated(object, nth, wrongs[(nth+i)%len(wrongs)])
			if !some || nth > 80 {
				break
			}
			op, before := []Operation{Create, Update, Delete}[nth%3], json.RawMessage("null")
			if op != Create {
				before = object
			}
			if op == Delete {
				bad, before = json.RawMessage("null"), bad
			}
			if a := reviewed(t, h, op, object, bad, before); !a.Response.Allowed {
				denied++
			}
			tried++
		}
	}
	if tried < 250 || denied < 60 {
		t.Errorf("only %d were tried, of which %d were denied", tried, denied)
	}
}

// FuzzReview holds the same of whatever is sent.
func FuzzReview(f *testing.F) {
	all := seeds(f)
	f.Add(byte(0), uint16(3), byte(1), byte(0), []byte{})
	f.Add(byte(1), uint16(9), byte(2), byte(1), []byte(`{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":"n"},"spec":{"partitions":"six"}}`))
	f.Add(byte(6), uint16(40), byte(9), byte(2), []byte(`{"items":[{"kind":"Pod"}],"kind":"PodList"}`))
	f.Fuzz(func(t *testing.T, which byte, nth uint16, wrong, op byte, object []byte) {
		right := all[int(which)%len(all)]
		bad, _ := mutated(right, int(nth)%600, wrongs[int(wrong)%len(wrongs)])
		if json.Valid(object) {
			bad = object
		}
		now, before := bad, right
		operation := []Operation{Create, Update, Delete}[op%3]
		switch operation {
		case Create:
			before = json.RawMessage("null")
		case Delete:
			now, before = json.RawMessage("null"), bad
		}
		reviewed(t, enforcing(t), operation, right, now, before)
	})
}

// TestBadInputs is the table of the package's documentation.
func TestBadInputs(t *testing.T) {
	h := enforcing(t)
	right := objectOf(t, topic)
	for _, c := range []struct {
		name, from, to string
		code           int
		says           string
	}{
		{"a text for a number", "partitions: 6", "partitions: six", 422, `spec.partitions is "six": it must be a whole number`},
		{"a list for a mapping", "config: {min.insync.replicas: 2}", "config: [2]", 422, "a KafkaTopic has spec.config that is a list: want a mapping"},
		{"a mapping for a value", "partitions: 6", "partitions: {a: 6}", 422, "spec.partitions that is a mapping: want one value"},
		{"a value that Kafka refuses", "min.insync.replicas: 2", "min.insync.replicas: two", 403, "topic/value-invalid"},
		{"a number beyond 32 bits", "min.insync.replicas: 2", "min.insync.replicas: 99999999999", 403, "topic/value-invalid"},
		{"another kind", "kind: KafkaTopic", "kind: ConfigMap", 422, "the request is about a KafkaTopic of kafka.strimzi.io and its object says that it is a ConfigMap of kafka.strimzi.io"},
		{"another group", "apiVersion: kafka.strimzi.io/v1", "apiVersion: v1", 422, "its object says that it is a KafkaTopic"},
		{"no kind", "kind: KafkaTopic", "kinds: KafkaTopic", 422, "a thing without a kind of kafka.strimzi.io"},
		{"labels of numbers", "strimzi.io/cluster: plant", "strimzi.io/cluster: 7", 422, "its metadata cannot be read"},
		{"no name", "name: iot, ", "", 422, "a KafkaTopic has no metadata.name"},
	} {
		bad := objectOf(t, strings.Replace(topic, c.from, c.to, 1))
		a := reviewed(t, h, Create, right, bad, json.RawMessage("null"))
		if a.Response.Allowed || a.Response.Status.Code != c.code || !strings.Contains(a.Response.Status.Message, c.says) {
			t.Errorf("%s: %+v, want %d and %q", c.name, a.Response, c.code, c.says)
		}
	}
}

func TestMutations(t *testing.T) {
	object := json.RawMessage(`{"a":[1,{"b":2}],"c":3}`)
	var got []string
	for nth := 0; ; nth++ {
		bad, some := mutated(object, nth, `"x"`)
		if !some {
			break
		}
		got = append(got, string(bad))
	}
	want := `["x" {"a":"x","c":3} {"a":["x",{"b":2}],"c":3} {"a":[1,"x"],"c":3} {"a":[1,{"b":"x"}],"c":3} {"a":[1,{"b":2}],"c":"x"}]`
	if fmt.Sprint(got) != want {
		t.Errorf("%s", got)
	}
}
