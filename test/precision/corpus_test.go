package precision

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// project is a folder of the corpus: what one project ships, linted as one.
type project struct {
	name   string
	files  rulestest.Files
	result *finding.Result // of the standard profile
}

// strict is a policy with the profile that has every rule.
const strict = "profile: strict\n"

// corpus reads and judges every project, in the order of their names.
func corpus(t *testing.T) []project {
	t.Helper()
	dirs, err := os.ReadDir("corpus")
	if err != nil {
		t.Fatal(err)
	}
	var out []project
	for _, d := range dirs {
		p := project{name: d.Name(), files: filesOf(t, filepath.Join("corpus", d.Name()))}
		p.result = rulestest.Lint(t, rules.All(), p.files)
		out = append(out, p)
	}
	return out
}

// filesOf reads a folder, by names relative to it.
func filesOf(t *testing.T, root string) rulestest.Files {
	t.Helper()
	files := rulestest.Files{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// with is the project's files and a policy.
func (p project) with(policy string) rulestest.Files {
	files := rulestest.Files{"policy.yaml": policy}
	for name, text := range p.files {
		files[name] = text
	}
	return files
}

// TestEveryFileNamesItsSource: what is written again must say after what.
func TestEveryFileNamesItsSource(t *testing.T) {
	for _, p := range corpus(t) {
		for name, text := range p.files {
			if source(text) == "" {
				t.Errorf("%s/%s does not say in its first three lines which file it is after", p.name, name)
			}
			if len(text) > 4<<10 {
				t.Errorf("%s/%s has %d bytes: write it smaller", p.name, name, len(text))
			}
		}
	}
}

// source is what a file says that it is after; "" if it does not.
func source(text string) string {
	lines := strings.SplitN(text, "\n", 4)
	for _, line := range lines[:min(3, len(lines))] {
		if _, after, found := strings.Cut(line, "After "); found {
			return strings.TrimRight(after, `*/}>-", `)
		}
	}
	return ""
}
