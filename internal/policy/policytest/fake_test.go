package policytest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

// fake is a test that keeps what it is told instead of failing.
type fake struct {
	testing.TB
	said string
}

func (f *fake) Helper() {}

func (f *fake) Fatal(args ...any) {
	f.said = fmt.Sprint(args...)
	panic(f) // ends the function that is tested, as Fatal does
}

func (f *fake) Fatalf(format string, args ...any) { f.Fatal(fmt.Sprintf(format, args...)) }

// fails is what a use of the helpers says when it fails; "" if it does not.
func fails(use func(testing.TB)) string {
	f := &fake{}
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(f) {
				panic(r)
			}
		}()
		use(f)
	}()
	return f.said
}

// write makes a folder of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A folder that was moved away would otherwise be a test that passes.
func TestAFolderWithoutCasesFails(t *testing.T) {
	for name, dir := range map[string]string{
		"empty": t.TempDir(), "of other files": write(t, map[string]string{"a.yml": "a: 1"}),
		"not there": filepath.Join(t.TempDir(), "gone"), "no pattern": "[",
	} {
		if got := fails(func(tb testing.TB) { Cases(tb, dir) }); !strings.Contains(got, "no files in "+dir) {
			t.Errorf("%s: it says %q", name, got)
		}
	}
}

func TestACaseThatCannotBeReadFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := fails(func(tb testing.TB) { Cases(tb, dir) }); !strings.Contains(got, "a.yaml") {
		t.Errorf("it says %q", got)
	}
}

func TestInText(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		line, column int
		message      string
		want         bool
	}{
		{"inside", "a: b\n", 1, 4, "is wrong", true},
		{"behind the end of a line", "a: b\n", 1, 5, "is wrong", true},
		{"further behind", "a: b\n", 1, 6, "is wrong", false},
		{"the empty last line", "a: b\n", 2, 1, "is wrong", true},
		{"a line that is not there", "a: b\n", 3, 1, "is wrong", false},
		{"an empty text", "", 1, 1, "is wrong", true},
		{"no message", "a: b\n", 1, 1, "", false},
		{"an old line end", "a: b\rc: d", 2, 4, "is wrong", true},
		{"an old line end is none to an editor", "a: b\rc: d", 1, 9, "is wrong", true},
		{"Windows line ends", "a\r\nb\r\n", 2, 1, "is wrong", true},
		{"a Windows line end is one", "a\r\nb", 3, 1, "is wrong", false},
		{"the line ends of Unicode", "a\u0085b\u2028c\u2029d", 4, 2, "is wrong", true},
		{"no more of them", "a\u0085b\u2028c\u2029d", 5, 1, "is wrong", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &strict.Problem{File: "f.yaml", Line: c.line, Column: c.column, Message: c.message}
			got := fails(func(tb testing.TB) { InText(tb, p, []byte(c.text)) })
			if (got == "") != c.want {
				t.Errorf("it says %q, want it to pass: %v", got, c.want)
			}
			if got != "" && !strings.Contains(got, p.Error()) {
				t.Errorf("%q does not show the problem", got)
			}
		})
	}
}

// inside is set in the process whose test is meant to fail.
const inside = "BREAKWATER_POLICYTEST_INSIDE"

// refusing is a parser that finds a fault in each line that says so.
func refusing(file string, text []byte) error {
	for line := range strings.Lines(string(text)) {
		if fault, bad := strings.CutPrefix(line, "fault: "); bad {
			return errors.New(file + ":1:1: " + strings.TrimSpace(fault))
		}
	}
	return nil
}

// TestBadFailsForWhatACaseDoesNotSay runs itself in a process of its own,
// because a test that fails would fail the one that wants it to.
func TestBadFailsForWhatACaseDoesNotSay(t *testing.T) {
	if dir := os.Getenv(inside); dir != "" {
		Bad(t, dir, refusing)
		return
	}
	dir := write(t, map[string]string{
		"right.yaml":    "# want: 1:1: it is red\nfault: it is red\n",
		"open.yaml":     "# want: 1:1: it is…\nfault: it is green\n",
		"silent.yaml":   "fault: it is blue\n",
		"accepted.yaml": "# want: 1:1: it is red\nfine: yes\n",
		"other.yaml":    "# want: 1:1: it is red\nfault: it is pink\n",
	})
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	command.Env = append(os.Environ(), inside+"="+dir)
	out, err := command.CombinedOutput()
	if err == nil {
		t.Error("the process ends well, though three cases are wrong")
	}
	for name, want := range map[string]string{
		"right.yaml": "--- PASS", "open.yaml": "--- PASS", "silent.yaml": "--- FAIL", "accepted.yaml": "--- FAIL", "other.yaml": "--- FAIL",
	} {
		if !strings.Contains(string(out), want+": "+t.Name()+"/"+name) {
			t.Errorf("%s: no %q in\n%s", name, want, out)
		}
	}
	for _, says := range []string{"the file does not say what is wrong with it", "is accepted; want\n", "other.yaml:1:1: it is pink"} {
		if !strings.Contains(string(out), says) {
			t.Errorf("no %q in\n%s", says, out)
		}
	}
}
