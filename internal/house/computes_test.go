package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// beginnings are the functions by which something goes on beside the caller.
var beginnings = []string{"Go", "Parallel", "RunParallel", "AfterFunc", "NewServer", "NewTLSServer", "NewUnstartedServer"}

// begun lists what a part of a file begins beside itself.
func begun(in ast.Node) (out []string) {
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			out = append(out, "go")
		case *ast.CallExpr:
			if s, is := n.Fun.(*ast.SelectorExpr); is && slices.Contains(beginnings, s.Sel.Name) {
				if on, is := s.X.(*ast.Ident); s.Sel.Name != "NewServer" || is && on.Name == "httptest" {
					out = append(out, s.Sel.Name)
				}
			}
		}
		return true
	})
	return out
}

// raced tells whether make test looks for races in a function: in a test of that name, in a
// package of that line of the script.
func raced(d ast.Decl, script, folder string) bool {
	f, is := d.(*ast.FuncDecl)
	if !is || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") || !strings.Contains(f.Name.Name, "SideBySide") {
		return false
	}
	return slices.Contains(strings.Fields(sideBySide.FindString(script)), "./"+folder)
}

// computing is the line of test/rest.sh that lists packages.
var computing = regexp.MustCompile(`(?m)^computes="([^"]+)"$`)

// sideBySide is the line that has some of their tests looked at for races, all the same.
var sideBySide = regexp.MustCompile(`(?m)^tests sidebyside -run SideBySide .*$`)

// TestWhatIsNotLookedAtForRacesBeginsNothing: make test leaves the race detector out for
// packages that are listed, because neither they nor their tests begin a goroutine, but for
// those that it looks at by name. What they call has tests of its own.
func TestWhatIsNotLookedAtForRacesBeginsNothing(t *testing.T) {
	script, err := os.ReadFile("../../test/rest.sh")
	if err != nil {
		t.Fatal(err)
	}
	list := computing.FindSubmatch(script)
	if list == nil {
		t.Fatal("test/rest.sh lists no packages that only compute")
	}
	for _, folder := range strings.Fields(string(list[1])) {
		files, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("test/rest.sh lists %s, which has no Go files: %v", folder, err)
		}
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				if what := begun(d); len(what) > 0 && !raced(d, string(script), folder) {
					t.Errorf("%s begins something beside itself (%v), and the race detector does not look: take its folder out of the list in test/rest.sh", file, what)
				}
			}
		}
	}
}

func TestBegun(t *testing.T) {
	for text, want := range map[string]int{
		"go f()": 1, "func() { go f() }()": 1, "all.Go(f)": 1, "t.Parallel()": 1, "b.RunParallel(f)": 1, "time.AfterFunc(0, f)": 1,
		"s := httptest.NewServer(h); _ = s": 1, "f()": 0, "x.GoOn()": 0, "s := exporttest.NewServer(h); _ = s": 0,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc x() { "+text+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := begun(f); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestRaced(t *testing.T) {
	const script = "tests other -run SideBySide ./a\ntests sidebyside -run SideBySide ./b ./c/d\n"
	for _, c := range []struct {
		folder, text string
		want         bool
	}{
		{"b", "func TestAllSideBySide() {}", true}, {"c/d", "func TestSideBySide() {}", true}, {"a", "func TestSideBySide() {}", false},
		{"c", "func TestSideBySide() {}", false}, {"b", "func SideBySide() {}", false}, {"b", "func TestAll() {}", false},
		{"b", "func (x) TestSideBySide() {}", false}, {"b", "var TestSideBySide int", false},
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n"+c.text, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := raced(f.Decls[0], script, c.folder); got != c.want {
			t.Errorf("%s in %s: %t", c.text, c.folder, got)
		}
	}
}
