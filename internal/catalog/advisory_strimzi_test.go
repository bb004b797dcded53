package catalog

import (
	"strings"
	"testing"
)

func TestM42_StrimziKafka(t *testing.T) {
	for operator, want := range map[string]string{
		"0.45.0": "3.8.0 3.8.1 3.9.0", "0.45.2": "3.8.0 3.8.1 3.9.0 3.9.1 3.9.2", "1.2.0": "4.2.0 4.2.1 4.3.0 4.3.1",
		"0.37.0": "none", "9.0.0": "none", "1.2": "none", "1.2.0-rc1": "none",
	} {
		v, _ := ParsePatch(operator)
		kafka, known := StrimziKafka(v)
		got := strings.Join(kafka, " ")
		if !known {
			got = "none"
		}
		if got != want {
			t.Errorf("Strimzi %s supports %s, want %s", operator, got, want)
		}
	}
}

func TestM42_StrimziFor(t *testing.T) {
	for _, c := range []struct{ kafka, after, want string }{
		{"4.0.0", "0.45.0", "0.46.0"}, {"3.9.1", "0.45.0", "0.45.1"}, {"3.9.1", "0.46.0", "0.47.0"}, {"4.3.1", "0.45.0", "1.2.0"},
		{"3.8.0", "0.48.0", ""}, {"9.0.0", "0.38.0", ""},
	} {
		after, _ := ParsePatch(c.after)
		if v, found := StrimziFor(c.kafka, after); v.String() != c.want || found != (c.want != "") {
			t.Errorf("Kafka %s after Strimzi %s: %s, %v, want %s", c.kafka, c.after, v, found, c.want)
		}
	}
}

// Each Kafka version of the table is one that its neighbours have, too, or the
// table has a typing error.
func TestTheTableOfStrimziIsPlausible(t *testing.T) {
	for _, r := range strimziReleases() {
		for _, kafka := range r.kafka {
			if v, ok := ParsePatch(kafka); !ok || !v.Exact() {
				t.Errorf("Strimzi %s: %s", r.operator, kafka)
			}
		}
		if r.operator.Qualified() || len(r.kafka) < 3 && !strings.HasPrefix(r.operator.String(), "0.4") {
			t.Errorf("Strimzi %s has %v", r.operator, r.kafka)
		}
	}
}

func TestABrokenTableOfStrimziSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"0.45.0 3.9.0\n0.44.0 3.8.0": "line 2: 0.44.0 does not come after the line above",
		"# x\n\nlatest 3.9.0":        "line 3: want",
		"0.45 3.9.0":                 "line 1: want",
		"0.45.0 3.9.0 3.8.0":         "line 1: want",
		"0.45.0":                     "line 1: want",
	} {
		if _, err := parseStrimzi(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzStrimzi(f *testing.F) {
	f.Add("0.45.0 3.8.0 3.9.0\n# x\n0.46.0 4.0.0")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseStrimzi(text)
		for i, r := range all {
			if err != nil || len(r.kafka) == 0 || i > 0 && all[i-1].operator.Compare(r.operator) >= 0 {
				t.Errorf("%+v with %v", r, err)
			}
		}
	})
}
