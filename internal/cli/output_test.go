package cli

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestSeveralFormatsInOneRun(t *testing.T) {
	project(t, map[string]string{"wrong.yaml": wrong})
	got := breakwater("lint", "--format", "json=out.json", "--format", "text", "--format", "sarif=out.sarif", "--format", "text=out.txt", "wrong.yaml")
	got.want(t, finding.ExitFindings, []string{"wrong.yaml:4:12: error topic/name-invalid"}, []string{"!."})
	rulestest.ValidJSON(t, []byte(contents(t, "out.json")))
	if text := contents(t, "out.txt"); text != got.out {
		t.Errorf("the text in the file is not that on standard output:\n%s", text)
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Name, Version string }
			}
			Results []struct{ RuleID string }
		}
	}
	if err := json.Unmarshal([]byte(contents(t, "out.sarif")), &log); err != nil {
		t.Fatal(err)
	}
	if r := log.Runs[0]; len(r.Results) != 1 || r.Results[0].RuleID != "topic/name-invalid" || r.Tool.Driver.Version != buildVersion() {
		t.Errorf("out.sarif has %+v", r)
	}
}

// TestFormatsThatWouldBeMixed: two reports in one place are one broken report.
func TestFormatsThatWouldBeMixed(t *testing.T) {
	const mixed = "--format: two formats would be mixed on standard output: give one of them a file, as in --format sarif=breakwater.sarif"
	project(t, map[string]string{"clean.yaml": clean})
	for formats, want := range map[string]string{
		"text json":               mixed,
		"json json":               mixed,
		"text json=-":             mixed,
		"text json=/dev/stdout":   mixed,
		"json=- sarif":            mixed,
		"json=a sarif=a":          "--format: two formats would be written to a: give each a file of its own",
		"json=a text sarif=./a":   "--format: two formats would be written to ./a: give each a file of its own",
		"json=d/a sarif=d/../d/a": "--format: two formats would be written to d/../d/a: give each a file of its own",
		"sarif=":                  `--format: "sarif=" names no file: is a variable not set?`,
		"text json=":              `--format: "json=" names no file: is a variable not set?`,
	} {
		t.Run(formats, func(t *testing.T) {
			args := []string{"lint", "clean.yaml"}
			for _, f := range strings.Fields(formats) {
				args = append(args, "--format", f)
			}
			breakwater(args...).refuses(t, want)
			if left, _ := filepath.Glob("a*"); left != nil {
				t.Errorf("%s is written", left)
			}
		})
	}
}

func TestTheNamesOfStandardOutput(t *testing.T) {
	project(t, map[string]string{"wrong.yaml": wrong})
	want := breakwater("lint", "--format", "json", "wrong.yaml")
	for _, name := range []string{"-", "/dev/stdout"} {
		if got := breakwater("lint", "--format", "json="+name, "wrong.yaml"); got != want {
			t.Errorf("%s: exit code %d, standard output:\n%s", name, got.code, got.out)
		}
	}
	if _, err := os.Lstat("-"); err == nil {
		t.Error("a file called - is written")
	}
}

func TestWhatCannotBeWrittenIsWrongUsage(t *testing.T) {
	project(t, map[string]string{"wrong.yaml": wrong, "file": "", "folder/kept": "kept"})
	// By a link: a test that goes wrong, run as root, must not replace the device.
	if err := os.Symlink("/dev/full", "full"); err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{
		"none/out.json": "no such file or directory",
		"file/out.json": "not a directory",
		"folder":        "is a directory",
		"full":          "no space left on device",
	} {
		t.Run(target, func(t *testing.T) {
			if _, err := os.Stat("full"); target == "full" && err != nil {
				t.Skip("this system has no device that is always full")
			}
			got := breakwater("lint", "--format", "json="+target, "wrong.yaml")
			got.want(t, finding.ExitUsage, []string{"!."}, []string{"breakwater: cannot write the report: ", want})
		})
	}
	if contents(t, "folder/kept") != "kept" {
		t.Error("the folder is not as it was")
	}
}

// TestThisFolderIsNotStandardOutput, though both have an empty name once they
// are cleaned.
func TestThisFolderIsNotStandardOutput(t *testing.T) {
	project(t, map[string]string{"clean.yaml": clean})
	breakwater("lint", "--format", "text", "--format", "json=.", "clean.yaml").want(t, finding.ExitUsage, nil, []string{"cannot write the report: ", "is a directory"})
}

func TestStandardOutputThatIsClosed(t *testing.T) {
	project(t, map[string]string{"clean.yaml": clean})
	for _, command := range []string{"lint clean.yaml", "rules", "rules --format json", "version", "explain topic/min-isr-one", "explain acks"} {
		got := breakwaterIn(Env{Out: brokenPipe{}}, strings.Fields(command)...)
		got.want(t, finding.ExitUsage, nil, []string{"the pipe is broken"})
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("the pipe is broken") }

// TestAReportIsReplacedAsAWhole: who has the old report open, as through a
// second name of it, keeps the old one to its end.
func TestAReportIsReplacedAsAWhole(t *testing.T) {
	project(t, map[string]string{"report": "old"})
	if err := os.Chmod("report", 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Link("report", "second"); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile("report", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if now, second := contents(t, "report"), contents(t, "second"); now != "new" || second != "old" {
		t.Errorf("the report is %q, and under its second name %q", now, second)
	}
	if info, err := os.Stat("report"); err != nil || info.Mode() != 0o640 {
		t.Errorf("its rights are %v (%v), and were 0640", info.Mode(), err)
	}
	onlyFiles(t, "report", "second")
}

func TestANewReport(t *testing.T) {
	project(t, nil)
	if err := replaceFile("report", []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat("report")
	if err != nil || contents(t, "report") != "new" || info.Mode().Perm()&0o133 != 0 {
		t.Errorf("%v, %v", info, err)
	}
	onlyFiles(t, "report")
}

// TestAnotherFileIsNotTouched: somebody may have a file of the name that a
// half-written report had.
func TestAnotherFileIsNotTouched(t *testing.T) {
	project(t, map[string]string{"report": "old", "report.tmp": "mine"})
	if err := replaceFile("report", []byte("new")); err != nil || contents(t, "report.tmp") != "mine" {
		t.Errorf("report.tmp is %q (%v)", contents(t, "report.tmp"), err)
	}
	onlyFiles(t, "report", "report.tmp")
}

// TestALinkStaysALink: /dev/stdout is one, and as root a rename would put a
// file in its place for every program on the machine.
func TestALinkStaysALink(t *testing.T) {
	project(t, map[string]string{"real": "a longer old text"})
	if err := os.Symlink("real", "link"); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile("link", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink("link"); err != nil || to != "real" || contents(t, "real") != "new" {
		t.Errorf("the link leads to %q (%v), where %q stands", to, err, contents(t, "real"))
	}
	onlyFiles(t, "link", "real")
}

func onlyFiles(t *testing.T, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != ".git" {
			names = append(names, e.Name())
		}
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %q, want %q", names, want)
	}
}

func TestTheDecisionOnColour(t *testing.T) {
	const noColour, forced, dumb = "NO_COLOR=1", "FORCE_COLOR=1", "TERM=dumb"
	for name, c := range map[string]struct {
		flag, environment string
		terminal, want    bool
	}{
		"a person":                          {"auto", "", true, true},
		"a pipe":                            {"auto", "", false, false},
		"a person who wants none":           {"auto", noColour, true, false},
		"a pipe that is to have it":         {"auto", forced, false, true},
		"both: none":                        {"auto", noColour + " " + forced, true, false},
		"a dumb terminal":                   {"auto", dumb, true, false},
		"a dumb terminal that is forced":    {"auto", dumb + " " + forced, true, true},
		"another terminal":                  {"auto", "TERM=xterm", true, true},
		"NO_COLOR that is empty":            {"auto", "NO_COLOR=", true, true},
		"FORCE_COLOR that is empty":         {"auto", "FORCE_COLOR=", false, false},
		"always, into a pipe":               {"always", "", false, true},
		"always, before NO_COLOR":           {"always", noColour, false, true},
		"always, on a dumb terminal":        {"always", dumb, true, true},
		"never, for a person":               {"never", "", true, false},
		"never, before FORCE_COLOR":         {"never", forced, true, false},
		"never, before everything together": {"never", noColour + " " + forced + " " + dumb, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			env := &Env{Terminal: c.terminal, Getenv: environment(c.environment)}
			got, err := (&outputOptions{colour: c.flag}).coloured(env)
			if err != nil || got != c.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// environment is os.Getenv of some variables.
func environment(variables string) func(string) string {
	return func(name string) string {
		for _, v := range strings.Fields(variables) {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// TestColourIsForTextOnTheTerminalAlone: a program reads all the rest.
func TestColourIsForTextOnTheTerminalAlone(t *testing.T) {
	project(t, map[string]string{"wrong.yaml": wrong})
	for formats, want := range map[string]bool{"text json=a sarif=b text=c": true, "json": false, "sarif": false} {
		args := []string{"lint", "--color", "always", "wrong.yaml"}
		for _, f := range strings.Fields(formats) {
			args = append(args, "--format", f)
		}
		if got := breakwater(args...); strings.Contains(got.out, "\x1b[") != want {
			t.Errorf("%s: want colour: %v\n%s", formats, want, got.out)
		}
	}
	for _, file := range []string{"a", "b", "c"} {
		if strings.Contains(contents(t, file), "\x1b") {
			t.Errorf("the file %s has colours", file)
		}
	}
}

func TestATerminalGetsColour(t *testing.T) {
	project(t, map[string]string{"wrong.yaml": wrong})
	breakwaterIn(Env{Terminal: true}, "lint", "wrong.yaml").want(t, finding.ExitFindings, []string{"\x1b[1;31merror\x1b[0m"}, nil)
	breakwaterIn(Env{Terminal: true, Getenv: environment("NO_COLOR=1")}, "lint", "wrong.yaml").want(t, finding.ExitFindings, []string{"!\x1b"}, nil)
}

// TestFlagsAreCheckedBeforeAnythingIsRead: a typo in the last flag is told in
// a moment, not after a long run.
func TestFlagsAreCheckedBeforeAnythingIsRead(t *testing.T) {
	project(t, nil)
	unread := readerFunc(func([]byte) (int, error) {
		t.Error("standard input is read")
		return 0, errors.New("no")
	})
	for _, flag := range []string{"--format=xml", "--fail-on=x", "--color=x", "--target-version=x", "--policy=x", "--config=x"} {
		breakwaterIn(Env{In: unread}, "lint", "-", flag).want(t, finding.ExitUsage, []string{"!."}, []string{"breakwater: "})
	}
}
