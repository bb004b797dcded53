// Package systemd has the unit of breakwater watch. The package is its tests.
package systemd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

const unit = "breakwater.service"

// settings reads a unit: the values of each key, in their order.
func settings(t *testing.T) (text string, by map[string][]string) {
	t.Helper()
	file, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	by = map[string][]string{}
	section := ""
	for i, line := range strings.Split(string(file), "\n") {
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = line
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok || section == "" || strings.TrimSpace(line) != line {
				t.Errorf("line %d is neither a comment, a section nor KEY=VALUE: %q", i+1, line)
			}
			by[section+key] = append(by[section+key], value)
		}
	}
	return string(file), by
}

// TestTheUnitIsHardened holds what somebody who installs it relies on.
func TestTheUnitIsHardened(t *testing.T) {
	_, by := settings(t)
	for key, want := range map[string]string{
		"[Service]Type": "exec", "[Service]DynamicUser": "yes", "[Service]StateDirectory": "breakwater", "[Service]ProtectSystem": "strict",
		"[Service]NoNewPrivileges": "yes", "[Service]Restart": "always", "[Service]ExecReload": "/bin/kill -HUP $MAINPID", "[Service]SuccessExitStatus": "130",
		"[Service]CapabilityBoundingSet": "", "[Unit]StartLimitIntervalSec": "0", "[Install]WantedBy": "multi-user.target",
	} {
		if got := by[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	for _, key := range []string{"[Service]MemoryMax", "[Service]TimeoutStopSec", "[Service]SystemCallFilter"} {
		if len(by[key]) == 0 {
			t.Errorf("%s is missing", key)
		}
	}
}

var flag = regexp.MustCompile(`--[a-z-]+`)

// TestTheCommandOfTheUnitIsThere: every flag of it is one of breakwater watch.
func TestTheCommandOfTheUnitIsThere(t *testing.T) {
	_, by := settings(t)
	start := by["[Service]ExecStart"]
	if len(start) != 1 || !strings.HasPrefix(start[0], "/usr/local/bin/breakwater watch ") || !strings.Contains(start[0], "--data %S/"+by["[Service]StateDirectory"][0]) {
		t.Fatalf("ExecStart is %q", start)
	}
	for _, page := range cli.Help() {
		if page.Path != "breakwater watch" {
			continue
		}
		for _, f := range flag.FindAllString(start[0], -1) {
			if !strings.Contains(page.Text, " "+f+" ") {
				t.Errorf("breakwater watch has no flag %s", f)
			}
		}
		return
	}
	t.Error("there is no command breakwater watch")
}

// analyze runs systemd-analyze on the unit, with a program in it that is there.
func analyze(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	text, _ := settings(t)
	file := filepath.Join(t.TempDir(), unit)
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "ExecStart=/usr/local/bin/breakwater", "ExecStart=/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c := exec.CommandContext(t.Context(), program, append(args, file)...)
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil {
		t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, &out)
	}
	return out.String()
}

func TestSystemdTakesTheUnit(t *testing.T) {
	if said := analyze(t, "verify", "--man=no", "--recursive-errors=no"); strings.Contains(said, unit) {
		t.Errorf("systemd complains:\n%s", said)
	}
}

// TestTheUnitIsExposedLittle, as systemd counts: 10 is a service as it comes.
func TestTheUnitIsExposedLittle(t *testing.T) {
	analyze(t, "security", "--offline=true", "--threshold=20", "--no-pager")
}
