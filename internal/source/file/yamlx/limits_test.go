package yamlx

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestMeasure(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want extent
	}{
		"a word":               {"a", extent{values: 1, depth: 1}},
		"a mapping":            {"a: b", extent{values: 3, depth: 2}},
		"a list in a mapping":  {"a: [b, c]", extent{values: 5, depth: 3}},
		"a long word":          {strings.Repeat("a", 10*bytesPerValue), extent{values: 11, depth: 1}},
		"an alias":             {"[&a [b, c], *a]", extent{values: 7, aliased: 3, depth: 3}},
		"an alias of an alias": {"[&a [b], &b [*a, *a], *b]", extent{values: 13, aliased: 9, depth: 4}},
		"an anchor again":      {"[&a b, &a [c, d], *a]", extent{values: 8, aliased: 3, depth: 3}},
		"an alias as a key":    {"{&a b: c, *a : d}", extent{values: 5, aliased: 1, depth: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			var root yaml.Node
			if err := yaml.Unmarshal([]byte(c.text), &root); err != nil {
				t.Fatal(err)
			}
			m := meter{known: map[*yaml.Node]extent{}}
			if got := m.measure(root.Content[0]); got != c.want || m.loop != nil {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestNumbersStopGrowing(t *testing.T) {
	huge := extent{values: 1 << 39, aliased: 1 << 39}
	for range 100 {
		huge = huge.with(huge)
	}
	if huge.values <= maxAliased || huge.aliased <= maxAliased {
		t.Errorf("%+v has overflown", huge)
	}
}

func TestTheLimitIsSharp(t *testing.T) {
	list := "- &a [" + strings.Repeat("x,", 999) + "]\n"
	for aliases, within := range map[int]bool{1000: true, 1001: false} {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(list+strings.Repeat("- *a\n", aliases)), &root); err != nil {
			t.Fatal(err)
		}
		if err := withinLimits(root.Content[0]); (err == nil) != within {
			t.Errorf("%d aliases of 1,000 values: %v", aliases, err)
		}
	}
}
