package strict_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// silent runs a reader over a text that nothing is wrong with.
func silent(t *testing.T, text string, with func(*strict.Reader, yamlx.Node)) {
	t.Helper()
	expect(t, read(t, text, with))
}

func TestAReaderThatWasToldNothingHasNoError(t *testing.T) {
	if err := strict.New("f.yaml").Err(); err != nil {
		t.Errorf("the error is %#v: an empty list in it would be one to every caller", err)
	}
}

func TestProblemsComeInTheOrderOfTheText(t *testing.T) {
	r := strict.New("f.yaml")
	for i, at := range [][2]int{{2, 7}, {10, 1}, {2, 3}, {1, 9}, {2, 7}} {
		r.Errorf(model.AtFile("f.yaml", at[0], at[1]), "problem %d", i)
	}
	got := strings.Split(r.Err().Error(), "\n")
	expect(t, got, "f.yaml:1:9: problem 3", "f.yaml:2:3: problem 2", "f.yaml:2:7: problem 0", "f.yaml:2:7: problem 4", "f.yaml:10:1: problem 1")
}

func TestAMappingTellsItsCallerWhetherItIsOne(t *testing.T) {
	for text, want := range map[string]bool{"{a: 1}": true, "{}": true, "{b: 1}": true, "[a]": false, "a": false} {
		read(t, text, func(r *strict.Reader, n yamlx.Node) {
			ok := r.Map(n, "it", strict.Field{Name: "a", Read: func(yamlx.Entry) {}})
			if ok != want {
				t.Errorf("%s: %v, want %v", text, ok, want)
			}
		})
	}
}

func TestASlipIsOneProblemAndNotTwo(t *testing.T) {
	got := read(t, "alhpa: 1\nomega: 2", func(r *strict.Reader, n yamlx.Node) {
		r.Map(n, "it", strict.Field{Name: "alpha", Required: true, Read: func(yamlx.Entry) {}},
			strict.Field{Name: "delta", Required: true, Read: func(yamlx.Entry) {}})
	})
	expect(t, got,
		`f.yaml:1:1: it has no key "alhpa": did you mean alpha?`,
		"f.yaml:1:1: it lacks the key delta",
		`f.yaml:2:1: it has no key "omega": known are alpha, delta`)
}

// A key that is refused is refused whatever stands behind it, and a value
// that is not there is never read.
func TestAFieldIsReadOnlyWithAValue(t *testing.T) {
	var reads []string
	note := func(e yamlx.Entry) { reads = append(reads, e.Key) }
	got := read(t, "{gone: , empty: , null: ~, zero: 0, blank: ''}", func(r *strict.Reader, n yamlx.Node) {
		r.Map(n, "it", strict.Field{Name: "gone", Refused: "gone is gone", Read: note}, strict.Field{Name: "empty", Read: note},
			strict.Field{Name: "null", Read: note}, strict.Field{Name: "zero", Read: note}, strict.Field{Name: "blank", Read: note})
	})
	expect(t, got, "f.yaml:1:2: gone is gone",
		"f.yaml:1:10: empty has no value: give it one, or take the line out",
		"f.yaml:1:19: null has no value: give it one, or take the line out")
	if want := []string{"zero", "blank"}; !reflect.DeepEqual(reads, want) {
		t.Errorf("read are %v, want %v", reads, want)
	}
}

func TestEntriesOfAnyName(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		keys []string
		want []string
	}{
		"in order":     {"{b: 1, a: 2}", []string{"b", "a"}, nil},
		"none":         {"{}", nil, nil},
		"a list":       {"[a]", nil, []string{"f.yaml:1:1: it is a list: it must be a mapping"}},
		"a word":       {"a", nil, []string{`f.yaml:1:1: it is "a": it must be a mapping`}},
		"three times":  {"a: 1\nb: 2\na: 3\na: 4", []string{"a", "b"}, []string{`f.yaml:3:1: it has the key "a" twice: the first one stands in line 1`, `f.yaml:4:1: it has the key "a" twice: the first one stands in line 1`}},
		"without text": {"{'': 1}", []string{""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var keys []string
			expect(t, read(t, c.text, func(r *strict.Reader, n yamlx.Node) {
				for e := range r.Entries(n, "it") {
					keys = append(keys, e.Key)
				}
			}), c.want...)
			if !reflect.DeepEqual(keys, c.keys) {
				t.Errorf("keys %q, want %q", keys, c.keys)
			}
		})
	}
}

// Who has found what it looks for may stop: a walk that went on would panic.
func TestWalksMayBeLeft(t *testing.T) {
	silent(t, "{a: 1, b: 2}", func(r *strict.Reader, n yamlx.Node) {
		for e := range r.Entries(n, "it") {
			if e.Key != "a" {
				t.Errorf("the walk goes on with %s", e.Key)
			}
			break
		}
	})
	silent(t, "[a, b]", func(r *strict.Reader, n yamlx.Node) {
		for item := range r.List(n, "it") {
			if item.Text() != "a" {
				t.Errorf("the walk goes on with %s", item.Text())
			}
			break
		}
	})
}

// A caller takes a value only where the reader says that it is one.
func TestScalarsTellTheirCallerWhetherTheyAreRead(t *testing.T) {
	text := func(r *strict.Reader, n yamlx.Node) (string, bool) { return r.Text(n, "it") }
	word := func(r *strict.Reader, n yamlx.Node) (string, bool) { return r.Word(n, "it", "red", "green") }
	boolean := func(r *strict.Reader, n yamlx.Node) (string, bool) { return r.Bool(n, "it") }
	for _, c := range []struct {
		name, text string
		read       func(*strict.Reader, yamlx.Node) (string, bool)
		value      string
		ok         bool
		problems   int
	}{
		{"text", "a b", text, "a b", true, 0},
		{"text keeps its spaces", "' a '", text, " a ", true, 0},
		{"blank text", "' '", text, "", false, 1},
		{"text that is a list", "[a]", text, "", false, 1},
		{"word", "green", word, "green", true, 0},
		{"wrong word", "blue", word, "", false, 1},
		{"blank word", "''", word, "", false, 1},
		{"word that is a mapping", "{a: b}", word, "", false, 1},
		{"true", "true", boolean, "true", true, 0},
		{"false", "false", boolean, "false", true, 0},
		{"a capital", "True", boolean, "", false, 1},
		{"blank switch", "''", boolean, "", false, 1},
		{"switch that is a list", "[true]", boolean, "", false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := read(t, c.text, func(r *strict.Reader, n yamlx.Node) {
				if value, ok := c.read(r, n); value != c.value || ok != c.ok {
					t.Errorf("got %q, %v; want %q, %v", value, ok, c.value, c.ok)
				}
			})
			if len(problems) != c.problems {
				t.Errorf("problems %q, want %d: one mistake is told once", problems, c.problems)
			}
		})
	}
}

func TestADocumentThatCannotBeReadIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // the start of the problem; "" for none
	}{
		"no UTF-8":            {"a: \xff", "f.yaml:1:4: the file is not UTF-8"},
		"no YAML":             {"a: b: c", "f.yaml:1:1: the file is not valid YAML"},
		"an alias to itself":  {"&a [*a]", "f.yaml:1:5: the file the alias *a stands inside what it names"},
		"empty":               {"", ""},
		"a mark alone":        {"\xef\xbb\xbf", ""},
		"comments":            {"# a\n\n# b", ""},
		"documents of no one": {"---\n~\n---\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := strict.New("f.yaml")
			if _, ok := r.Document([]byte(c.text)); ok {
				t.Error("it is given to the caller")
			}
			switch err := r.Err(); {
			case err == nil && c.want != "", err != nil && c.want == "":
				t.Errorf("the error is %v, want %q", err, c.want)
			case err != nil && !strings.HasPrefix(err.Error(), c.want):
				t.Errorf("got %q, want %q", err, c.want)
			}
		})
	}
}

func TestTheFirstOfSeveralDocumentsIsRead(t *testing.T) {
	var got string
	problems := read(t, "---\na: 1\n---\na: 2\n", func(_ *strict.Reader, n yamlx.Node) { got = n.Get("a").Text() })
	if got != "1" || len(problems) != 1 {
		t.Errorf("a is %s, with the problems %q; want that of the first document", got, problems)
	}
}

// The mark takes no column: an editor does not show it.
func TestColumnsBehindAByteOrderMark(t *testing.T) {
	got := read(t, "\xef\xbb\xbfa: 1", func(r *strict.Reader, n yamlx.Node) {
		for e := range n.Entries() {
			r.Errorf(e.KeyAt, "a is wrong")
		}
	})
	expect(t, got, "f.yaml:1:1: a is wrong")
	expect(t, read(t, "\xef\xbb\xbfa\xff", nil), "f.yaml:1:2: the file is not UTF-8 text: save it as UTF-8")
}

// What has no place of its own is told at the start, so that an editor can
// open it.
func TestAProblemWithoutAPlaceStandsAtTheStart(t *testing.T) {
	r := strict.New("f.yaml")
	r.Errorf(model.Origin{}, "%d is too many", 3)
	if err := r.Err(); err == nil || err.Error() != "f.yaml:1:1: 3 is too many" {
		t.Errorf("got %v", err)
	}
}

func TestQuoteCutsAtSixtyCharacters(t *testing.T) {
	for n, cut := range map[int]bool{59: false, 60: false, 61: true} {
		text := strings.Repeat("é", n)
		want := fmt.Sprintf("%q", text)
		if cut {
			want = fmt.Sprintf("%q", strings.Repeat("é", 60)+"…")
		}
		if got := strict.Quote(text); got != want {
			t.Errorf("%d characters: got %s, want %s", n, got, want)
		}
	}
}

func TestInsteadNamesWhatWasMeantOrAll(t *testing.T) {
	known := []string{"severity", "params"}
	for word, want := range map[string]string{
		"severty": "did you mean severity?", "param": "did you mean params?", "colour": "known are severity, params",
	} {
		if got := strict.Instead(word, known); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}
