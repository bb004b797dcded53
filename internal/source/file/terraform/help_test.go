package terraform_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// world is what one text says.
type world struct {
	now, before *model.Snapshot
	doc         *model.Document
	text        string
}

func read(t testing.TB, f format.Format, path, text string) (world, error) {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	w := world{doc: &model.Document{Path: path, Format: f.Name()}, text: text}
	err := f.Read(format.Input{Path: path, Text: []byte(text)}, w.doc, b)
	w.now, w.before = b.Snapshots()
	w.now.Docs = []*model.Document{w.doc}
	return w, err
}

func must(t testing.TB, f format.Format, path, text string) world {
	t.Helper()
	w, err := read(t, f, path, text)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return w
}

func plan(t testing.TB, changes ...string) world {
	t.Helper()
	return must(t, terraform.Plan{}, "plan.json", planOf(changes...))
}

func planOf(changes ...string) string {
	return `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{}},` + "\n" +
		`"resource_changes":[` + strings.Join(changes, ",\n") + `]}`
}

// changed is one element of resource_changes; fields is what stands in
// "change" beside the actions.
func changed(typ, name, actions, fields string) string {
	return `{"address":"` + typ + `.` + name + `","mode":"managed","type":"` + typ + `","name":"` + name +
		`","change":{"actions":[` + actions + `],` + fields + `}}`
}

func hcl(t testing.TB, text string) world {
	t.Helper()
	return must(t, terraform.HCL{}, "main.tf", text)
}

func topic(t testing.TB, s *model.Snapshot, name string) *model.Topic {
	t.Helper()
	i := slices.IndexFunc(s.Topics, func(t *model.Topic) bool { return t.Name == name })
	if i < 0 {
		var names []string
		for _, t := range s.Topics {
			names = append(names, t.Name)
		}
		t.Fatalf("there is no topic %q among %q", name, names)
	}
	return s.Topics[i]
}

// said is a value in one word: its text, or "?" and why it is unknown.
func said(v model.Value) string {
	switch {
	case !v.IsSet():
		return "-"
	case !v.Usable():
		return "?" + v.Why()
	default:
		return v.Raw()
	}
}

// settings is what a config declares and knows, sorted. Keys that are unknown
// because the whole is, are counted in "?".
func settings(c model.Config) string {
	var out []string
	for _, s := range c.Settings() {
		if s.Value.Usable() {
			out = append(out, s.Name+"="+s.Value.Raw())
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// points checks that the text of a value, or of a key, stands where its
// origin says.
func points(t testing.TB, text, want string, at model.Origin) {
	t.Helper()
	rows := strings.Split(text, "\n")
	if at.Line < 1 || at.Line > len(rows) || at.Column < 1 || at.Column > utf8.RuneCountInString(rows[at.Line-1])+1 {
		t.Errorf("%s is not a place in the text", at)
		return
	}
	if rest := string([]rune(rows[at.Line-1])[at.Column-1:]); !strings.HasPrefix(rest, want) && !strings.HasPrefix(rest, `"`+want+`"`) {
		t.Errorf("%q is not at %s: there is %.40q", want, at, rest)
	}
}

func wantSyntaxError(t *testing.T, err error, line, column int, message string) {
	t.Helper()
	var syntax *format.SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("the error is %v, want one with a place", err)
	}
	if syntax.Line != line || syntax.Column != column || !strings.Contains(syntax.Message, message) {
		t.Errorf("it says %d:%d: %s, want %d:%d: %s", syntax.Line, syntax.Column, syntax.Message, line, column, message)
	}
}
