package peers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// unpack leaves the files of a package in a folder, and finishes them there.
func unpack(ctx context.Context, deb, to string, finish func(string) error) error {
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		return errors.New("dpkg-deb is needed once to unpack it, and is not on the PATH: install it (Debian, Fedora: dpkg)")
	}
	out, err := exec.CommandContext(ctx, "dpkg-deb", "-x", deb, to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("dpkg-deb: %w: %s", err, bytes.TrimSpace(out))
	}
	if finish == nil {
		return nil
	}
	return finish(to)
}

// shareFolder is where Debian's Alertmanager looks for its templates, whatever
// it is told.
const shareFolder = "/usr/share/prometheus/alertmanager"

// relocate makes Alertmanager look for its templates in its working directory.
// The path is compiled in, so it is replaced by one of the same length.
func relocate(folder string) error {
	program := filepath.Join(folder, alertmanagerProgram)
	code, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if !bytes.Contains(code, []byte(shareFolder)) {
		return fmt.Errorf("%s does not look for %s: it is another build", program, shareFolder)
	}
	here := "." + strings.Repeat("/", len(shareFolder)-1)
	return os.WriteFile(program, bytes.ReplaceAll(code, []byte(shareFolder), []byte(here)), 0o755)
}
