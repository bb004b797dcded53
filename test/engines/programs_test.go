package engines

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
)

// assets is the variable that names a folder with both programs.
const assets = "BREAKWATER_ENGINES"

// engine is one of the programs, with how it is asked.
type engine struct {
	name   string
	format export.Format
	one    int // of so many changed fields it is asked about: Kyverno compiles every policy again for every object
	// fractions tells that the program makes one of every number: those above 2^53,
	// written so, the policies leave alone.
	fractions bool
	// judge asks about new objects, each of which has a uid. Those of namespaces
	// that are labelled have the label of export.Label.
	judge func(t *testing.T, policies []byte, objects []map[string]any, label export.Label) []verdict
}

var engines = []engine{
	{"kyverno", export.Kyverno, 4, true, judgedByKyverno},
	{"gatekeeper", export.Gatekeeper, 1, false, judgedByGatekeeper},
}

// folder is where the programs are.
var folder = sync.OnceValues(func() (string, error) {
	if is := os.Getenv(assets); is != "" {
		return filepath.Abs(is)
	}
	build := exec.Command("bash", "../../tools/engines/build.sh")
	build.Stderr = os.Stderr
	out, err := build.Output()
	return strings.TrimSpace(string(out)), err
})

// program is the path of one. The test fails where it is not there: what was not
// asked has agreed to nothing.
func program(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the engines' own programs are left out of short tests")
	}
	home, err := folder()
	if err != nil {
		t.Fatalf("the engines' own programs could not be built, so nothing was asked of them: %v", err)
	}
	path := filepath.Join(home, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("there is no %s, so nothing was asked of it: set %s to a folder that has it, or unset it to have it built: %v", name, assets, err)
	}
	return path
}

// ask runs a program, which may end with 1 where it found something, and returns
// what it printed to both.
func ask(t *testing.T, path string, args ...string) (stdout, stderr []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")} // nobody's kubeconfig
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ended.ExitCode() != 1) {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(path), strings.Join(args, " "), err, out.Bytes(), said.Bytes())
	}
	return out.Bytes(), said.Bytes()
}
