package policytest

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

func TestCasesSayThemselvesWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.yaml": "# want: 3:1: one\n# want: 4:2: two\na: 1\n# want: 9:9: not at the top\n", "b.yaml": "b: 1\n", "c.txt": "no case",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := Cases(t, dir)
	if len(cases) != 2 || cases[0].Name != "a.yaml" || cases[1].Name != "b.yaml" {
		t.Fatalf("got %+v", cases)
	}
	if want := []string{"3:1: one", "4:2: two"}; !reflect.DeepEqual(cases[0].Want, want) || cases[1].Want != nil {
		t.Errorf("got %q and %q", cases[0].Want, cases[1].Want)
	}
}

func TestACaseSaysItsProblemsAndNoOthers(t *testing.T) {
	c := Case{Name: "a.yaml", Want: []string{"1:1: one", "2:2: two…"}}
	for name, problems := range map[string]struct {
		got  []string
		want bool
	}{
		"as they stand": {[]string{"a.yaml:1:1: one", "a.yaml:2:2: two and more"}, true},
		"one missing":   {[]string{"a.yaml:1:1: one"}, false},
		"one more":      {[]string{"a.yaml:1:1: one", "a.yaml:2:2: two", "a.yaml:3:3: three"}, false},
		"other order":   {[]string{"a.yaml:2:2: two", "a.yaml:1:1: one"}, false},
		"other place":   {[]string{"a.yaml:1:2: one", "a.yaml:2:2: two"}, false},
		"goes on":       {[]string{"a.yaml:1:1: one and more", "a.yaml:2:2: two"}, false},
	} {
		if got := c.says(problems.got); got != problems.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestWithin(t *testing.T) {
	const text = "ab\nc"
	for _, c := range []struct {
		line, column int
		want         bool
	}{
		{1, 1, true}, {1, 3, true}, {1, 4, false}, {2, 2, true}, {2, 3, false}, {3, 1, false}, {0, 1, false}, {1, 0, false},
	} {
		if got := within(&strict.Problem{Line: c.line, Column: c.column}, text); got != c.want {
			t.Errorf("%d:%d: got %v", c.line, c.column, got)
		}
	}
}

func TestTheRulesHaveParamsOfEachUnit(t *testing.T) {
	units := map[any]bool{}
	for _, r := range Rules() {
		for _, p := range r.Params {
			units[p.Unit] = true
		}
	}
	if len(units) != 3 {
		t.Errorf("got %v", units)
	}
}
