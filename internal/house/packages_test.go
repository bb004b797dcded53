package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// TestEveryFolderSaysOnceWhatItIs: exactly one package comment each.
func TestEveryFolderSaysOnceWhatItIs(t *testing.T) {
	for dir, files := range sources(t, "../..") {
		comments := 0
		for _, f := range files {
			if f.Doc != nil {
				comments++
			}
		}
		if comments != 1 {
			t.Errorf("%s has %d package comments: want one, in one file", dir, comments)
		}
	}
}

// TestEveryFolderIsOnTheMap: who looks for something finds in ARCHITECTURE.md
// where it is.
func TestEveryFolderIsOnTheMap(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "## File map")
	fileMap, _, _ := strings.Cut(after, "\n## ")
	folders, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range folders {
		if d.IsDir() && !strings.Contains(fileMap, " "+d.Name()+"/ ") {
			t.Errorf("internal/%s is not on the file map of ARCHITECTURE.md", d.Name())
		}
	}
}

// TestEveryExportedNameIsDocumented: what a package offers, it explains.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	for dir, files := range sources(t, "../..") {
		for _, f := range files {
			for _, d := range f.Decls {
				if name := undocumented(d); name != "" {
					t.Errorf("%s: %s is exported and has no comment", dir, name)
				}
			}
		}
	}
}

func undocumented(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || exportedReceiver(d.Recv)) {
			return d.Name.Name
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if t, ok := s.(*ast.TypeSpec); ok && t.Name.IsExported() && d.Doc == nil && t.Doc == nil {
				return t.Name.Name
			}
		}
	}
	return ""
}

func exportedReceiver(fields *ast.FieldList) bool {
	typ := fields.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

// sources parses every file that is no test, by folder.
func sources(t *testing.T, root string) map[string][]*ast.File {
	t.Helper()
	out := map[string][]*ast.File{}
	err := fs.WalkDir(os.DirFS(root), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path.Join(root, p), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out[path.Dir(p)] = append(out[path.Dir(p)], f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
