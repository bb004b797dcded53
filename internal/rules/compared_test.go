package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules"
)

// beyondKeys compare values that are no settings, as numbers of nodes.
var beyondKeys = []string{
	"topic/replicas-exceed-brokers", "topic/min-isr-above-replicas", "topic/min-isr-equals-replicas",
	"topic/dead-letter-too-small", "topic/min-isr-one", "topic/outside-baseline", "quorum/few-voters",
}

// compareNothing read several settings, and hold none against another.
var compareNothing = map[string]string{
	"change/retention-cut-deletes-unread": "each setting is held against itself before the change",
	"broker/auto-create-topics":           "the second setting is only told, as what such topics get",
	"broker/flush-override":               "each setting is judged by itself",
	"broker/quorum-config":                "asks which settings are written, and a node for its own number",
	"broker/process-roles-missing":        "asks which settings are written",
	"broker/zookeeper-mode":               "asks which settings are written",
	"client/idempotence-off":              "the second setting only tells whose matter it is: idempotence-lost has the transactional ones",
	"client/idempotence-lost":             "each setting is judged by itself, by what idempotence asks for",
	"client/metadata-too-old":             "one setting, which producers and consumers have each",
	"client/reads-uncommitted":            "asks whether the second is written",
	"client/protocol-keys-conflict":       "asks which settings are written beside the protocol",
	"client/eager-assignor":               "the others only tell whether the first is in force",
	"client/dynamic-membership":           "asks which settings are written",
	"client/offset-reset-latest":          "the second setting only tells whether the first is in force",
	"group/data-lost":                     "offsets are held against each other; the settings are only told",
	"group/lag-growing":                   "the settings only tell when the lag becomes a loss",
	"group/data-at-risk":                  "each setting is held against what a group has not read",
	"cluster/throttle-left-over":          "asks which settings are written",
	"cluster/compaction-stuck":            "sizes are held against each other; the settings say how far apart they may be",
	"client/auto-commit":                  "the second setting only tells whether the first is in force",
}

// TestM48_EveryComparisonHasItsMatrix: what a rule does with a default, an
// inherited or an unknown value is where wrong findings come from.
func TestM48_EveryComparisonHasItsMatrix(t *testing.T) {
	inMatrix := matrices(t)
	needs := map[string]bool{}
	for _, name := range beyondKeys {
		needs[name] = true
	}
	exists := map[string]bool{}
	for _, r := range rules.All() {
		exists[r.Name] = true
		if len(r.Keys) >= 2 && compareNothing[r.Name] == "" {
			needs[r.Name] = true
		}
		if compareNothing[r.Name] != "" && inMatrix[r.Name] {
			t.Errorf("%s has a matrix: it is no exception", r.Name)
		}
	}
	for name := range needs {
		if !inMatrix[name] {
			t.Errorf("%s compares values, and no test runs rulestest.Matrix with it", name)
		}
		if !exists[name] {
			t.Errorf("there is no rule %s", name)
		}
	}
	for name := range compareNothing {
		if !exists[name] {
			t.Errorf("there is no rule %s", name)
		}
	}
}

// matrices are the rules with which a test of their family calls
// rulestest.Matrix: by their variables, or by copies of them.
func matrices(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names, called := map[string]string{}, map[string]bool{} // by "folder.Variable"
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Dir(file) + "."
		copies := map[string]string{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, v := range n.Values {
					if found := literals(&ast.File{Name: f.Name, Decls: []ast.Decl{declOf(v)}}); len(found) == 1 {
						names[folder+n.Names[i].Name] = found[0]
					}
				}
			case *ast.AssignStmt:
				if from, isCopy := n.Rhs[0].(*ast.StarExpr); isCopy {
					copies[nameOf(n.Lhs[0])] = nameOf(from.X)
				}
			case *ast.CallExpr:
				if fn, isSel := n.Fun.(*ast.SelectorExpr); isSel && fn.Sel.Name == "Matrix" && len(n.Args) == 3 {
					variable := nameOf(n.Args[1])
					if of := copies[variable]; of != "" {
						variable = of
					}
					called[folder+variable] = true
				}
			}
			return true
		})
	}
	out := map[string]bool{}
	for variable, name := range names {
		if called[variable] {
			out[name] = true
		}
	}
	return out
}

// declOf is a declaration of a value alone.
func declOf(v ast.Expr) ast.Decl {
	return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{Names: []*ast.Ident{ast.NewIdent("x")}, Values: []ast.Expr{v}}}}
}

// nameOf is the variable of an expression, or of its address.
func nameOf(e ast.Expr) string {
	if address, is := e.(*ast.UnaryExpr); is {
		e = address.X
	}
	if ident, is := e.(*ast.Ident); is {
		return ident.Name
	}
	return ""
}
