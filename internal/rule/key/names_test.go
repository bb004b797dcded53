package key

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// all lists the keys of every declaration.
func all(t *testing.T) []named {
	t.Helper()
	var out []named
	for _, keys := range blocks(t) {
		out = append(out, keys...)
	}
	return out
}

// TestNamesSayTheirLayer keeps a rule from reading a producer's setting by the
// name of a topic's: compression.type is a key of both.
func TestNamesSayTheirLayer(t *testing.T) {
	prefixes := map[model.Layer]string{model.LayerBroker: "Broker", model.LayerProducer: "Producer", model.LayerConsumer: "Consumer"}
	for _, n := range all(t) {
		if own, has := prefixes[n.key.Layer]; has && !strings.HasPrefix(n.variable, own) {
			t.Errorf("%s is a key of the layer %s, and its name does not start with %s", n.variable, n.key.Layer, own)
		}
		for layer, prefix := range prefixes {
			if strings.HasPrefix(n.variable, prefix) && n.key.Layer != layer {
				t.Errorf("%s is a key of the layer %s", n.variable, n.key.Layer)
			}
		}
	}
}

func TestNoKeyHasTwoNames(t *testing.T) {
	seen := map[model.Key]string{}
	for _, n := range all(t) {
		if other, twice := seen[n.key]; twice {
			t.Errorf("%s and %s are both %s", other, n.variable, n.key)
		}
		seen[n.key] = n.variable
	}
}

// TestEveryKeyIsReadByARule finds the names that a rule left behind: the
// compiler does not, because they are exported.
func TestEveryKeyIsReadByARule(t *testing.T) {
	use := regexp.MustCompile(`\bkey\.([A-Z]\w*)`)
	used := map[string]bool{}
	rules := os.DirFS("../../rules")
	err := fs.WalkDir(rules, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(rules, path)
		for _, match := range use.FindAllSubmatch(text, -1) {
			used[string(match[1])] = true
		}
		return err
	})
	if err != nil || len(used) == 0 {
		t.Fatalf("%d keys are used: %v", len(used), err)
	}
	for _, n := range all(t) {
		if !used[n.variable] {
			t.Errorf("%s is read by no rule", n.variable)
		}
	}
}

func TestConstructors(t *testing.T) {
	for want, got := range map[model.Layer]model.Key{
		model.LayerTopic: topic("x"), model.LayerBroker: broker("x"), model.LayerProducer: producer("x"), model.LayerConsumer: consumer("x"),
	} {
		if got != (model.Key{Layer: want, Name: "x"}) {
			t.Errorf("%s, want a key of the layer %s", got, want)
		}
	}
}
