//go:build unix

package kubelab

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// compiler stands in for go: it makes the file that it was asked for, and
// writes down the package.
const compiler = `
[ "$GOFLAGS $GOWORK $CGO_ENABLED" = "-mod=readonly -trimpath -buildvcs=false off 0" ] || { echo "flags: $GOFLAGS" >&2; exit 2; }
for package; do [ "$last" = -o ] && out=$package; last=$package; done
echo "$package" >>"$BUILT"
[ "$package" = "$BREAKS" ] && { echo half >"$out"; echo "x.go:1: undefined: y" >&2; exit 1; }
echo program >"$out"
chmod +x "$out"
`

// a bench is a place where tools/kubelab/build.sh builds with a compiler that
// only seems to be one.
type bench struct {
	*testing.T
	cache, built string
	env          []string
}

func newBench(t *testing.T, env ...string) *bench {
	t.Helper()
	dir := t.TempDir()
	program(t, filepath.Join(dir, "bin", "go"), compiler)
	b := &bench{T: t, cache: filepath.Join(dir, "cache"), built: filepath.Join(dir, "built")}
	b.env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"BREAKWATER_CACHE="+b.cache, "BUILT="+b.built, "GOFLAGS=-race")
	b.env = append(b.env, env...)
	return b
}

// run runs the script, and returns what it printed.
func (b *bench) run(args ...string) (string, error) {
	script, err := buildScript()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("bash", append([]string{script}, args...)...)
	cmd.Env = b.env
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return said.String(), err
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// packages are what was built, in order.
func (b *bench) packages() []string { return strings.Fields(read(b.built)) }

var (
	leanPackages = []string{"go.etcd.io/etcd/server/v3", "k8s.io/kubernetes/cmd/kube-apiserver"}
	fullPackages = []string{"k8s.io/kubernetes/cmd/kube-scheduler", "k8s.io/kubernetes/cmd/kube-controller-manager", "sigs.k8s.io/kwok/cmd/kwok"}
)

func TestEachProgramIsBuiltOnceAndOnlyWhenAskedFor(t *testing.T) {
	b := newBench(t)
	var first string
	for _, c := range []struct {
		mode []string
		want []string
	}{
		{[]string{"lean"}, leanPackages},
		{nil, leanPackages}, // lean is the default, and nothing is left to do
		{[]string{"full"}, slices.Concat(leanPackages, fullPackages)},
		{[]string{"full"}, slices.Concat(leanPackages, fullPackages)},
	} {
		home, err := b.run(c.mode...)
		if err != nil {
			t.Fatalf("%s: %v", home, err)
		}
		if first == "" {
			first = home
		}
		if home != first || filepath.Dir(home) != filepath.Join(b.cache, "kubelab") || !strings.HasPrefix(filepath.Base(home), "v1.") {
			t.Errorf("%v: the folder is %q, want one of the version below the cache", c.mode, home)
		}
		if got := b.packages(); !slices.Equal(got, c.want) {
			t.Errorf("%v: built %q, want %q", c.mode, got, c.want)
		}
	}
	if lacks := lacking(first, full); len(lacks) > 0 {
		t.Errorf("%q lack in %s", lacks, first)
	}
}

func TestAProgramThatCannotBeBuiltIsNotThere(t *testing.T) {
	b := newBench(t, "BREAKS="+leanPackages[1])
	said, err := b.run()
	if err == nil || !strings.Contains(said, "x.go:1: undefined: y\nbuild.sh: kube-apiserver could not be built") {
		t.Errorf("%v: %s", err, said)
	}
	var files []string
	err = filepath.WalkDir(b.cache, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, d.Name())
		}
		return err
	})
	if slices.Sort(files); err != nil || !slices.Equal(files, []string{".lock", "etcd"}) {
		t.Errorf("the cache holds %q, %v: want the program that could be built, and nothing half done", files, err)
	}
}

func TestTwoBuildsAtOnceBuildOnce(t *testing.T) {
	if _, err := exec.LookPath("flock"); err != nil {
		t.Skip("without flock two builds go side by side, to no harm")
	}
	b := newBench(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if said, err := b.run(); err != nil {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
	wait.Wait()
	if got := b.packages(); !slices.Equal(got, leanPackages) {
		t.Errorf("built %q, want each once", got)
	}
}

func TestTheScriptKnowsTwoModes(t *testing.T) {
	if said, err := newBench(t).run("fast"); err == nil || said != "usage: build.sh [lean|full]\n" {
		t.Errorf("%v: %s", err, said)
	}
}
