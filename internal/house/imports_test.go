package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/breakwaterhq/breakwater/"

// direction is one rule of who may import whom. A layer may use any lower
// one, so each rule says what a layer must not use, and why.
type direction struct {
	who     string   // a folder of this module and everything below it
	except  string   // but not this one
	mustNot []string // import paths, or folders of this module with a leading "internal/"
	why     string
}

var directions = []direction{
	{"internal/model", "", []string{"internal/", "net", "os", "gopkg.in", "go.yaml.in"},
		"every other package stands on the model: it imports the standard library alone, and does no work of its own"},
	{"internal/catalog", "", []string{"internal/effective", "internal/rule", "internal/finding", "internal/source", "internal/engine", "internal/policy", "internal/report", "internal/cli"},
		"what Kafka accepts does not depend on what anybody thinks of it"},
	{"internal/lag", "", []string{"internal/effective", "internal/catalog", "internal/finding", "internal/rule", "internal/source", "internal/engine", "internal/history", "internal/report", "internal/cli", "net", "os", "time", "github.com/twmb"},
		"what a group has not read follows from the model and the past alone, so that rules, metrics and pages show one number"},
	{"internal/finding", "", []string{"internal/rule", "internal/source", "internal/engine", "internal/report", "internal/policy", "internal/cli"},
		"a finding is data: who made it and who prints it is no business of its own"},
	{"internal/effective", "", []string{"internal/rule", "internal/source", "internal/engine", "internal/policy", "internal/finding"},
		"effective values rest on model and catalogue alone, so that every source gets the same"},
	{"internal/rule", "", []string{"internal/policy", "internal/source", "internal/engine", "internal/report", "internal/config", "internal/cli", "net", "os", "github.com/twmb", "k8s.io"},
		"the policy gives settings to rules and never the reverse; rules are pure"},
	{"internal/rules", "internal/rules/rulestest", []string{"internal/source", "internal/engine", "internal/report", "internal/policy", "internal/config", "internal/cli", "net", "net/http", "os", "io/fs", "time", "math/rand", "github.com/twmb", "k8s.io/client-go"},
		"a rule is a pure function of facts: no network, no file, no clock, no chance"},
	{"internal/source", "", []string{"internal/rule", "internal/rules", "internal/engine", "internal/report", "internal/policy", "internal/effective", "internal/cli"},
		"a source brings facts and judges nothing"},
	{"internal/source/file", "", []string{"internal/dial", "github.com/twmb"},
		"files are read without a network"},
	{"internal/dial", "", []string{"internal/rule", "internal/rules", "internal/policy", "internal/engine", "internal/report", "internal/config", "internal/source/cluster", "internal/cli"},
		"a connection is made the same whoever asks, and judges nothing"},
	{"internal/dial/target", "", []string{"internal/dial", "github.com/twmb", "net/http"},
		"where a cluster is can be read without a Kafka client, so that breakwater.yaml is"},
	{"internal/config", "", []string{"github.com/twmb", "internal/engine", "internal/report", "internal/cli"},
		"breakwater.yaml says where clusters are, and opens no connection"},
	{"internal/report", "", []string{"internal/source", "internal/engine", "internal/rules", "internal/policy", "internal/config", "internal/cli", "internal/effective"},
		"a report turns findings into bytes and never thinks"},
	{"internal/web", "", []string{"internal/source", "internal/dial", "internal/engine", "internal/rules", "internal/policy", "internal/config", "internal/watch", "internal/store", "github.com/twmb"},
		"a page shows what the board holds: it asks no cluster, and waits for none"},
	{"internal/report", "", []string{"internal/board"},
		"what the terminal shows of a watch came over its API"},
	{"internal/policy", "", []string{"internal/engine", "internal/report", "internal/cli", "internal/config"},
		"a policy is read the same whoever asks"},
	{"internal/engine", "", []string{"internal/report", "internal/cli", "internal/policy", "internal/config", "internal/source/file"},
		"the engine knows the source interface, not a source, and prints nothing"},
	{"internal", "internal/cli", []string{"internal/cli", "github.com/spf13/cobra"},
		"only the commands know that there is a command line"},
	{"internal", "internal/demo", []string{"github.com/twmb/franz-go/pkg/kfake"},
		"a stand-in for Kafka belongs into the demo and into tests, never into what looks at a real cluster"},
	{"internal/demo", "", []string{"internal/source", "internal/rule", "internal/rules", "internal/engine", "internal/report", "internal/policy", "internal/config", "internal/dial", "internal/lab", "internal/cli"},
		"the demo is a cluster: it knows neither who scans it nor by what"},
	{"internal/source", "", []string{"internal/demo"},
		"a source that knew of the demo would find what it was told to find"},
	{"client", "", []string{"internal/", "cmd/"},
		"an application that imports the client takes nothing else of ours"},
}

func TestImportsGoOneWay(t *testing.T) {
	checked := 0
	for file, imports := range importsBelow(t, "../..") {
		for _, d := range directions {
			if !within(file, d.who) || d.except != "" && within(file, d.except) {
				continue
			}
			checked++
			for _, i := range imports {
				if bad := forbidden(i, file, d); bad != "" {
					t.Errorf("%s imports %s, but %s must not: %s", file, i, d.who, d.why)
				}
			}
		}
	}
	if checked < 50 {
		t.Errorf("only %d files were held against a direction: has the tree moved?", checked)
	}
}

// speaksKafka are the folders that may hold a Kafka client. All others get
// facts, whoever brings them.
var speaksKafka = []string{
	"internal/dial", "internal/source/cluster", "internal/canary", "internal/metalog", "internal/change", "internal/move",
	"internal/trace", "internal/drill", "internal/lab", "internal/demo", "internal/dlq", "internal/ledger", "internal/bench",
	"tools/bench", "client",
}

func TestFewSpeakKafka(t *testing.T) {
	speaking := 0
	for file, imports := range importsBelow(t, "../..") {
		allowed := slices.ContainsFunc(speaksKafka, func(folder string) bool { return within(file, folder) })
		for _, i := range imports {
			if !within(i, "github.com/twmb/franz-go") {
				continue
			}
			if speaking++; !allowed {
				t.Errorf("%s imports %s: only %s may, so that what is judged does not depend on how it was asked", file, i, strings.Join(speaksKafka, ", "))
			}
		}
	}
	if speaking < 5 {
		t.Errorf("only %d imports of a Kafka client: has the tree moved?", speaking)
	}
}

func forbidden(imported, file string, d direction) string {
	local, ours := strings.CutPrefix(imported, module)
	for _, bad := range d.mustNot {
		inside := strings.HasPrefix(bad, "internal/") || bad == "cmd/"
		switch {
		case inside && ours && within(local, strings.TrimSuffix(bad, "/")) && !within(local, d.who):
			return bad
		case !inside && !ours && within(imported, bad):
			return bad
		}
	}
	return ""
}

func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

// importsBelow is what every file that is no test imports.
func importsBelow(t *testing.T, root string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := fs.WalkDir(os.DirFS(root), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path.Join(root, p), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			out[p] = append(out[p], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
