package yamlx

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// randomMerges is mappings that merge some of those before them.
func randomMerges(r *rand.Rand) string {
	var b strings.Builder
	for i := range 6 {
		fmt.Fprintf(&b, "m%d: &m%d\n", i, i)
		if i > 0 {
			var from []string
			for range 1 + r.IntN(2) {
				from = append(from, fmt.Sprintf("*m%d", r.IntN(i)))
			}
			fmt.Fprintf(&b, "  <<: [%s]\n", strings.Join(from, ", "))
		}
		for _, key := range r.Perm(5)[:1+r.IntN(3)] {
			fmt.Fprintf(&b, "  k%d: v%d\n", key, r.IntN(9))
		}
	}
	return b.String()
}

// TestMergesAreThoseOfTheLibrary compares with what the library makes of the
// same text when it decodes it into maps.
func TestMergesAreThoseOfTheLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		text := randomMerges(r)
		var want map[string]map[string]string
		if err := yaml.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		n := parseOne(t, text)
		for name := range want {
			got := map[string]string{}
			for e := range n.Get(name).Entries() {
				got[e.Key] = e.Value.Text()
				if byName := n.Get(name, e.Key).Text(); byName != e.Value.Text() {
					t.Errorf("%s of %s is %s by name and %s in order", e.Key, name, byName, e.Value.Text())
				}
			}
			if !maps.Equal(got, want[name]) {
				t.Fatalf("%s is %v, want %v, in\n%s", name, got, want[name], text)
			}
		}
	}
}

func TestMergedKeysKeepTheirPlace(t *testing.T) {
	n := parseOne(t, "base: &base\n  a: 1\nit:\n  b: 2\n  <<: *base\n").Get("it")
	var got []string
	for e := range n.Entries() {
		got = append(got, fmt.Sprintf("%s %d %d", e.Key, e.KeyAt.Line, e.Value.At().Line))
	}
	if want := []string{"a 2 2", "b 4 4"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
