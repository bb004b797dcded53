package peers

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Promtool runs promtool in a folder of its own with a standard input, and
// returns what it printed, and how it failed, if it did.
func Promtool(t testing.TB, stdin string, args ...string) (output string, err error) {
	t.Helper()
	dir := need(t, "promtool", prometheus)
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "usr/bin/promtool"), args...)
	cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
