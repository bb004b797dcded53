package cli

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

func TestLabSaysWhatItCannotDo(t *testing.T) {
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	for args, complaint := range map[string]string{
		"lab start":                  "unknown command \"start\": see 'breakwater lab --help'",
		"lab u":                      "did you mean 'breakwater lab up'?",
		"lab up 4.3":                 "unknown command \"4.3\"",
		"lab up --version 4.0":       "use 3.9, 4.1, 4.3, or a full version",
		"lab up --brokers 0":         "a lab needs one at least",
		"lab up --brokers 12":        "1 to 9 brokers, not 12",
		"lab up --controllers -1":    "0 to 5 separate controllers, not -1",
		"lab up --nodes 3":           "unknown flag: --nodes",
		"lab down --dir /somewhere":  "unknown flag: --dir",
		"lab down everything please": "unknown command \"everything\"",
	} {
		got := breakwater(strings.Fields(args)...)
		if got.code != finding.ExitUsage || !strings.Contains(got.err, complaint) || got.out != "" {
			t.Errorf("%s: %d %q %q, want %q", args, got.code, got.out, got.err, complaint)
		}
	}
}

func TestLabAloneIsHelp(t *testing.T) {
	got := breakwater("lab")
	if got.code != finding.ExitClean || !strings.Contains(got.out, "up") || !strings.Contains(got.out, "down") {
		t.Errorf("%d %q", got.code, got.out)
	}
}

func TestLabDownWithoutALab(t *testing.T) {
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	if got := breakwater("lab", "down"); got.code != finding.ExitClean || got.out != "No lab is up.\n" || got.err != "" {
		t.Errorf("%+v", got)
	}
}

func TestLabUpSaysWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		java bool
		want string
	}{
		"Java":  {false, "install Java 17 or newer"},
		"Maven": {true, "or set KAFKA_HOME to an unpacked Kafka release"},
	} {
		t.Run(name, func(t *testing.T) {
			cache, bin, tmp := t.TempDir(), t.TempDir(), t.TempDir()
			t.Setenv("BREAKWATER_CACHE", cache)
			t.Setenv("PATH", bin)
			t.Setenv("TMPDIR", tmp)
			t.Setenv("JAVA_HOME", "")
			t.Setenv("KAFKA_HOME", "")
			if c.java {
				if err := os.WriteFile(filepath.Join(bin, "java"), nil, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			got := breakwater("lab", "up")
			if got.code != finding.ExitUsage || !strings.Contains(got.err, c.want) || strings.Count(got.err, "\n") > 1 {
				t.Errorf("%+v", got)
			}
			if left, _ := os.ReadDir(tmp); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// ownState is a cache with the jars of the real one, and no lab.
func ownState(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Java and Kafka's jars: run make test")
	}
	jars, err := lab.Fetch(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	if err := os.Symlink(filepath.Dir(jars), filepath.Join(cache, "kafka-node")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BREAKWATER_CACHE", cache)
}

func TestARealLabGoesUpAndDown(t *testing.T) {
	ownState(t)
	dir := filepath.Join(t.TempDir(), "lab")
	t.Cleanup(func() { breakwater("lab", "down") }) // where the test ends before it does
	up := breakwater("lab", "up", "--brokers", "1", "--dir", dir)
	shape := regexp.MustCompile(`^Kafka [0-9.]+ is up: 1 broker, which is the controller, too\.
Bootstrap servers:  (127\.0\.0\.1:[0-9]+)
Data and logs:      ` + regexp.QuoteMeta(dir) + `/node-\*

Next:
  breakwater scan --bootstrap (127\.0\.0\.1:[0-9]+)
  breakwater lab down
$`)
	m := shape.FindStringSubmatch(up.out)
	if up.code != finding.ExitClean || m == nil || m[1] != m[2] {
		t.Fatalf("%+v", up)
	}
	conn, err := net.Dial("tcp", m[1])
	if err != nil {
		t.Fatalf("nobody listens where it says: %v", err)
	}
	conn.Close()
	if again := breakwater("lab", "up"); again.code != finding.ExitUsage || !strings.Contains(again.err, "a lab is up already, with Kafka") || !strings.Contains(again.err, m[1]) {
		t.Errorf("a second one: %+v", again)
	}
	down := breakwater("lab", "down")
	if down.code != finding.ExitClean || down.out != "The lab is down, and its data in "+dir+" is removed.\n" || !strings.Contains(down.err, "ending node 1 (process ") {
		t.Errorf("%+v", down)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder that it made is still there")
	}
}

func TestAnInterruptedLabUpLeavesNothing(t *testing.T) {
	ownState(t)
	if _, err := exec.LookPath("java"); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "lab")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := breakwaterUntil(ctx, Env{}, "lab", "up", "--dir", dir)
	if got.code != finding.ExitInterrupted || got.out != "" {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it left its folder")
	}
	if down := breakwater("lab", "down"); down.out != "No lab is up.\n" {
		t.Errorf("%+v", down)
	}
}
