package kubelab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// assets is the variable by which others name the folder of etcd and
// kube-apiserver: setup-envtest prints such a folder.
const assets = "KUBEBUILDER_ASSETS"

// lean and full are the programs of a lab, as tools/kubelab/build.sh makes them.
var (
	lean = []string{"etcd", "kube-apiserver"}
	full = slices.Concat(lean, []string{"kube-scheduler", "kube-controller-manager", "kwok"})
)

// programs is the folder with the programs of a lab. The one that
// KUBEBUILDER_ASSETS names is taken where it holds all that is asked for. A
// full lab takes no mixture: controllers that are newer than their API server
// are supported by nobody.
func programs(ctx context.Context, all bool, progress io.Writer) (string, error) {
	wanted := lean
	if all {
		wanted = full
	}
	if folder := os.Getenv(assets); folder != "" {
		if lacks := lacking(folder, lean); len(lacks) > 0 {
			return "", fmt.Errorf("%s is %s, but there is no %s in it: unset it to have them built, or set it to a folder that has them",
				assets, folder, strings.Join(lacks, " and no "))
		}
		if len(lacking(folder, wanted)) == 0 {
			return filepath.Abs(folder)
		}
	}
	script, err := buildScript()
	if err != nil {
		return "", err
	}
	return build(ctx, script, all, progress)
}

// lacking are the programs that a folder does not have.
func lacking(folder string, wanted []string) (out []string) {
	for _, name := range wanted {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || !info.Mode().IsRegular() {
			out = append(out, name)
		}
	}
	return out
}

// buildScript looks for the script in the folder of the test and those above.
func buildScript() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		script := filepath.Join(dir, "tools", "kubelab", "build.sh")
		if _, err := os.Stat(script); err == nil {
			return script, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("there is no tools/kubelab/build.sh in %s or above: set %s to a folder with etcd and kube-apiserver", here, assets)
		}
	}
}

// build runs the script, which answers at once where everything is there. One
// that the context cuts short goes on until the program at hand is built: the
// next caller waits for that, and finds it.
func build(ctx context.Context, script string, all bool, progress io.Writer) (string, error) {
	what := "lean"
	if all {
		what = "full"
	}
	cmd := exec.CommandContext(ctx, "bash", script, what)
	cmd.WaitDelay = time.Second // the compiler holds the pipe, too
	said := &tail{}
	cmd.Stderr = said
	if progress != nil {
		cmd.Stderr = io.MultiWriter(said, progress)
	}
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("no API server could be built, so nothing that needs one was tested: %w; %s ends with:\n%s",
			errors.Join(err, ctx.Err()), filepath.Base(script), said)
	}
	return strings.TrimSpace(string(out)), nil
}
