package key

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// named is one key of this package, as its source declares it.
type named struct {
	variable string
	key      model.Key
}

// blocks reads the keys from the source, declaration by declaration: a list
// of them beside the variables would be one more thing to forget.
func blocks(t *testing.T) map[string][]named {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	out := map[string][]named{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if block, ok := d.(*ast.GenDecl); ok {
				out[set.Position(block.Pos()).String()] = keysIn(block)
			}
		}
	}
	return out
}

func keysIn(block *ast.GenDecl) []named {
	var out []named
	for _, spec := range block.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			continue
		}
		call, ok := v.Values[0].(*ast.CallExpr)
		if !ok {
			continue
		}
		layer, _ := model.ParseLayer(call.Fun.(*ast.Ident).Name)
		text, _ := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
		out = append(out, named{v.Names[0].Name, model.Key{Layer: layer, Name: text}})
	}
	return out
}

func TestEveryKeyIsInTheCatalogue(t *testing.T) {
	count := 0
	for _, keys := range blocks(t) {
		for _, n := range keys {
			count++
			if len(catalog.Lines(n.key)) == 0 {
				t.Errorf("%s is %s, which no line of Kafka has", n.variable, n.key)
			}
		}
	}
	if count == 0 {
		t.Fatal("no keys were found in the source")
	}
}

func TestKeysStandInOrder(t *testing.T) {
	for block, keys := range blocks(t) {
		if !slices.IsSortedFunc(keys, func(a, b named) int { return strings.Compare(a.variable, b.variable) }) {
			t.Errorf("the keys at %s are not in the order of the alphabet", block)
		}
	}
}
