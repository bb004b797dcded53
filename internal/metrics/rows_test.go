package metrics

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestNumbers(t *testing.T) {
	for want, v := range map[string]float64{
		"0": 0, "1": 1, "-1": -1, "1000000": 1e6, "9007199254740991": exact - 1, "9.007199254740992e+15": exact, "0.25": 0.25, "+Inf": math.Inf(1), "1795521600.5": 1795521600.5,
		"1e+300": 1e300, "1e-09": 1e-9, "0.001": 0.001, "-9007199254740991": -(exact - 1),
	} {
		if got := string(number(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

// awkward are names that groups may have: Kafka refuses none.
var awkward = []string{`quoted "name"`, "two\nlines", `back\slash`, `\n`, "grüße 🌊", "", "a,b=c}", `"`, "tab\there", `trailing\`, "{}"}

func TestLabelsAreEscaped(t *testing.T) {
	for _, name := range awkward {
		if name == "" {
			continue // the parser takes a label without a value for none
		}
		l := labels("").with("a", name).withID("b", -7)
		got, err := labelsOf("x{" + string(l) + "}")
		if err != nil || got["a"] != name || got["b"] != "-7" {
			t.Errorf("%q becomes %s: %q, %v", name, l, got, err)
		}
	}
	if got := labels("").with("a", "x\xffy"); got != "a=\"x\uFFFDy\"" {
		t.Errorf("bytes that are no UTF-8 become %q", got)
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

func TestHeadOfCounters(t *testing.T) {
	for open, want := range map[bool]string{false: "# HELP x_total H.\n# TYPE x_total counter\n", true: "# HELP x H.\n# TYPE x counter\n"} {
		if got := string((&family{name: "x_total", kind: counter, help: "H."}).head(nil, open)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := string((&family{name: "x_total", kind: gauge, help: "H."}).head(nil, true)); got != "# HELP x_total H.\n# TYPE x_total gauge\n" {
		t.Errorf("a gauge loses its suffix: %q", got)
	}
}

// TestBlocksHoldWhateverIsAdded, long labels and many rows.
func TestBlocksHoldWhateverIsAdded(t *testing.T) {
	r, f := rows{}, &family{name: "x", kind: gauge, help: "H."}
	want := len("# HELP x H.\n# TYPE x gauge\n")
	for i := range 3000 {
		l := labels("").with("a", strings.Repeat("y", i%300*300%9000)).withID("b", int32(i))
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
		r.add(lagComplete, labels("").with("cluster", "c").with("group", name), 1)
		p, err := parse("# HELP "+lagComplete.name+" x\n# TYPE "+lagComplete.name+" gauge\n"+string((*r[lagComplete])[0]), false)
		if err != nil || len(p.series) != 1 {
			t.Fatalf("%q: %v", name, err)
		}
	})
}
