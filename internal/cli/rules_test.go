package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func TestTheListOfRules(t *testing.T) {
	got := breakwater("rules")
	got.want(t, finding.ExitClean, nil, []string{"!."})
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	known := rules.All()
	if len(lines) != len(known) {
		t.Fatalf("%d lines, %d rules", len(lines), len(known))
	}
	column := strings.Index(lines[0], known[0].Severity.String())
	for i, r := range known {
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Fields(lines[i])
		if fields[0] != r.Name || fields[1] != r.Severity.String() || fields[2] != r.Profile().String() || !strings.HasSuffix(lines[i], "  "+page.Title) {
			t.Errorf("line %d is %q, want %s", i+1, lines[i], r.Name)
		}
		if !strings.HasPrefix(lines[i][column-2:], "  "+r.Severity.String()) {
			t.Errorf("line %d is out of its columns: %q", i+1, lines[i])
		}
	}
	if text := breakwater("rules", "--format", "text"); text != got {
		t.Error("--format text is another list")
	}
}

// TestRulesAsJSON holds the document against the rules: programs read it, so
// each field has its name and none is null.
func TestRulesAsJSON(t *testing.T) {
	got := breakwater("rules", "--format=json")
	got.want(t, finding.ExitClean, []string{"!: null", "!\\u003c"}, []string{"!."})
	var list []struct {
		Name, Severity, Profile, Title, Why, Fix, Since string
		Sources, Keys                                   []string
		Params                                          []struct {
			Name, Doc string
			Default   int64
		}
	}
	d := json.NewDecoder(strings.NewReader(got.out))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	known := rules.All()
	if len(list) != len(known) {
		t.Fatalf("%d entries, %d rules", len(list), len(known))
	}
	for i, r := range known {
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		is := list[i]
		if is.Name != r.Name || is.Severity != r.Severity.String() || is.Profile != r.Profile().String() || is.Since != page.Since {
			t.Errorf("entry %d is %s, %s, %s, since %s; want %s", i, is.Name, is.Severity, is.Profile, is.Since, r.Name)
		}
		if is.Title != page.Title || is.Why != page.Why || is.Fix != page.Fix || strings.Join(is.Sources, "\n") != strings.Join(page.Sources, "\n") {
			t.Errorf("%s: its words are not those of its page", r.Name)
		}
		var keys []string
		for _, k := range r.Keys {
			keys = append(keys, k.String())
		}
		if strings.Join(is.Keys, " ") != strings.Join(keys, " ") {
			t.Errorf("%s: keys %q, want %q", r.Name, is.Keys, keys)
		}
		if len(is.Params) != len(r.Params) {
			t.Errorf("%s: %d parameters, want %d", r.Name, len(is.Params), len(r.Params))
			continue
		}
		for j, p := range r.Params {
			if q := is.Params[j]; q.Name != p.Name || q.Default != p.Default || q.Doc != p.Doc {
				t.Errorf("%s: parameter %+v, want %+v", r.Name, q, p)
			}
		}
	}
}

func TestRulesRefusesWrongUsage(t *testing.T) {
	breakwater("rules", "--format", "sarif").refuses(t, `--format: "sarif" is not a format: want text or json`)
	breakwater("rules", "topic/min-isr-one").refuses(t, `unknown command "topic/min-isr-one" for "breakwater rules"`)
}
