package rulestest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Complete holds a family against its folder, which is the working directory
// of its tests: every rule literal of the source and every page stands in the
// list, once, and nothing else does.
func Complete(t *testing.T, family string, rules []*rule.Rule) {
	t.Helper()
	listed := map[string]bool{}
	for _, r := range rules {
		switch {
		case r.Family() != family:
			t.Errorf("%s is not of the family %s", r.Name, family)
		case listed[r.Name]:
			t.Errorf("%s is listed twice", r.Name)
		case "doc/"+strings.TrimPrefix(r.Name, family+"/")+".md" != r.Doc.File:
			t.Errorf("%s has the page %s", r.Name, r.Doc.File)
		}
		listed[r.Name] = true
	}
	for _, name := range literals(t) {
		if !listed[name] {
			t.Errorf("%s is written and not listed, so it never runs", name)
		}
	}
	for _, page := range glob(t, "doc/*.md") {
		if name := family + "/" + strings.TrimSuffix(filepath.Base(page), ".md"); !listed[name] {
			t.Errorf("%s is the page of no rule", page)
		}
	}
}

// literals lists the names of the rule literals in the folder's source.
func literals(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, path := range glob(t, "*.go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.CompositeLit); ok {
				names = append(names, nameIn(literal)...)
			}
			return true
		})
	}
	return names
}

// nameIn is the name that a literal of rule.Rule gives.
func nameIn(literal *ast.CompositeLit) []string {
	kind, ok := literal.Type.(*ast.SelectorExpr)
	if !ok || kind.Sel.Name != "Rule" {
		return nil
	}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		field, isField := pair.Key.(*ast.Ident)
		value, isText := pair.Value.(*ast.BasicLit)
		if isField && isText && field.Name == "Name" {
			name, _ := strconv.Unquote(value.Value)
			return []string{name}
		}
	}
	return nil
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
