package gitignore

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository is a folder that Git judges.
type repository struct{ dir string }

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	r := repository{t.TempDir()}
	r.git(t, "", "init", "--quiet")
	return r
}

func (r repository) git(t *testing.T, in string, args ...string) []byte {
	t.Helper()
	c := exec.Command("git", append([]string{"-c", "core.excludesFile=", "-c", "core.ignoreCase=false"}, args...)...)
	c.Dir, c.Stdin = r.dir, strings.NewReader(in)
	c.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(r.dir))
	out, err := c.Output()
	if exit, ok := err.(*exec.ExitError); err != nil && !(ok && exit.ExitCode() == 1) {
		t.Fatalf("git %v: %v", args, err)
	}
	return out
}

// make creates a path; one with a slash at its end is a folder.
func (r repository) make(t *testing.T, name string) {
	t.Helper()
	full := filepath.Join(r.dir, name)
	if strings.HasSuffix(name, "/") {
		if err := os.MkdirAll(full, 0o755); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// ignored is the paths that Git leaves out. Git is asked for a folder without
// the slash: it looks for itself, and takes "d/" for a name in d.
func (r repository) ignored(t *testing.T, rules string, names []string) map[string]bool {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, ".gitignore"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	in := strings.ReplaceAll(strings.Join(names, "\x00")+"\x00", "/\x00", "\x00")
	left := map[string]bool{}
	for name := range bytes.SplitSeq(r.git(t, in, "check-ignore", "--no-index", "--stdin", "-z"), []byte{0}) {
		left[string(name)] = true
	}
	out := map[string]bool{}
	for _, name := range names {
		out[name] = left[strings.TrimSuffix(name, "/")]
	}
	return out
}

// The vectors' expectations are Git's own.
func TestAsGit(t *testing.T) {
	for _, tt := range vectors {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepository(t)
			names := append(append([]string{}, tt.out...), tt.kept...)
			for _, name := range names {
				r.make(t, name)
			}
			git := r.ignored(t, tt.rules, names)
			for i, name := range names {
				if git[name] != (i < len(tt.out)) {
					t.Errorf("%q: Git leaves out %q: %v", tt.rules, name, git[name])
				}
			}
		})
	}
}

// gitStrips is a pattern of which Git takes off the literal start before it
// looks for "**", so that d**/** leaves out d itself. Nobody relies on that.
var gitStrips = regexp.MustCompile(`[^/\n!*]\*\*+/`)

// Rules that nobody would write are read as Git reads them.
func TestAsGitAtRandom(t *testing.T) {
	r := newRepository(t)
	names := []string{"a", "b", "ab", ".a", "a.b", "]", "-", "d/", "d/a", "d/b", "d/ab", "d/e/", "d/e/a", "d/e/a.b", "d/e/f/a", "e/", "e/a", "e/d/a", "e/d/b"}
	for _, name := range names {
		r.make(t, name)
	}
	parts := []string{"a", "b", "d", "e", "ab", ".", "*", "*", "**", "**/", "/", "/", "/**", "/**/", "?", "[", "]", "[ab]", "[!a]", "[a-d]", "[[:alpha:]]", "-", "!", "\\", " ", "\n", "\n", "\n!", "\r\n", "#"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		var rules strings.Builder
		for range 1 + random.IntN(9) {
			rules.WriteString(parts[random.IntN(len(parts))])
		}
		if gitStrips.MatchString(rules.String()) {
			continue
		}
		git := r.ignored(t, rules.String(), names)
		f := (*Folder)(nil).Below("", []byte(rules.String()))
		for _, name := range names {
			if got := walked(f, name); got != git[name] {
				t.Errorf("%q: leaves out %q: %v, Git %v", rules.String(), name, got, git[name])
			}
		}
	}
}
