package cli

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func pageNamed(t *testing.T, path string) Page {
	t.Helper()
	for _, p := range Help() {
		if p.Path == path {
			return p
		}
	}
	t.Fatalf("%s has no page", path)
	return Page{}
}

func TestEveryCommandHasAPage(t *testing.T) {
	var paths []string
	for _, p := range Help() {
		paths = append(paths, p.Path)
		if p.Short == "" || strings.HasSuffix(p.Short, ".") || strings.Contains(p.Short, "\n") {
			t.Errorf("%s is summed up by %q: want one line without a full stop", p.Path, p.Short)
		}
		if !strings.Contains(p.Text, "Usage:\n  "+p.Path) {
			t.Errorf("the page of %s does not say how to call it:\n%s", p.Path, p.Text)
		}
	}
	want := "breakwater admit, breakwater admit break-glass, breakwater admit manifests, breakwater admit review, " +
		"breakwater completion, breakwater completion bash, breakwater completion fish, breakwater completion powershell, breakwater completion zsh, " +
		"breakwater demo, breakwater explain, breakwater export, breakwater export prometheus, breakwater lab, breakwater lab down, breakwater lab up, " +
		"breakwater ledger, breakwater ledger replay, breakwater ledger report, breakwater ledger verify, breakwater lint, " +
		"breakwater maintenance, breakwater maintenance end, breakwater maintenance list, breakwater maintenance start, breakwater notify, breakwater notify test, " +
		"breakwater policy, breakwater policy check, breakwater policy export, breakwater rules, breakwater scan, " +
		"breakwater silence, breakwater silence end, breakwater silence list, breakwater silence start, breakwater version, " +
		"breakwater watch, breakwater watch ack, breakwater watch status"
	if got := strings.Join(paths, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestPagesAreWhatHelpPrints, but for white space at the ends of lines, which
// would make every editor change the documentation.
func TestPagesAreWhatHelpPrints(t *testing.T) {
	for _, p := range Help() {
		for i, line := range strings.Split(p.Text, "\n") {
			if strings.HasSuffix(line, " ") {
				t.Errorf("%s: line %d ends in white space", p.Path, i+1)
			}
		}
		printed := breakwater(append(strings.Fields(p.Path)[1:], "--help")...).out
		if strings.Join(strings.Fields(printed), " ") != strings.Join(strings.Fields(p.Text), " ") {
			t.Errorf("%s: --help prints\n%s\nthe page is\n%s", p.Path, printed, p.Text)
		}
	}
}

func TestThePageOfLintHasItsContract(t *testing.T) {
	holds(t, "the page", pageNamed(t, "breakwater lint").Text, []string{
		"Exit codes:", "  0    nothing found", "  1    findings", "  2    wrong usage", "  3    a file", "  4    nothing to check", "  130  interrupted",
		"130, 2, 1, 3, 4, 0", "--format FORMAT[=FILE]", "--fail-on SEVERITY", "--target-version X.Y", "--policy FILE", "--config FILE",
		"helm template ./chart | breakwater lint -", "terraform show -json",
	})
}

// TestCommandsOfTheWatchAreDescribed: what they are for, an example, and what
// their exit code says.
func TestCommandsOfTheWatchAreDescribed(t *testing.T) {
	for path, wants := range map[string][]string{
		"breakwater watch":             {"  0    with --budget", "  2    wrong usage", "  3    with --budget", "  130  ended by Ctrl-C or SIGTERM", "SuccessExitStatus=130", "SIGHUP", "Nothing is written to the"},
		"breakwater watch status":      {"  0    the watch answered", "  1    an error is open", "  3    the watch does not answer", "  130  --follow"},
		"breakwater watch ack":         {"  0  it is noted", "  2  wrong usage", "breakwater silence"},
		"breakwater maintenance start": {"  0  done", "  2  wrong usage", "SUBJECT is what findings call it"},
		"breakwater maintenance list":  {"  0  done"},
		"breakwater maintenance end":   {"  0  done"},
		"breakwater silence start":     {"  0  done", "--rule group/lag-growing"},
		"breakwater silence list":      {"  0  done"},
		"breakwater silence end":       {"  0  done"},
		"breakwater notify test":       {"  0  every receiver took it", "  1  a receiver did not", "  2  wrong usage"},
	} {
		holds(t, path, pageNamed(t, path).Text, append(wants, "Exit codes:\n", "Examples:\n  "+path))
	}
}

// TestEveryFlagIsDescribed: a flag without a word is one that nobody uses.
func TestEveryFlagIsDescribed(t *testing.T) {
	described := regexp.MustCompile(`^ +(-\w, +)?--[\w-]+( \S+)?   *\S.*$`)
	flags := 0
	walk(newRoot(&Env{}), func(c *cobra.Command) {
		for line := range strings.Lines(c.LocalFlags().FlagUsages()) {
			flags++
			if line = strings.TrimSuffix(line, "\n"); !described.MatchString(line) || !strings.Contains(pageNamed(t, c.CommandPath()).Text, line) {
				t.Errorf("%s: the page does not describe %q", c.CommandPath(), line)
			}
		}
	})
	if flags < 9 {
		t.Errorf("%d flags are looked at", flags)
	}
}

func TestWalkLeavesOutWhatIsHidden(t *testing.T) {
	root, shown, below := &cobra.Command{Use: "root"}, &cobra.Command{Use: "shown"}, &cobra.Command{Use: "below"}
	hidden := &cobra.Command{Use: "hidden", Hidden: true}
	hidden.AddCommand(&cobra.Command{Use: "deep"})
	shown.AddCommand(below)
	root.AddCommand(shown, hidden, &cobra.Command{Use: "help"})
	var got []string
	walk(root, func(c *cobra.Command) { got = append(got, c.Name()) })
	if strings.Join(got, " ") != "shown below" {
		t.Errorf("got %q", got)
	}
}
