package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/cli"
	"github.com/breakwaterhq/breakwater/internal/report/status"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func page(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheStatusOfTheREADME is what a watch told over its API of three real nodes,
// of which one was killed, as this program prints it.
func TestTheStatusOfTheREADME(t *testing.T) {
	text, err := os.ReadFile("testdata/status.json")
	if err != nil {
		t.Fatal(err)
	}
	var s status.Status
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := status.Write(&b, s, 100, false); err != nil {
		t.Fatal(err)
	}
	if want := "$ breakwater watch status\n" + b.String() + "$ echo $?\n1\n"; !strings.Contains(page(t, "README.md"), want) {
		t.Errorf("README.md lacks\n%s", want)
	}
}

var (
	shell = regexp.MustCompile("(?s)```sh\n(.*?)\n```")
	flags = regexp.MustCompile(` (--[a-z][a-z-]*)`)
	value = regexp.MustCompile(`\bbreakwater_[a-z_]+`)
)

// helpOf is the page of the command that a line calls, the longest that fits.
func helpOf(line string) (best cli.Page) {
	for _, p := range cli.Help() {
		if (line == p.Path || strings.HasPrefix(line, p.Path+" ")) && len(p.Path) > len(best.Path) {
			best = p
		}
	}
	return best
}

// TestDocumentedCommandsAreThere: each has a page, and each flag stands on it.
func TestDocumentedCommandsAreThere(t *testing.T) {
	checked := 0
	for _, file := range []string{"README.md", "docs/watch.md", "docs/scan.md", "docs/connect.md"} {
		for _, block := range shell.FindAllStringSubmatch(page(t, file), -1) {
			for line := range strings.SplitSeq(block[1], "\n") {
				line, _, _ = strings.Cut(line, " #")
				line, _, _ = strings.Cut(line, " && ")
				if !strings.HasPrefix(line, "breakwater ") {
					continue
				}
				help := helpOf(strings.TrimSpace(line))
				if checked++; help.Path == "" {
					t.Errorf("%s: there is no command as in %q", file, line)
				}
				for _, f := range flags.FindAllStringSubmatch(line, -1) {
					if !strings.Contains(help.Text, " "+f[1]+" ") {
						t.Errorf("%s: %s has no flag %s, in %q", file, help.Path, f[1], line)
					}
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d commands", checked)
	}
}

// TestDocumentedMetricsAreThere: an alert on a series that nobody serves never
// fires.
func TestDocumentedMetricsAreThere(t *testing.T) {
	metrics := page(t, "docs/metrics.md")
	names := value.FindAllString(page(t, "docs/watch.md"), -1)
	for _, name := range names {
		if !strings.Contains(metrics, "| `"+name+"` |") {
			t.Errorf("docs/watch.md names %s, which docs/metrics.md lacks", name)
		}
	}
	if len(names) < 5 {
		t.Errorf("only %d metrics", len(names))
	}
}

// TestDocumentedRulesAreThere, and links lead to files.
func TestDocumentedLinksAreThere(t *testing.T) {
	for _, file := range []string{"docs/watch.md", "README.md"} {
		folder := "../../" + file[:strings.LastIndex("/"+file, "/")]
		for _, m := range link.FindAllStringSubmatch(page(t, file), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(folder + "/" + m[1]); err != nil {
				t.Errorf("%s links to %s: %v", file, m[1], err)
			}
		}
	}
	for _, m := range regexp.MustCompile("`((?:cluster|quorum|group|watch|topic)/[a-z-]+)`").FindAllStringSubmatch(page(t, "docs/watch.md"), -1) {
		if _, err := os.Stat("../../docs/rules/" + m[1] + ".md"); err != nil {
			t.Errorf("docs/watch.md names the rule %s, which has no page", m[1])
		}
	}
}

// TestTheTimelineOfCONTRIBUTING is played: whoever copies it begins with one that
// passes.
func TestTheTimelineOfCONTRIBUTING(t *testing.T) {
	_, after, ok := strings.Cut(page(t, "CONTRIBUTING.md"), "```\n# The topic is deleted")
	block, _, closed := strings.Cut(after, "\n```")
	if !ok || !closed {
		t.Fatal("CONTRIBUTING.md has no time-line")
	}
	file := filepath.Join(t.TempDir(), "recreated.txt")
	if err := os.WriteFile(file, []byte("# The topic is deleted"+block+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	known := slices.DeleteFunc(rules.All(), func(r *rule.Rule) bool { return r.Name != "cluster/topic-recreated" })
	rulestest.Timelines(t, known, file)
}
