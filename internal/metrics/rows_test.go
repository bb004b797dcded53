package metrics

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// awkward are names that groups may have: Kafka refuses none.
var awkward = []string{`quoted "name"`, "two\nlines", `back\slash`, `\n`, "grüße 🌊", "", "a,b=c}", `"`, "tab\there", `trailing\`, "{}"}

func TestLabelsAreEscaped(t *testing.T) {
	for _, name := range awkward {
		if name == "" {
			continue // the parser takes a label without a value for none
		}
		l := labels("").With("a", name).WithID("b", -7)
		got, err := labelsOf("x{" + string(l) + "}")
		if err != nil || got["a"] != name || got["b"] != "-7" {
			t.Errorf("%q becomes %s: %q, %v", name, l, got, err)
		}
	}
}

// TestAwkwardNames make a page that can be read, each with its own series.
func TestAwkwardNames(t *testing.T) {
	b := healthy()
	c := b.Clusters[0]
	for _, name := range awkward {
		c.Lag = append(c.Lag, caughtUp(name))
		c.Scope.Cluster.Groups = append(c.Scope.Cluster.Groups, &model.Group{ID: name, State: "Stable", CommitsKnown: true})
	}
	p := scrape(t, b, Options{Compat: []string{KafkaExporter}})
	if got := len(matchingSeries(p, "breakwater_group_lag_records{")); got != len(awkward)+2 {
		t.Errorf("%d series of %d groups", got, len(awkward)+2)
	}
}

// TestBlocksHoldWhateverIsAdded, long labels and many rows.
func TestBlocksHoldWhateverIsAdded(t *testing.T) {
	r, f := rows{}, &family{name: "x", kind: gauge, help: "H."}
	want := len("# HELP x H.\n# TYPE x gauge\n")
	for i := range 3000 {
		l := labels("").With("a", strings.Repeat("y", i%300*300%9000)).WithID("b", int32(i))
		r.add(f, l, float64(i))
		want += len("x{") + len(l) + len("} ") + len(strconv.Itoa(i)) + 1
	}
	r.add(f, "", -math.MaxFloat64)
	text := assemble([]section{{families: []*family{f}}}, r, false)
	want += len("x -1.7976931348623157e+308\n")
	if text.size() != want {
		t.Errorf("%d bytes, want %d", text.size(), want)
	}
	p, err := parse(string(bytes.Join(text, nil)), false)
	if err != nil || len(p.series) != 3001 {
		t.Errorf("%d series, %v", len(p.series), err)
	}
}

// FuzzLabels: whatever a name holds, the page can be read, and tells the name.
func FuzzLabels(f *testing.F) {
	for _, name := range awkward {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r := rows{}
		r.add(lagComplete, labels("").With("cluster", "c").With("group", name), 1)
		p, err := parse("# HELP "+lagComplete.name+" x\n# TYPE "+lagComplete.name+" gauge\n"+string((*r[lagComplete])[0]), false)
		if err != nil || len(p.series) != 1 {
			t.Fatalf("%q: %v", name, err)
		}
	})
}
