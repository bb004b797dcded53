package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestErrorsBecomeExitCodes(t *testing.T) {
	for name, c := range map[string]struct {
		err      error
		code     finding.Exit
		sentence string
	}{
		"none":                     {nil, finding.ExitClean, ""},
		"findings":                 {asError(finding.ExitFindings), finding.ExitFindings, ""},
		"nothing to check":         {asError(finding.ExitNothing), finding.ExitNothing, ""},
		"interrupted":              {asError(finding.ExitInterrupted), finding.ExitInterrupted, ""},
		"a verdict, wrapped":       {fmt.Errorf("lint: %w", asError(finding.ExitIncomplete)), finding.ExitIncomplete, ""},
		"a context that ended":     {fmt.Errorf("reading: %w", context.Canceled), finding.ExitInterrupted, ""},
		"anything else":            {errors.New("no such file"), finding.ExitUsage, "breakwater: no such file\n"},
		"several at a time":        {errors.Join(errors.New("a"), errors.New("b")), finding.ExitUsage, "breakwater: a\nb\n"},
		"a clean exit is no error": {asError(finding.ExitClean), finding.ExitClean, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var complaints bytes.Buffer
			if got := codeOf(c.err, &complaints); got != c.code || complaints.String() != c.sentence {
				t.Errorf("exit code %d and %q, want %d and %q", got, complaints.String(), c.code, c.sentence)
			}
		})
	}
}

func TestAVerdictSaysItsCode(t *testing.T) {
	if got := asError(finding.ExitNothing).Error(); got != "exit code 4" {
		t.Errorf("got %q", got)
	}
}

func TestTheRootCommand(t *testing.T) {
	help := []string{"breakwater lint PATH", "lint", "rules", "explain", "policy", "version", "completion"}
	for _, args := range [][]string{{}, {"--help"}, {"-h"}, {"help"}} {
		breakwater(args...).want(t, finding.ExitClean, help, []string{"!."})
	}
	for args, want := range map[string]string{
		"nonsense":          `unknown command "nonsense": see 'breakwater --help'`,
		"--nonsense":        "unknown flag: --nonsense: see 'breakwater --help'",
		"rules --nonsense":  "unknown flag: --nonsense: see 'breakwater rules --help'",
		"policy check --no": "unknown flag: --no: see 'breakwater policy check --help'",
		"version now":       `unknown command "now" for "breakwater version"`,
	} {
		breakwater(strings.Fields(args)...).refuses(t, want)
	}
}

// TestTypingMistakesAreMet: the command that was meant is named.
func TestTypingMistakesAreMet(t *testing.T) {
	for args, want := range map[string]string{
		"lnit":              `unknown command "lnit": did you mean 'breakwater lint'?`,
		"lint-files":        `unknown command "lint-files": see 'breakwater --help'`,
		"expl":              `unknown command "expl": did you mean 'breakwater explain'?`,
		"polcy check":       `unknown command "polcy": did you mean 'breakwater policy'?`,
		"policy chekc":      `unknown command "chekc": did you mean 'breakwater policy check'?`,
		"policy p.yaml":     `unknown command "p.yaml": see 'breakwater policy --help'`,
		"topics.yaml":       `unknown command "topics.yaml": see 'breakwater --help'`,
		"version --verbose": "unknown flag: --verbose: see 'breakwater version --help'",
	} {
		t.Run(args, func(t *testing.T) { breakwater(strings.Fields(args)...).refuses(t, want) })
	}
}

func TestHelpOfACommandIsNoError(t *testing.T) {
	for _, args := range []string{"lint --help", "lint -h", "help lint", "lint --help nowhere.yaml"} {
		breakwater(strings.Fields(args)...).want(t, finding.ExitClean, []string{"Exit codes:", "--fail-on", "--target-version", "Examples:"}, []string{"!."})
	}
}

func TestVersion(t *testing.T) {
	got := breakwater("version")
	got.want(t, finding.ExitClean, nil, []string{"!."})
	if !regexp.MustCompile(`^breakwater \S+ \(go\S+, \w+/\w+\)\nKafka \d+\.\d+\.\d+ to \d+\.\d+\.\d+\n$`).MatchString(got.out) {
		t.Errorf("got %q", got.out)
	}
	versions := catalog.Versions()
	holds(t, "the version", got.out, []string{buildVersion(), "Kafka " + catalog.Release(versions[0]) + " to " + catalog.Release(catalog.Newest())})
	if buildVersion() == "" || strings.ContainsAny(buildVersion(), "() \n") {
		t.Errorf("the build calls itself %q", buildVersion())
	}
}

func TestCompletionScripts(t *testing.T) {
	for shell, want := range map[string]string{
		"bash": "# bash completion V2 for breakwater", "zsh": "#compdef breakwater",
		"fish": "# fish completion for breakwater", "powershell": "Register-ArgumentCompleter -CommandName 'breakwater'",
	} {
		breakwater("completion", shell).want(t, finding.ExitClean, []string{want}, []string{"!."})
	}
}

func TestCompletionOfCommandsAndFlags(t *testing.T) {
	breakwater("__complete", "").want(t, finding.ExitClean, []string{"lint\tJudge", "explain\t", "policy\t", "rules\t", "version\t", "completion\t"}, nil)
	breakwater("__complete", "policy", "").want(t, finding.ExitClean, []string{"check\t"}, nil)
	breakwater("__complete", "lint", "--f").want(t, finding.ExitClean, []string{"--fail-on\t", "--format\t", "!--color"}, nil)
	breakwater("__complete", "lint", "").want(t, finding.ExitClean, []string{":0\n"}, nil) // 0: complete files
}
