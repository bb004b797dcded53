package rule

import (
	"math"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWorkloadValues(t *testing.T) {
	known := func(raw string) model.Value { return model.KnownValue(raw, model.Origin{}) }
	unknown := model.UnknownValue("${N}", "it is filled in", model.Origin{})
	for _, test := range []struct {
		v    model.Value
		want int64
		ok   bool
	}{
		{known("42"), 42, true}, {known(" 42 "), 42, true}, {known("42B"), 0, false}, {model.Value{}, 0, false}, {unknown, 0, false},
	} {
		if got, ok := Whole(test.v); got != test.want || ok != test.ok {
			t.Errorf("Whole(%q) = %d, %v", test.v.Raw(), got, ok)
		}
	}
	for _, test := range []struct {
		v      model.Value
		on, ok bool
	}{
		{known("true"), true, true}, {known("false"), false, true}, {known("maybe"), false, false}, {model.Value{}, false, false}, {unknown, false, false},
	} {
		if on, ok := Says(test.v); on != test.on || ok != test.ok {
			t.Errorf("Says(%q) = %v, %v", test.v.Raw(), on, ok)
		}
	}
}

func TestPromisesAreEvidence(t *testing.T) {
	v := model.KnownValue("1024", model.AtFile("policy.yaml", 3, 5))
	size, ok := PromisedSize("max_payload", v)
	if !ok || size.N != 1024 || size.Name != "max_payload" || size.Value.Origin().Line != 3 {
		t.Errorf("%+v, %v", size, ok)
	}
	if time, ok := PromisedTime("outage_tolerance", v); !ok || time.N != 1024 || time.Written != "1024" {
		t.Errorf("%+v, %v", time, ok)
	}
	if _, ok := PromisedSize("max_payload", model.Value{}); ok {
		t.Error("a size that nobody declared is known")
	}
}

func TestOnTheWire(t *testing.T) {
	at := model.AtFile("policy.yaml", 4, 5)
	for _, test := range []struct {
		name    string
		payload string
		ratio   model.Value
		want    int64 // 0 for not known
		skip    string
	}{
		{"a batch has its overhead", "1000", model.Value{}, 1068, ""},
		{"compressed", "1000", model.KnownValue("0.25", at), 318, ""},
		{"grown", "1000", model.KnownValue(" 1.5 ", at), 1568, ""},
		{"no payload", "", model.KnownValue("0.5", at), 0, ""},
		{"a word", "1000", model.KnownValue("half", at), 0, "\"half\" is not a ratio"},
		{"nothing", "1000", model.KnownValue("0", at), 0, "is not a ratio"},
		{"below nothing", "1000", model.KnownValue("-1", at), 0, "is not a ratio"},
		{"not a number", "1000", model.KnownValue("NaN", at), 0, "is not a ratio"},
		{"not known", "1000", model.UnknownValue("${R}", "it is filled in", at), 0, "filled in"},
		{"more than a number holds", "9223372036854775807", model.KnownValue("1e300", at), math.MaxInt64/2 + 1 + BatchOverhead, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			load := &model.Workload{CompressionRatio: test.ratio}
			if test.payload != "" {
				load.MaxPayload = model.KnownValue(test.payload, at)
			}
			out := probe(t, func(p *Pass) {
				if got, ok := p.OnTheWire(load); got != test.want || ok != (test.want != 0) {
					t.Errorf("%d, %v; want %d", got, ok, test.want)
				}
				if got, ok := p.OnTheWire(nil); ok {
					t.Errorf("without a workload it is %d", got)
				}
			}, nil, topicIn("a.yaml", "plant", "orders"))
			needs := ""
			if test.skip != "" {
				needs = "compression_ratio"
			}
			wantSkip(t, out, needs, test.skip)
		})
	}
}
