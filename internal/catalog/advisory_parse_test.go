package catalog

import (
	"strings"
	"testing"
)

const wholeEntry = `# a comment

id: KAFKA-1
products: kafka, kafka-clients
affected: 1.0.0 - 1.0.2, 2.0.0
fixed: 1.0.3, 2.0.1
effect: loss
only: a.b=C
what: something: happens
source: https://example.org
read: 2026-11-30
`

func TestParseAdvisories(t *testing.T) {
	all, err := parseAdvisories(wholeEntry + "\n\n" + strings.Replace(wholeEntry, "only: a.b=C\n", "", 1))
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %d entries", err, len(all))
	}
	a := all[0]
	if a.ID != "KAFKA-1" || len(a.Products) != 2 || len(a.Affected) != 2 || a.Fixed[1].String() != "2.0.1" || a.Effect != EffectLoss ||
		a.Only != (Circumstance{"a.b", "C"}) || a.What != "something: happens" || a.Source != "https://example.org" || a.Read != "2026-11-30" {
		t.Errorf("read as %+v", a)
	}
	if all[1].Only != (Circumstance{}) {
		t.Errorf("without only: %+v", all[1].Only)
	}
}

func TestBrokenAdvisoriesSayWhere(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"a field that is none":     {"what: ", "says: ", "line 9: \"says: something: happens\" is no field"},
		"no colon":                 {"effect: loss", "effect loss", "line 7: \"effect loss\" is no field"},
		"twice":                    {"effect: loss", "effect: loss\neffect: loss", "line 8: effect stands twice"},
		"missing":                  {"source: https://example.org\n", "", "KAFKA-1: source is missing"},
		"no such effect":           {"effect: loss", "effect: bad", "effect is \"bad\": want one of security, outage, delivery, loss"},
		"no range":                 {"1.0.0 - 1.0.2", "1.0.0 to 1.0.2", "\"1.0.0 to 1.0.2\" is not a version"},
		"a range that falls":       {"1.0.0 - 1.0.2", "1.0.2 - 1.0.0", "the range \"1.0.2 - 1.0.0\" does not rise"},
		"a range of one":           {"1.0.0 - 1.0.2", "1.0.2 - 1.0.2", "does not rise"},
		"no version":               {"fixed: 1.0.3", "fixed: latest", "\"latest\" is not a version"},
		"a version with a tail":    {"fixed: 1.0.3", "fixed: 1.0.3-rc1", "\"1.0.3-rc1\" is not a version"},
		"fixes in the wrong order": {"1.0.3, 2.0.1", "2.0.1, 1.0.3", "do not rise"},
		"no circumstance":          {"only: a.b=C", "only: a.b", "only is \"a.b\": want KEY=WORD"},
		"no date":                  {"2026-11-30", "yesterday", "read is \"yesterday\""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseAdvisories(strings.Replace(wholeEntry, c.from, c.to, 1))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzAdvisories(f *testing.F) {
	f.Add(wholeEntry)
	f.Add("id: a\nid: b")
	f.Add("affected: < 1.0, 2 - 3")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseAdvisories(text)
		if err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("an error without a place: %v", err)
		}
		for _, a := range all {
			if a.ID == "" || len(a.Affected) == 0 || len(a.Fixed) == 0 || a.FixFor(a.Fixed[0]).IsZero() {
				t.Errorf("half an entry: %+v", a)
			}
		}
	})
}
