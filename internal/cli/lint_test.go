package cli

import (
	"context"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// everything is a project with a file for each exit code.
func everything(t *testing.T) {
	t.Helper()
	project(t, map[string]string{
		"clean.yaml": clean, "hinted.yaml": hinted, "warned.yaml": warned, "wrong.yaml": wrong,
		"malformed.yaml": malformed, "main.go": foreign, "huge.yaml": "",
	})
	if err := os.Truncate("huge.yaml", 64<<20+1); err != nil {
		t.Fatal(err)
	}
}

func TestExitCodesAndTheirOrder(t *testing.T) {
	everything(t)
	for name, c := range map[string]struct {
		args string
		want finding.Exit
	}{
		"clean":                           {"clean.yaml", finding.ExitClean},
		"an error":                        {"wrong.yaml", finding.ExitFindings},
		"a warning is no error":           {"warned.yaml", finding.ExitClean},
		"a hint is no error":              {"hinted.yaml", finding.ExitClean},
		"fail on warning: a warning":      {"--fail-on warning warned.yaml", finding.ExitFindings},
		"fail on warning: an error":       {"--fail-on warning wrong.yaml", finding.ExitFindings},
		"fail on warning: a hint":         {"--fail-on warning hinted.yaml", finding.ExitClean},
		"fail on info: a hint":            {"--fail-on info hinted.yaml", finding.ExitFindings},
		"fail on info: clean":             {"--fail-on info clean.yaml", finding.ExitClean},
		"malformed":                       {"malformed.yaml", finding.ExitUsage},
		"malformed before an error":       {"malformed.yaml wrong.yaml", finding.ExitUsage},
		"malformed before unreadable":     {"huge.yaml malformed.yaml", finding.ExitUsage},
		"unreadable":                      {"huge.yaml", finding.ExitIncomplete},
		"unreadable beside clean":         {"huge.yaml clean.yaml", finding.ExitIncomplete},
		"an error before unreadable":      {"huge.yaml wrong.yaml", finding.ExitFindings},
		"a warning is not before it":      {"huge.yaml warned.yaml", finding.ExitIncomplete},
		"unless it fails":                 {"--fail-on warning huge.yaml warned.yaml", finding.ExitFindings},
		"nothing to check":                {"main.go", finding.ExitNothing},
		"nothing to check, and allowed":   {"--allow-empty main.go", finding.ExitClean},
		"allowed, but unreadable":         {"--allow-empty huge.yaml", finding.ExitIncomplete},
		"allowed, but malformed":          {"--allow-empty malformed.yaml", finding.ExitUsage},
		"something beside nothing":        {"main.go clean.yaml", finding.ExitClean},
		"the same file twice":             {"clean.yaml ./clean.yaml", finding.ExitClean},
		"the whole folder":                {".", finding.ExitUsage},
		"flags after the paths count too": {"warned.yaml --fail-on warning", finding.ExitFindings},
	} {
		t.Run(name, func(t *testing.T) {
			breakwater(append([]string{"lint"}, strings.Fields(c.args)...)...).want(t, c.want, nil, nil)
		})
	}
}

// TestTheOthersAreStillJudged: one file that cannot be parsed hides nothing
// that is known about the rest.
func TestTheOthersAreStillJudged(t *testing.T) {
	everything(t)
	breakwater("lint", "malformed.yaml", "wrong.yaml", "huge.yaml").want(t, finding.ExitUsage, []string{
		"malformed.yaml:4:2: malformed", "error topic/name-invalid", "larger than 64 MiB", "2 files not read",
	}, []string{"!."})
}

func TestLintRefusesWrongUsage(t *testing.T) {
	everything(t)
	for args, want := range map[string]string{
		"":                                       "lint needs a path: 'breakwater lint .' reads everything below this folder, '-' reads standard input",
		"nowhere.yaml":                           "nowhere.yaml does not exist",
		"clean.yaml no/where":                    "no/where does not exist",
		"--nonsense .":                           "unknown flag: --nonsense: see 'breakwater lint --help'",
		"-x .":                                   "unknown shorthand flag: 'x' in -x: see 'breakwater lint --help'",
		"--fail-on":                              "flag needs an argument: --fail-on: see 'breakwater lint --help'",
		"--fail-on none .":                       `--fail-on: "none" is not a severity: want info, warning or error`,
		"--fail-on Error .":                      `--fail-on: "Error" is not a severity: want info, warning or error`,
		"--format xml .":                         `--format: "xml" is not a format: want text, json or sarif`,
		"--format text,json .":                   `--format: "text,json" is not a format: want text, json or sarif`,
		"--format xml=out .":                     `--format: "xml" is not a format: want text, json or sarif`,
		"--color sometimes .":                    `--color: "sometimes" is neither auto, always nor never`,
		"--policy none.yaml .":                   "cannot read the policy: open none.yaml: no such file or directory",
		"--config none.yaml .":                   "cannot read the configuration: open none.yaml: no such file or directory",
		"--format xml --policy none nowhere":     `--format: "xml" is not a format: want text, json or sarif`,
		"--allow-empty=perhaps .":                `invalid argument "perhaps" for "--allow-empty" flag: strconv.ParseBool: parsing "perhaps": invalid syntax: see 'breakwater lint --help'`,
		"--target-version= --policy none.yaml .": "cannot read the policy: open none.yaml: no such file or directory",
	} {
		t.Run(args, func(t *testing.T) {
			breakwater(append([]string{"lint"}, strings.Fields(args)...)...).refuses(t, want)
		})
	}
}

// TestAnEmptyPathIsToldAsOne: a script whose variable is not set must not read
// " does not exist".
func TestAnEmptyPathIsToldAsOne(t *testing.T) {
	everything(t)
	breakwater("lint", "clean.yaml", "").refuses(t, "a path is empty: is a variable not set?")
}

// TestADanglingLinkExists: what cannot be followed could not be checked; it is
// not a slip of the keyboard.
func TestADanglingLinkExists(t *testing.T) {
	project(t, map[string]string{"clean.yaml": clean})
	if err := os.Symlink("nowhere.yaml", "link.yaml"); err != nil {
		t.Fatal(err)
	}
	breakwater("lint", "link.yaml", "clean.yaml").want(t, finding.ExitIncomplete, []string{"link.yaml", "1 file not read"}, []string{"!."})
}

func TestStandardInput(t *testing.T) {
	project(t, map[string]string{"warned.yaml": warned})
	for name, c := range map[string]struct {
		args, in string
		code     finding.Exit
		want     []string
	}{
		"called <stdin>":   {"-", wrong, finding.ExitFindings, []string{"<stdin>:4:12: error topic/name-invalid"}},
		"called otherwise": {"- --stdin-name chart/topics.yaml", wrong, finding.ExitFindings, []string{"chart/topics.yaml:4:12: error", "!<stdin>"}},
		"beside a file":    {"- warned.yaml", wrong, finding.ExitFindings, []string{"<stdin>:4:12: error", "warned.yaml:4:76: warning"}},
		"named twice":      {"- -", wrong, finding.ExitFindings, []string{"1 error; checked 1 topic, 1 file."}},
		"clean":            {"-", clean, finding.ExitClean, []string{"No findings; checked 1 topic, 1 file."}},
		"empty":            {"-", "", finding.ExitNothing, []string{"No Kafka configuration here"}},
		"something else":   {"-", foreign, finding.ExitNothing, []string{"1 file ignored"}},
		"malformed":        {"-", malformed, finding.ExitUsage, []string{"<stdin>:4:2: malformed"}},
		"as JSON":          {"- --format json", wrong, finding.ExitFindings, []string{`"file": "<stdin>"`}},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"lint"}, strings.Fields(c.args)...)
			breakwaterIn(Env{In: strings.NewReader(c.in)}, args...).want(t, c.code, c.want, []string{"!."})
		})
	}
}

// TestStandardInputIsNotReadUnasked: a command in a terminal must not wait for
// somebody to type.
func TestStandardInputIsNotReadUnasked(t *testing.T) {
	project(t, map[string]string{"clean.yaml": clean})
	untouched := readerFunc(func([]byte) (int, error) {
		t.Error("standard input is read")
		return 0, io.EOF
	})
	breakwaterIn(Env{In: untouched}, "lint", ".").want(t, finding.ExitClean, nil, nil)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

// TestInterruptedRunsPrintWhatIsKnown stops a run while it waits for standard
// input, when a file has been read.
func TestInterruptedRunsPrintWhatIsKnown(t *testing.T) {
	project(t, map[string]string{"warned.yaml": warned})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one file after the other
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	defer close(ended)
	waits := readerFunc(func([]byte) (int, error) {
		cancel()
		<-ended
		return 0, io.EOF
	})
	got := breakwaterUntil(ctx, Env{In: waits}, "lint", "--fail-on", "warning", "--format", "text", "--format", "json=out.json", "warned.yaml", "-")
	got.want(t, finding.ExitInterrupted, []string{"warning topic/min-isr-one"}, []string{"breakwater: interrupted: what follows is not complete\n"})
	holds(t, "out.json", contents(t, "out.json"), []string{`"rule": "topic/min-isr-one"`})
}

func TestInterruptedBeforeItBegan(t *testing.T) {
	project(t, map[string]string{"malformed.yaml": malformed})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	breakwaterUntil(ctx, Env{}, "lint", "malformed.yaml").want(t, finding.ExitInterrupted, []string{"!malformed"}, []string{"interrupted"})
}

// TestSuppressionsExpireByTheClockOfTheRun: the end of the day counts, in the
// time that the environment gives.
func TestSuppressionsExpireByTheClockOfTheRun(t *testing.T) {
	for until, want := range map[string]finding.Exit{"2026-11-23": finding.ExitFindings, "2026-11-24": finding.ExitClean} {
		t.Run(until, func(t *testing.T) {
			text := strings.Replace(warned, "}}\n", "}} # breakwater:ignore topic/min-isr-one until="+until+" reason=\"a test\"\n", 1)
			project(t, map[string]string{"topics.yaml": text})
			breakwater("lint", "--fail-on", "warning", "topics.yaml").want(t, want, nil, nil)
		})
	}
}
