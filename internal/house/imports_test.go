package house

import (
	"go/ast"
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
	only    []string // the folders of this module that it may use; nil: all that it must not are named
	why     string
}

var directions = []direction{
	{who: "internal/model", mustNot: []string{"internal/", "net", "os", "gopkg.in", "go.yaml.in"},
		why: "every other package stands on the model: it imports the standard library alone, and does no work of its own"},
	{who: "internal/catalog", mustNot: []string{"internal/effective", "internal/rule", "internal/finding", "internal/source", "internal/engine", "internal/policy", "internal/report", "internal/cli"},
		why: "what Kafka accepts does not depend on what anybody thinks of it"},
	{who: "internal/certs", only: []string{}, mustNot: []string{"os", "net/http"},
		why: "what the product serves and what tests play is signed alike, by neither's rules"},
	{who: "internal/lag", mustNot: []string{"internal/effective", "internal/catalog", "internal/finding", "internal/rule", "internal/source", "internal/engine", "internal/history", "internal/report", "internal/cli", "net", "os", "time", "github.com/twmb"},
		why: "what a group has not read follows from the model and the past alone, so that rules, metrics and pages show one number"},
	{who: "internal/finding", mustNot: []string{"internal/rule", "internal/source", "internal/engine", "internal/report", "internal/policy", "internal/cli"},
		why: "a finding is data: who made it and who prints it is no business of its own"},
	{who: "internal/effective", mustNot: []string{"internal/rule", "internal/source", "internal/engine", "internal/policy", "internal/finding"},
		why: "effective values rest on model and catalogue alone, so that every source gets the same"},
	{who: "internal/rule", mustNot: []string{"internal/policy", "internal/source", "internal/engine", "internal/report", "internal/config", "internal/cli", "net", "os", "github.com/twmb", "k8s.io"},
		why: "the policy gives settings to rules and never the reverse; rules are pure"},
	{who: "internal/rules", except: "internal/rules/rulestest", mustNot: []string{"internal/source", "internal/engine", "internal/report", "internal/policy", "internal/config", "internal/cli", "net", "net/http", "os", "io/fs", "time", "math/rand", "github.com/twmb", "k8s.io/client-go"},
		why: "a rule is a pure function of facts: no network, no file, no clock, no chance"},
	{who: "internal/source", mustNot: []string{"internal/rule", "internal/rules", "internal/engine", "internal/report", "internal/policy", "internal/effective", "internal/cli"},
		why: "a source brings facts and judges nothing"},
	{who: "internal/source/file", mustNot: []string{"internal/dial", "github.com/twmb"},
		why: "files are read without a network"},
	{who: "internal/dial", mustNot: []string{"internal/rule", "internal/rules", "internal/policy", "internal/engine", "internal/report", "internal/config", "internal/source/cluster", "internal/cli"},
		why: "a connection is made the same whoever asks, and judges nothing"},
	{who: "internal/dial/target", mustNot: []string{"internal/dial", "github.com/twmb", "net/http"},
		why: "where a cluster is can be read without a Kafka client, so that breakwater.yaml is"},
	{who: "internal/config", mustNot: []string{"github.com/twmb", "internal/engine", "internal/report", "internal/cli"},
		why: "breakwater.yaml says where clusters are, and opens no connection"},
	{who: "internal/report", mustNot: []string{"internal/source", "internal/engine", "internal/rules", "internal/policy", "internal/config", "internal/cli", "internal/effective"},
		why: "a report turns findings into bytes and never thinks"},
	{who: "internal/web", mustNot: []string{"internal/source", "internal/dial", "internal/engine", "internal/rules", "internal/policy", "internal/config", "internal/watch", "internal/store", "github.com/twmb"},
		why: "a page shows what the board holds: it asks no cluster, and waits for none"},
	{who: "internal/report", mustNot: []string{"internal/board"},
		why: "what the terminal shows of a watch came over its API"},
	{who: "internal/history", only: []string{"internal/model"}, mustNot: []string{"net", "os", "github.com/twmb"},
		why: "what was is made of looks alone: it is the same whoever asked, and whatever is thought of it"},
	{who: "internal/incident", only: []string{"internal/finding", "internal/model", "internal/rule"}, mustNot: []string{"net", "os", "github.com/twmb"},
		why: "what becomes of findings is decided here and nowhere else, without a clock, a disk or a network, so that it can be held against any time-line"},
	{who: "internal/notify", only: []string{"internal/finding", "internal/incident", "internal/rule"}, mustNot: []string{"github.com/twmb"},
		why: "a receiver is told of incidents: it knows neither who looked nor what else is shown"},
	{who: "internal/store", only: []string{"internal/finding", "internal/incident", "internal/model"}, mustNot: []string{"net", "github.com/twmb"},
		why: "what is kept are incidents and bytes: a disk that fails must not reach what watches"},
	{who: "internal/board", only: []string{"internal/finding", "internal/incident", "internal/lag", "internal/model", "internal/notify"}, mustNot: []string{"net", "os", "github.com/twmb"},
		why: "what is known now is data: whoever reads it can ask nobody"},
	{who: "internal/metrics", only: []string{"internal/board", "internal/finding", "internal/incident", "internal/lag", "internal/model", "internal/rule"}, mustNot: []string{"github.com/twmb"},
		why: "a scrape tells what the board holds: it asks no cluster, judges nothing, and waits for no look"},
	{who: "internal/timeline", only: []string{"internal/finding", "internal/model"}, mustNot: []string{"net", "os", "github.com/twmb"},
		why: "a time-line plays what a source would bring: it must not know what the rules make of it"},
	{who: "internal/watch", mustNot: []string{"internal/rules", "internal/policy", "internal/config", "internal/store", "internal/web", "internal/metrics", "internal/report", "internal/dial", "internal/source/file", "github.com/twmb"},
		why: "a watch only wires: rules, settings, the disk and the receivers are handed to it, and the board is read by whoever likes"},
	{who: "internal", except: "internal/cli", mustNot: []string{"internal/watch"},
		why: "nothing may depend on a watch that runs, so that everything can be tested without one"},
	{who: "internal/policy", mustNot: []string{"internal/engine", "internal/report", "internal/cli", "internal/config"},
		why: "a policy is read the same whoever asks"},
	{who: "internal/engine", mustNot: []string{"internal/report", "internal/cli", "internal/policy", "internal/config", "internal/source/file"},
		why: "the engine knows the source interface, not a source, and prints nothing"},
	{who: "internal", except: "internal/cli", mustNot: []string{"internal/cli", "github.com/spf13/cobra"},
		why: "only the commands know that there is a command line"},
	{who: "internal", except: "internal/demo", mustNot: []string{"github.com/twmb/franz-go/pkg/kfake"},
		why: "a stand-in for Kafka belongs into the demo and into tests, never into what looks at a real cluster"},
	{who: "internal/demo", mustNot: []string{"internal/source", "internal/rule", "internal/rules", "internal/engine", "internal/report", "internal/policy", "internal/config", "internal/dial", "internal/lab", "internal/cli"},
		why: "the demo is a cluster: it knows neither who scans it nor by what"},
	{who: "internal/source", mustNot: []string{"internal/demo"},
		why: "a source that knew of the demo would find what it was told to find"},
	{who: "internal", except: "internal/kubelab", mustNot: []string{"internal/kubelab"},
		why: "a control plane of Kubernetes is started by tests alone"},
	{who: "cmd", mustNot: []string{"internal/kubelab"},
		why: "a control plane of Kubernetes is started by tests alone"},
	{who: "tools", mustNot: []string{"internal/kubelab"},
		why: "a control plane of Kubernetes is started by tests alone"},
	{who: "client", mustNot: []string{"internal/", "cmd/"},
		why: "an application that imports the client takes nothing else of ours"},
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
				if d.forbids(i) {
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
	"internal/dial", "internal/source/cluster", "internal/admit/live", "internal/canary", "internal/metalog", "internal/change", "internal/move",
	"internal/trace", "internal/drill", "internal/lab", "internal/demo", "internal/dlq", "internal/ledger", "internal/bench",
	"tools/bench", "tools/faults", "test/mend", "test/clients", "client",
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

// speaksKubernetes are the folders that may hold a client of a Kubernetes API
// server. Reading manifests and admission reviews needs none.
var speaksKubernetes = []string{"internal/source/kube", "internal/admit", "internal/kubelab"}

func TestFewSpeakKubernetes(t *testing.T) {
	speaking := 0
	for file, imports := range importsBelow(t, "../..") {
		allowed := slices.ContainsFunc(speaksKubernetes, func(folder string) bool { return within(file, folder) })
		for _, i := range imports {
			if !within(i, "k8s.io/client-go") {
				continue
			}
			if speaking++; !allowed {
				t.Errorf("%s imports %s: only %s may, so that what is judged does not depend on how it was asked", file, i, strings.Join(speaksKubernetes, ", "))
			}
		}
	}
	if speaking < 3 {
		t.Errorf("only %d imports of a client of Kubernetes: has the tree moved?", speaking)
	}
}

// forbids tells whether an import goes against the direction. A folder may
// always use what is below it, unless that itself is what it must not use.
func (d *direction) forbids(imported string) bool {
	local, ours := strings.CutPrefix(imported, module)
	for _, bad := range d.mustNot {
		folder := strings.TrimSuffix(bad, "/")
		inside := within(folder, "internal") || folder == "cmd"
		switch {
		case inside && ours && within(local, folder) && (within(folder, d.who) || !within(local, d.who)):
			return true
		case !inside && !ours && within(imported, folder):
			return true
		}
	}
	may := func(folder string) bool { return within(local, folder) }
	return ours && d.only != nil && !within(local, d.who) && !slices.ContainsFunc(d.only, may)
}

func TestDirections(t *testing.T) {
	low := direction{who: "internal/model", mustNot: []string{"internal/", "net"}}
	few := direction{who: "internal/history", only: []string{"internal/model"}, mustNot: []string{"os"}}
	top := direction{who: "internal", except: "internal/cli", mustNot: []string{"internal/cli", "github.com/spf13/cobra"}}
	none := direction{who: "internal/board", only: []string{}}
	for _, c := range []struct {
		d        direction
		imported string
		want     bool
	}{
		{low, module + "internal/rule", true},
		{low, module + "internal/model/inner", false},
		{low, "net", true}, {low, "net/http", true}, {low, "network", false}, {low, "time", false},
		{few, module + "internal/model", false}, {few, module + "internal/models", true}, {few, module + "internal/rule", true},
		{few, module + "internal/history/codec", false}, {few, "os", true}, {few, "time", false}, {few, "github.com/twmb/franz-go", false},
		{top, module + "internal/cli", true}, {top, module + "internal/rule", false}, {top, "github.com/spf13/cobra", true}, {top, "github.com/spf13/pflag", false},
		{none, module + "internal/model", true}, {none, "sync", false},
	} {
		if got := c.d.forbids(c.imported); got != c.want {
			t.Errorf("%s imports %s: forbidden %v", c.d.who, c.imported, got)
		}
	}
}

// TestEveryDirectionIsOfSomething: a folder that has moved is held against
// nothing.
func TestEveryDirectionIsOfSomething(t *testing.T) {
	for _, d := range directions {
		if d.why == "" {
			t.Errorf("%s: a direction without a reason", d.who)
		}
		for _, folder := range slices.Concat([]string{d.who, d.except}, d.only, d.mustNot) {
			if _, err := os.Stat(path.Join("../..", folder)); (within(folder, "internal") || folder == d.who) && err != nil {
				t.Errorf("%s: there is no %s", d.who, folder)
			}
		}
	}
}

// timeComesIn are the folders that read no clock: time is a parameter, or a
// clock that they are given, so that days pass in a test within milliseconds.
var timeComesIn = []string{
	"internal/model", "internal/lag", "internal/finding", "internal/effective", "internal/rule", "internal/rules", "internal/engine", "internal/history",
	"internal/incident", "internal/timeline", "internal/board", "internal/notify", "internal/store", "internal/metrics", "internal/web", "internal/watch",
}

func TestTimeComesIn(t *testing.T) {
	files := 0
	for dir, parsed := range sources(t, "../..") {
		if !slices.ContainsFunc(timeComesIn, func(folder string) bool { return within(dir, folder) }) {
			continue
		}
		for _, f := range parsed {
			files++
			for _, call := range clocksRead(f) {
				t.Errorf("%s reads the clock by time.%s: it is to be given the time", dir, call)
			}
		}
	}
	if files < 100 {
		t.Errorf("only %d files were read: has the tree moved?", files)
	}
}

// clocksRead are the functions of package time that tell the time, and that a
// file names.
func clocksRead(f *ast.File) (out []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			pkg, ok := s.X.(*ast.Ident)
			if ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
				out = append(out, s.Sel.Name)
			}
		}
		return true
	})
	return out
}

func TestClocksRead(t *testing.T) {
	const text = `package x
import "time"
var a, b = time.Now, time.Since(time.Time{})
var c = other.Now()
var d = time.NewTimer(time.Second)`
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := clocksRead(f); !slices.Equal(got, []string{"Now", "Since"}) {
		t.Errorf("%v", got)
	}
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
