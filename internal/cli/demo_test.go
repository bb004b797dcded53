package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// findingsIn reads what a report in JSON finds, in one line each.
func findingsIn(t *testing.T, text string) []string {
	t.Helper()
	var r struct {
		Findings []struct{ Rule, Subject, Severity, Fingerprint, CausedBy string }
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var out []string
	for _, f := range r.Findings {
		out = append(out, strings.Join([]string{f.Severity, f.Rule, f.Subject, f.Fingerprint, f.CausedBy}, " "))
	}
	slices.Sort(out)
	return out
}

func TestDemoShowsAScan(t *testing.T) {
	started := time.Now()
	got := breakwater("demo")
	got.want(t, finding.ExitClean, []string{
		"In trouble: broker 2 refuses connections at 127.0.0.1:", "no process listens there, and 98", "98 of these follow from others.\ndemo (",
		"demo (Kafka 4.3, 2 of 3 brokers answer)",
		"error cluster/broker-missing  broker/2",
		"  └ 17 × error cluster/partition-leaderless: ", "  └ 4 × error cluster/under-min-isr: partition/payments/0",
		"warning cluster/at-min-isr", "error group/data-lost", "10427 records were deleted",
		"topic/batch-exceeds-segment", "quorum/few-voters", "Next: breakwater explain cluster/broker-missing", "!\x1b[",
	}, []string{
		"breakwater: scanning a Kafka cluster of three brokers inside this process",
		"Try next:", "breakwater demo --serve", "breakwater lab up", "breakwater explain topic/batch-exceeds-segment",
	})
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	if lines := strings.Count(got.out, "\n"); lines > 75 {
		t.Errorf("%d lines are more than a screen and a half", lines)
	}
}

func TestDemoInColour(t *testing.T) {
	for name, c := range map[string]struct {
		env  Env
		args []string
		want bool
	}{
		"for a person":     {env: Env{Terminal: true}, want: true},
		"for a file":       {},
		"if asked for":     {args: []string{"--color", "always"}, want: true},
		"not if forbidden": {env: Env{Terminal: true}, args: []string{"--color", "never"}},
	} {
		got := breakwaterIn(c.env, append([]string{"demo"}, c.args...)...)
		if strings.Contains(got.out, "\x1b[") != c.want || got.code != finding.ExitClean {
			t.Errorf("%s: exit code %d, colour %t", name, got.code, !c.want)
		}
	}
}

// TestDemoFailsOnlyIfAsked: that it finds something is what it is for.
func TestDemoFailsOnlyIfAsked(t *testing.T) {
	for args, want := range map[string]finding.Exit{
		"demo":                   finding.ExitClean,
		"demo --fail-on error":   finding.ExitFindings,
		"demo --fail-on warning": finding.ExitFindings,
		"demo --format json":     finding.ExitClean,
		"demo --format sarif":    finding.ExitClean,
	} {
		if got := breakwater(strings.Fields(args)...); got.code != want || got.out == "" {
			t.Errorf("%s: exit code %d, want %d: %s", args, got.code, want, got.err)
		}
	}
}

// TestDemoLooksAtNothingHere: neither the project's configuration nor its
// policy changes what is shown.
func TestDemoLooksAtNothingHere(t *testing.T) {
	elsewhere := findingsIn(t, breakwater("demo", "--format", "json").out)
	project(t, map[string]string{"breakwater.yaml": "nonsense: [", "policy.yaml": "rules:\n  cluster/*: off\n"})
	if here := findingsIn(t, breakwater("demo", "--format", "json").out); !slices.Equal(here, elsewhere) || len(here) == 0 {
		t.Errorf("%d findings here, %d elsewhere", len(here), len(elsewhere))
	}
}

func TestDemoWritesReportsToFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.json")
	got := breakwater("demo", "--format", "text", "--format", "json="+file)
	got.want(t, finding.ExitClean, []string{"In trouble"}, nil)
	if found := findingsIn(t, contents(t, file)); len(found) < 90 {
		t.Errorf("%d findings", len(found))
	}
}

func TestDemoRefusesWhatItCannotDo(t *testing.T) {
	for args, sentence := range map[string]string{
		"demo b1:9092":                          "demo takes no argument, and \"b1:9092\" is one: to look at a cluster of your own, use breakwater scan --bootstrap HOST:PORT",
		"demo --listen 127.0.0.1:19092":         "--listen says where --serve listens: give --serve, too",
		"demo --fail-on never":                  "--fail-on: \"never\" is not a severity: want info, warning or error",
		"demo --format xml":                     "--format: \"xml\" is not a format: want text, json or sarif",
		"demo --color blue":                     "--color: \"blue\" is neither auto, always nor never",
		"demo --serve --listen 0.0.0.0:1":       "the demo asks nobody for a password, so it listens for this machine alone: 0.0.0.0 is no loopback address, 127.0.0.1 is",
		"demo --serve --listen kafka:1":         "\"kafka:1\" is not an address to listen at: want IP:PORT, as 127.0.0.1:19092",
		"demo --serve --listen 127.0.0.1:65535": "the demo needs 3 ports one after the other, and after 65535 there are not enough",
	} {
		breakwater(strings.Fields(args)...).refuses(t, sentence)
	}
	got := breakwater("demo", "--serve", "--format", "json")
	if got.code != finding.ExitUsage || got.out != "" || !strings.Contains(got.err, "serve") {
		t.Errorf("%+v", got)
	}
}

func TestDemoThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := breakwaterUntil(ctx, Env{}, "demo"); got.code != finding.ExitInterrupted || got.out != "" {
		t.Errorf("%+v", got)
	}
}

// served is a demo that is served until stop is called, which gives its exit
// code.
func served(t *testing.T, args ...string) (said string, stop func() finding.Exit) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	code := make(chan finding.Exit, 1)
	go func() {
		code <- breakwaterUntil(ctx, Env{Out: w}, append([]string{"demo", "--serve"}, args...)...).code
		w.Close()
	}()
	t.Cleanup(cancel)
	first := make([]byte, 4096)
	n, err := r.Read(first)
	if err != nil {
		t.Fatalf("it said nothing: %v", err)
	}
	return string(first[:n]), func() finding.Exit { cancel(); return <-code }
}

var afterBootstrap = regexp.MustCompile(`breakwater scan --bootstrap (\S+)\n`)

// TestDemoServesTheSame: a scan from elsewhere finds what the demo shows.
func TestDemoServesTheSame(t *testing.T) {
	shown := findingsIn(t, breakwater("demo", "--format", "json").out)
	said, stop := served(t)
	told := afterBootstrap.FindStringSubmatch(said)
	if told == nil || !strings.Contains(said, "Ctrl-C ends it.") || !strings.Contains(said, "Bootstrap servers:  "+told[1]) {
		t.Fatalf("it said %s", said)
	}
	for range 2 {
		got := breakwater("scan", "--bootstrap", told[1], "--format", "json")
		if got.code != finding.ExitFindings {
			t.Errorf("exit code %d: %s", got.code, got.err)
		}
		if found := findingsIn(t, got.out); !slices.Equal(found, shown) {
			t.Errorf("scan finds %d, the demo shows %d:\n%s\n\n%s", len(found), len(shown), strings.Join(found, "\n"), strings.Join(shown, "\n"))
		}
	}
	one, _, _ := strings.Cut(told[1], ",")
	if found := findingsIn(t, breakwater("scan", "--bootstrap", one, "--format", "json").out); !slices.Equal(found, shown) {
		t.Errorf("from one address scan finds %d, the demo shows %d", len(found), len(shown))
	}
	if code := stop(); code != finding.ExitClean {
		t.Errorf("Ctrl-C: exit code %d", code)
	}
	if conn, err := net.Dial("tcp", one); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

func TestDemoSaysWhatItServes(t *testing.T) {
	said, stop := served(t, "--listen", "127.0.0.1:0")
	defer stop()
	if !bytes.HasPrefix([]byte(said), []byte("A Kafka cluster of three brokers listens on this machine; one of them is down")) {
		t.Errorf("it said %s", said)
	}
}
