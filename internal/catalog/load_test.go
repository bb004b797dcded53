package catalog

import (
	"strings"
	"testing"
	"time"
)

func TestFileIsSmall(t *testing.T) {
	if len(file) > 1<<20 {
		t.Errorf("catalog.tsv has %d bytes, and every binary carries them", len(file))
	}
}

// TestParseRefuses: each of these rows would be a hole in the catalogue.
func TestParseRefuses(t *testing.T) {
	const good = "topic\tk\t1\tint\t=5\trange:1..\tlow\tdynamic\t\tlog.k*1"
	if _, err := parse("4.3.1\n" + good + "\n"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"version":           "kafka\n" + good,
		"layer":             "4.3.1\n" + strings.Replace(good, "topic", "stream", 1),
		"mask":              "4.3.1\n" + strings.Replace(good, "\t1\t", "\tx\t", 1),
		"type":              "4.3.1\n" + strings.Replace(good, "int", "float", 1),
		"validator":         "4.3.1\n" + strings.Replace(good, "range:1..", "other:Lambda", 1),
		"range":             "4.3.1\n" + strings.Replace(good, "1..", "1-", 1),
		"end of a range":    "4.3.1\n" + strings.Replace(good, "1..", "a..", 1),
		"importance":        "4.3.1\n" + strings.Replace(good, "low", "lower", 1),
		"update mode":       "4.3.1\n" + strings.Replace(good, "dynamic", "", 1),
		"synonym":           "4.3.1\n" + strings.Replace(good, "*1", "", 1),
		"row that is short": "4.3.1\ntopic\tk",
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("a bad %s is taken", name)
		}
	}
}

func TestParseReadsEveryColumn(t *testing.T) {
	c, err := parse("3.9.2 4.3.1\n" +
		"topic\ta\t3\tint\t=5\trange:1..9|-1\tlow\tdynamic\tinternal\tx.ms*1 x.hours*3600000\n" +
		"broker\tb\t1\tlist\t=\t\thigh\tcluster-wide\tdynamic-only\t\n" +
		"broker\tb\t2\tstring\tnull\t\tmedium\tread-only\t\t\n" +
		"broker\tc\t2\tstring\t\t\tmedium\tread-only\t\t\n" +
		"broker\td\t2\tstring\t=null\t\tmedium\tread-only\t\t\n")
	if err != nil {
		t.Fatal(err)
	}
	a, b, null, required, word := c.defs[0], c.defs[1], c.defs[2], c.defs[3], c.defs[4]
	if a.Type != Int || a.Default != "5" || !a.Internal || a.Importance != Low || a.Update != Dynamic || len(a.Synonyms) != 2 || a.Synonyms[1].Factor != 3_600_000 {
		t.Errorf("a = %+v", a)
	}
	if b.Type != List || !b.HasDefault || b.Default != "" || b.NullDefault || !b.DynamicOnly || b.Importance != High {
		t.Errorf("b = %+v", b)
	}
	if !null.HasDefault || !null.NullDefault || required.HasDefault || required.NullDefault {
		t.Errorf("null = %+v, required = %+v", null, required)
	}
	if word.NullDefault || word.Default != "null" {
		t.Errorf("the word null = %+v", word)
	}
	if got := len(c.keys[key(t, "broker b")]); got != 2 {
		t.Errorf("b has %d definitions", got)
	}
	if c.synonyms["x.hours"] != "a" {
		t.Errorf("synonyms = %v", c.synonyms)
	}
}

func TestNoLineHasTwoDefinitions(t *testing.T) {
	for k, defs := range data().keys {
		var seen uint32
		for _, d := range defs {
			if d.lines == 0 || seen&d.lines != 0 {
				t.Errorf("%s: masks overlap, or one is empty", k)
			}
			seen |= d.lines
		}
	}
}

func BenchmarkColdLoad(b *testing.B) {
	for b.Loop() {
		if _, err := parse(file); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(time.Millisecond)/float64(b.N), "ms/load")
}
