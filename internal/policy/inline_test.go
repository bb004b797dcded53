package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// A policy inside a larger document keeps its places, and tells its problems
// among those of the document.
func TestAPolicyInsideADocument(t *testing.T) {
	r := strict.New("breakwater.yaml")
	doc, ok := r.Document([]byte("other: 1\npolicy:\n  profile: lax\n  ranges:\n    - {topics: [a], config: {retention.ms: 1d}}\n  rules: {topic/min-isr-one: off, topic/none: off}\n"))
	if !ok {
		t.Fatal(r.Err())
	}
	r.Errorf(doc.Get("other").At(), "other is wrong")
	p := Read(r, doc.Get("policy"), policytest.Rules())
	want := "breakwater.yaml:1:8: other is wrong\n" +
		"breakwater.yaml:3:12: profile is \"lax\": known are minimal, standard, strict\n" +
		"breakwater.yaml:6:35: no rule is called \"topic/none\": "
	if err := r.Err(); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if len(p.Settings.Ranges) != 1 || p.Settings.Ranges[0].At != model.AtFile("breakwater.yaml", 5, 7) || len(p.Settings.Rules) != 1 {
		t.Errorf("what is right is not read: %+v", p.Settings)
	}
	if p := Read(strict.New("f"), yamlx.Node{}, nil); p == nil {
		t.Error("a policy that is not there is no policy, and whoever uses it fails")
	}
}

// Whatever stands there in place of a topic's key, the sentence ends well, and
// never in a hint that leads nowhere.
func TestEveryHintLeadsToAKeyOfTopics(t *testing.T) {
	topic := func(name string) bool {
		return len(catalog.Lines(model.Key{Layer: model.LayerTopic, Name: name})) > 0
	}
	for _, layer := range []model.Layer{model.LayerBroker, model.LayerProducer, model.LayerConsumer, model.LayerAdmin} {
		for _, name := range catalog.Names(layer, catalog.Newest()) {
			if topic(name) {
				continue
			}
			got := insteadOfSetting(name)
			if strings.TrimSpace(got) == "" || strings.Contains(got, "no Kafka from") {
				t.Errorf("%s of a %s: %q", name, layer, got)
			}
			for _, mark := range []string{"topics have ", "did you mean "} {
				if rest, hints := strings.CutPrefix(got, mark); hints {
					meant, _, _ := strings.Cut(strings.TrimSuffix(rest, "?"), " ")
					if !topic(meant) {
						t.Errorf("%s of a %s: %q, which is no key of topics", name, layer, got)
					}
				}
			}
		}
	}
}

// The number of a key is read in the unit of its name, for every key that is a
// whole number and for no other.
func TestEveryNumberHasAMeasure(t *testing.T) {
	for _, name := range catalog.Names(model.LayerTopic, catalog.Newest()) {
		def, _ := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, catalog.Newest())
		_, err := Parse("p.yaml", fmt.Appendf(nil, "ranges: [{topics: [a], config: {%s: {max: 2147483647}}}]", name), nil)
		refused := err != nil && strings.Contains(err.Error(), "for it is no whole number")
		if number := slices.Contains([]catalog.Type{catalog.Int, catalog.Long, catalog.Short}, def.Type); number == refused {
			t.Errorf("%s: %v; it is a whole number: %v", name, err, number)
		}
	}
}

func TestOneOfStandsAlone(t *testing.T) {
	for bound, want := range map[string]bool{
		"{min: 1MiB, one_of: [1GiB]}": false, "{max: 1GiB, one_of: [1GiB]}": false, "{min: 1MiB, max: 1GiB, one_of: [1GiB]}": false,
		"{one_of: [1GiB]}": true, "{min: 1MiB, max: 1GiB}": true,
	} {
		_, err := Parse("p.yaml", []byte("ranges: [{topics: [a], config: {segment.bytes: "+bound+"}}]"), nil)
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "give one or the other") {
			t.Errorf("%s: %v", bound, err)
		}
	}
}
