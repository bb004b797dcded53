package gitignore

import (
	"strings"
	"testing"
)

// walked tells whether a walk leaves a path out: because of its own name, or
// because of a folder above it.
func walked(f *Folder, name string) bool {
	dir := strings.HasSuffix(name, "/")
	name = strings.TrimSuffix(name, "/")
	for i, c := range name {
		if c == '/' && f.Ignores(name[:i], true) {
			return true
		}
	}
	return f.Ignores(name, dir)
}

// vectors are rules, and paths that they leave out or keep. A path with a
// slash at its end is a folder. TestAsGit proves each with Git itself.
var vectors = []struct {
	name, rules string
	out, kept   []string
}{
	{"name at any depth", "x.yaml", []string{"x.yaml", "a/x.yaml", "a/b/x.yaml"}, []string{"xx.yaml", "y.yaml"}},
	{"suffix", "*.log", []string{"a.log", "d/b.log", ".log"}, []string{"a.log.txt", "log"}},
	{"comment and blank", "# x\n\nx\n\\#y", []string{"x", "#y"}, []string{"# x", "y"}},
	{"negation", "*.yaml\n!keep.yaml", []string{"a.yaml", "d/b.yaml"}, []string{"keep.yaml", "d/keep.yaml"}},
	{"the last rule counts", "!a\na\n!b\nb\n!b", []string{"a"}, []string{"b"}},
	{"escaped negation", "\\!a", []string{"!a"}, []string{"a"}},
	{"nothing comes back out of a folder", "d/\n!d/a", []string{"d/a", "d/b"}, []string{"a"}},
	{"content of a folder comes back", "d/*\n!d/a", []string{"d/b", "d/c/a"}, []string{"d/a"}},
	{"folders only", "build/", []string{"build/", "build/a", "d/build/"}, []string{"buildx", "b"}},
	{"folders only, and a file", "e/", []string{"d/e/"}, []string{"e"}},
	{"anchored", "/a", []string{"a"}, []string{"d/a"}},
	{"anchored by a slash inside", "d/a", []string{"d/a"}, []string{"x/d/a", "a"}},
	{"star stays in a segment", "d/*.yaml", []string{"d/x.yaml"}, []string{"d/e/x.yaml"}},
	{"stars at the start", "**/a", []string{"a", "d/a", "d/e/a"}, []string{"aa"}},
	{"stars at the end", "d/**", []string{"d/a", "d/e/", "d/e/f"}, []string{"x/d/a"}},
	{"stars at the end spare the folder", "d/**\n!d/a", []string{"d/b"}, []string{"d/a"}},
	{"stars in the middle", "d/**/z", []string{"d/z", "d/e/z", "d/e/f/z"}, []string{"z", "x/d/z"}},
	{"stars in a name", "a**b", []string{"ab", "axxb", "d/axb"}, []string{"b", "a/b"}},
	{"stars twice", "**/d/**/z", []string{"d/z", "x/d/y/z"}, []string{"z", "d/"}},
	{"question mark", "a?c", []string{"abc"}, []string{"ac", "abbc", "a/c"}},
	{"set", "[ab]x", []string{"ax", "bx"}, []string{"cx", "x"}},
	{"range", "[a-c]x", []string{"bx"}, []string{"dx", "-x"}},
	{"set that is not", "[!a]x", []string{"bx"}, []string{"ax"}},
	{"set that is not, otherwise", "[^a]x", []string{"bx"}, []string{"ax"}},
	{"bracket in a set", "[]a]x", []string{"]x", "ax"}, []string{"bx"}},
	{"dash in a set", "[a-]x", []string{"-x", "ax"}, []string{"bx"}},
	{"class", "[[:digit:]]x", []string{"1x"}, []string{"ax"}},
	{"class and more", "[[:upper:]_0-3]x", []string{"Ax", "_x", "2x"}, []string{"ax", "4x"}},
	{"class that does not exist", "[[:digits:]]x", nil, []string{"1x", "dx"}},
	{"set that is not closed", "[ab", nil, []string{"a", "[ab"}},
	{"escapes", "\\*x\na\\[b\n\\\\y", []string{"*x", "a[b", "\\y"}, []string{"xx", "ab"}},
	{"escaped slash", "d\\/a", []string{"d/a"}, []string{"a"}},
	{"backslash at the end", "a\\", nil, []string{"a", "a\\"}},
	{"spaces at the end", "a  \nb\\ ", []string{"a", "b "}, []string{"b", "a  "}},
	{"tab at the end", "a\t", []string{"a\t"}, []string{"a"}},
	{"Windows line ends", "a\r\nd/\r\n", []string{"a", "d/"}, []string{"b"}},
	{"byte order mark", "\xef\xbb\xbfa", []string{"a"}, []string{"b"}},
	{"slash alone", "/", nil, []string{"a", "d/"}},
	{"everything but", "*\n!*/\n!*.yaml", []string{"a", "d/a"}, []string{"a.yaml", "d/a.yaml"}},
	{"two slashes", "d//a", nil, []string{"d/a"}},
	{"dot files", "*", []string{".a", "d/.a"}, nil},
}

func TestIgnores(t *testing.T) {
	for _, tt := range vectors {
		t.Run(tt.name, func(t *testing.T) {
			f := (*Folder)(nil).Below("", []byte(tt.rules))
			for _, name := range tt.out {
				if !walked(f, name) {
					t.Errorf("%q keeps %q", tt.rules, name)
				}
			}
			for _, name := range tt.kept {
				if walked(f, name) {
					t.Errorf("%q leaves out %q", tt.rules, name)
				}
			}
		})
	}
}

func TestFoldersBelow(t *testing.T) {
	root := (*Folder)(nil).Below("/r", []byte("*.log\n/only\n"))
	sub := root.Below("/r/sub", []byte("!keep.log\n/top\nx/y\n"))
	tests := map[string]bool{ // path: left out
		"/r/sub/a.log":      true,
		"/r/sub/keep.log":   false,
		"/r/sub/d/keep.log": false,
		"/r/sub/top":        true,
		"/r/sub/d/top":      false,
		"/r/sub/x/y":        true,
		"/r/sub/d/x/y":      false,
		"/r/sub/only":       false,
		"/r/only":           true,
	}
	for name, want := range tests {
		if got := sub.Ignores(name, false); got != want {
			t.Errorf("%s: left out %v, want %v", name, got, want)
		}
	}
	if root.Ignores("/r/keep.log", false) != true {
		t.Error("rules of a folder hold above it")
	}
}

func TestNoRules(t *testing.T) {
	if (*Folder)(nil).Ignores("a/b", false) {
		t.Error("nothing leaves something out")
	}
	root := (*Folder)(nil).Below("", []byte("a"))
	if root.Below("d", []byte("# nothing\n")) != root {
		t.Error("a file without rules adds a folder")
	}
}

// A pattern with many stars takes no longer than its length times that of the
// name.
func TestManyStarsEnd(t *testing.T) {
	name := strings.Repeat("a", 5000)
	if glob(strings.Repeat("a*", 500)+"b", name) {
		t.Error("matches")
	}
	deep := strings.Split(strings.Repeat("a/", 2000)+"a", "/")
	if matchPath(strings.Split(strings.Repeat("**/a/", 500)+"b", "/"), deep) {
		t.Error("matches")
	}
}

func FuzzIgnores(f *testing.F) {
	for _, tt := range vectors {
		f.Add(tt.rules, strings.Join(append(tt.out, tt.kept...), "/"))
	}
	f.Fuzz(func(t *testing.T, rules, name string) {
		folder := (*Folder)(nil).Below("d", []byte(rules))
		if folder.Ignores("d/"+name, true) && folder == nil {
			t.Error("no rules leave something out")
		}
		back := (*Folder)(nil).Below("d", []byte(rules+"\n!*\n"))
		if !strings.Contains(name, "/") && back.Ignores("d/"+name, false) {
			t.Errorf("%q is left out though the last rule takes it back", name)
		}
	})
}
