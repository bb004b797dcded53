package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

const aClient = "bootstrap.servers=b1:9092\nacks=all\n"

// tree makes files and enters their folder. A name with a slash at its end is
// a folder; a text that begins with -> is a symbolic link to the rest.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range sortedKeys(files) {
		plant(t, name, files[name])
	}
}

func plant(t *testing.T, name, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	target, link := strings.CutPrefix(text, "->")
	switch {
	case err != nil:
	case strings.HasSuffix(name, "/"):
		err = os.MkdirAll(name, 0o755)
	case link:
		err = os.Symlink(target, name)
	default:
		err = os.WriteFile(name, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// collect is what a source of the options finds.
func collect(t *testing.T, o Options) *model.Snapshot {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	if err := New(o).Collect(t.Context(), able, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	return now
}

// seen is what became of each path: "PATH", or "PATH: why it is ignored" or
// "PATH: the gap", documents first.
func seen(now *model.Snapshot) []string {
	var out []string
	for _, d := range now.Docs {
		out = append(out, strings.TrimSuffix(d.Path+": "+d.Ignored, ": "))
	}
	for _, g := range now.Gaps {
		out = append(out, g.Scope.Name+": "+g.Why.String()+", "+g.Detail)
	}
	return out
}

func TestWalk(t *testing.T) {
	client := aClient
	tests := map[string]struct {
		files   map[string]string
		paths   []string
		exclude func(string) bool
		want    []string
	}{
		"sorted, with folders in their place": {
			files: map[string]string{"b/y": client, "b/x": client, "a.b": client, "a/c": client, "c": client},
			paths: []string{"."},
			want:  []string{"a/c", "a.b", "b/x", "b/y", "c"},
		},
		"in the order of the arguments": {
			files: map[string]string{"a": client, "b": client},
			paths: []string{"b", "a"},
			want:  []string{"b", "a"},
		},
		"names are cleaned": {
			files: map[string]string{"a/b": client, "c": client},
			paths: []string{"./a/", "a/../c"},
			want:  []string{"a/b", "c"},
		},
		"foreign files are ignored": {
			files: map[string]string{"a.md": "# Kafka\n", "b.bin": "\x7fELF\x00", "c": client},
			paths: []string{"."},
			want:  []string{"a.md: not a Kafka configuration", "b.bin: a binary file", "c"},
		},
		"folders of others are left out": {
			files: map[string]string{".git/a": client, "node_modules/a": client, "x/.terraform/a": client, "x/vendor/a": client, ".github/a": client},
			paths: []string{"."},
			want:  []string{".github/a"},
		},
		"a file may have such a name": {
			files: map[string]string{"vendor": client, ".git": "gitdir: x"},
			paths: []string{"."},
			want:  []string{"vendor"},
		},
		"exclude": {
			files:   map[string]string{"a/x": client, "a/y": client, "b/x": client},
			paths:   []string{".", "b/x"},
			exclude: func(p string) bool { return p == "b" || p == "a/y" },
			want:    []string{"a/x", "b/x"},
		},
		"gitignore": {
			files: map[string]string{".gitignore": "*.log\n/out/\n!keep.log\n.gitignore", "a.log": client, "keep.log": client, "out/a": client, "x/out/a": client},
			paths: []string{"."},
			want:  []string{"keep.log", "x/out/a"},
		},
		"gitignore in a folder": {
			files: map[string]string{".gitignore": "*.tmp\n.gitignore", "a/.gitignore": "!b.tmp\nc", "a/b.tmp": client, "a/c": client, "c": client, "d.tmp": client},
			paths: []string{"."},
			want:  []string{"a/b.tmp", "c"},
		},
		"gitignore above, in a repository": {
			files: map[string]string{".git/": "", ".gitignore": "*.tmp\n", "a/b.tmp": client, "a/c": client},
			paths: []string{"a"},
			want:  []string{"a/c"},
		},
		"gitignore above, elsewhere": {
			files: map[string]string{".gitignore": "*.tmp\n", "a/b.tmp": client},
			paths: []string{"a"},
			want:  []string{"a/b.tmp"},
		},
		"what is named is read": {
			files: map[string]string{".git/": "", ".gitignore": "out/\n*.tmp\n", "out/a": client, "b.tmp": client, "vendor/c": client, "node_modules/d": client},
			paths: []string{"out", "b.tmp", "vendor", "node_modules/d"},
			want:  []string{"out/a", "b.tmp", "vendor/c", "node_modules/d"},
		},
		"twice by name": {
			files: map[string]string{"a": client},
			paths: []string{"a", "./a", "x/../a"},
			want:  []string{"a"},
		},
		"by folder and by name": {
			files: map[string]string{"d/a": client, "d/b": client},
			paths: []string{"d", "d/b", "d/a", "."},
			want:  []string{"d/b", "d/a"},
		},
		"a link to a file": {
			files: map[string]string{"d/z": client, "d/a": "->z", "d/b": "->../out", "d/c": "->b", "out": client},
			paths: []string{"d"},
			want:  []string{"d/b", "d/z"},
		},
		"a link to a folder": {
			files: map[string]string{"d/a": client, "d/loop": "->.", "d/up": "->.."},
			paths: []string{"d"},
			want:  []string{"d/a", "d/loop: " + linkToFolder, "d/up: " + linkToFolder},
		},
		"a link to a folder, named": {
			files: map[string]string{"d/a": client, "d/loop": "->.", "link": "->d"},
			paths: []string{"link"},
			want:  []string{"link/a", "link/loop: " + linkToFolder},
		},
		"broken links": {
			files: map[string]string{"a": "->nowhere", "b": "->b", "c": client},
			paths: []string{"."},
			want:  []string{"a: " + brokenLink, "b: " + brokenLink, "c"},
		},
		"a broken link, named": {
			files: map[string]string{"a": "->nowhere"},
			paths: []string{"a"},
			want:  []string{"a: unreadable, is a symbolic link to something that does not exist"},
		},
		"nothing of that name": {
			files: map[string]string{"a": client},
			paths: []string{"b", "a"},
			want:  []string{"a", "b: unreadable, does not exist"},
		},
		"an empty folder": {files: map[string]string{"d/": ""}, paths: []string{"d"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tree(t, tt.files)
			now := collect(t, Options{Paths: tt.paths, Exclude: tt.exclude})
			if got := seen(now); !slices.Equal(got, tt.want) {
				t.Errorf("saw\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

func TestAbsolutePathsStayAbsolute(t *testing.T) {
	tree(t, map[string]string{"d/a": aClient})
	dir, err := filepath.Abs("d")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.ToSlash(dir) + "/a"}
	if got := seen(collect(t, Options{Paths: []string{dir, "d/a"}})); !slices.Equal(got, []string{"d/a"}) {
		t.Errorf("saw %q: the name that the user gave to the file is used", got)
	}
	if got := seen(collect(t, Options{Paths: []string{dir}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

// Files of other kinds are counted one by one, and hide nothing.
func TestManyForeignFiles(t *testing.T) {
	tree(t, map[string]string{"z.properties": aClient})
	for i := range 500 {
		plant(t, fmt.Sprintf("d%d/f%03d", i%7, i), []string{"a: 1\n", "{}", "\x00", "package main\n", "text"}[i%5])
	}
	now := collect(t, Options{Paths: []string{"."}})
	if len(now.Docs) != 501 || len(now.Clients) != 1 || len(now.Gaps) != 0 {
		t.Errorf("%d documents, %d clients, %d gaps", len(now.Docs), len(now.Clients), len(now.Gaps))
	}
	for _, d := range now.Docs {
		if (d.Ignored == "") != (d.Path == "z.properties") {
			t.Errorf("%s: ignored %q", d.Path, d.Ignored)
		}
	}
}

func TestLargeFiles(t *testing.T) {
	tree(t, map[string]string{"a": aClient, "gap": "", "full": ""})
	if err := os.Truncate("gap", 1<<30); err != nil {
		t.Fatal(err)
	}
	text := aClient + strings.Repeat("#", maxSize-len(aClient))
	plant(t, "full", text)
	if got, want := seen(collect(t, Options{Paths: []string{"."}})), []string{"a", "full", "gap: larger than 64 MiB"}; !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
	plant(t, "full", text+"#")
	want := []string{"a", "full: unreadable, is larger than 64 MiB", "gap: unreadable, is larger than 64 MiB"}
	if got := seen(collect(t, Options{Paths: []string{"full", "gap", "."}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

// What cannot be read is told, and the rest is read.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	tree(t, map[string]string{"a": aClient, "b": aClient, "d/c": aClient})
	for _, name := range []string{"b", "d"} {
		if err := os.Chmod(name, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(name, 0o700) })
	}
	want := []string{"a", "b: unreadable, cannot be read: permission denied", "d: unreadable, cannot be read: permission denied"}
	if got := seen(collect(t, Options{Paths: []string{"."}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

// Between the walk and the reading everything may change.
func TestFilesThatChange(t *testing.T) {
	tree(t, map[string]string{"gone": aClient, "kept": aClient, "replaced": aClient, "d/a": aClient})
	f := &files{options: Options{Paths: []string{"."}}}
	jobs := f.list(t.Context())
	for _, name := range []string{"gone", "replaced"} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	plant(t, "replaced/", "")
	b := model.NewBuilder(time.Time{})
	for _, j := range jobs {
		j.do(t.Context(), j.path, b)
	}
	now, _ := b.Snapshots()
	want := []string{"d/a", "kept", "replaced: not a regular file", "gone: unreadable, does not exist"}
	if got := seen(now); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

func TestAFolderThatVanishes(t *testing.T) {
	t.Chdir(t.TempDir())
	l := &lister{files: &files{}}
	l.walk(t.Context(), folder{shown: "d", real: "/d"})
	b := model.NewBuilder(time.Time{})
	for _, j := range l.jobs {
		j.do(t.Context(), j.path, b)
	}
	now, _ := b.Snapshots()
	if got, want := seen(now), []string{"d: unreadable, does not exist"}; !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

func TestGapOf(t *testing.T) {
	g := gapOf("a/b", errors.New("the disk is gone"))
	want := model.Gap{
		Fact: model.FactDocuments, Why: model.Unreadable, Detail: "cannot be read: the disk is gone",
		Scope: model.Subject{Kind: model.KindFile, Name: "a/b"}, Origin: model.Origin{File: "a/b"},
	}
	if g != want {
		t.Errorf("gap %+v, want %+v", g, want)
	}
}

func TestSlurp(t *testing.T) {
	failing := errors.New("broken")
	long := strings.Repeat("a", 100_000)
	tests := map[string]struct {
		from    io.Reader
		size    int
		want    string
		problem error
	}{
		"as large as said":       {strings.NewReader("abc"), 3, "abc", nil},
		"larger than said":       {strings.NewReader(long), 10, long, nil},
		"smaller than said":      {strings.NewReader("abc"), 100_000, "abc", nil},
		"a byte at a time":       {iotest.OneByteReader(strings.NewReader(long)), 0, long, nil},
		"the end with the last":  {iotest.DataErrReader(strings.NewReader(long)), 0, long, nil},
		"fails":                  {io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(failing)), 0, "", failing},
		"a NUL behind the start": {strings.NewReader(long + "\x00"), 0, long + "\x00", nil},
		"binary, no further":     {io.MultiReader(strings.NewReader("\x00"+long[1:sniffed]), iotest.ErrReader(failing)), 0, "\x00" + long[1:sniffed], nil},
		"UTF-16, to the end":     {strings.NewReader("\xff\xfe" + strings.Repeat("a\x00", sniffed)), 0, "\xff\xfe" + strings.Repeat("a\x00", sniffed), nil},
		"without end":            {endless{}, 0, "", errTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := slurp(tt.from, tt.size)
			if string(got) != tt.want || !errors.Is(err, tt.problem) {
				t.Errorf("%d bytes, error %v; want %d, %v", len(got), err, len(tt.want), tt.problem)
			}
		})
	}
}

// endless never ends and never says anything.
type endless struct{}

func (endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = ' '
	}
	return len(into), nil
}

func TestStandardInput(t *testing.T) {
	tests := map[string]struct {
		o    Options
		want []string
	}{
		"by default":  {Options{Paths: []string{"-"}, Stdin: strings.NewReader(aClient)}, []string{"<stdin>"}},
		"named":       {Options{Paths: []string{"-"}, Stdin: strings.NewReader(aClient), StdinName: "x.yaml"}, []string{"x.yaml: not a Kafka configuration"}},
		"named twice": {Options{Paths: []string{"-", "-"}, Stdin: strings.NewReader(aClient)}, []string{"<stdin>"}},
		"empty":       {Options{Paths: []string{"-"}, Stdin: strings.NewReader("")}, []string{"<stdin>: not a Kafka configuration"}},
		"not there":   {Options{Paths: []string{"-"}}, []string{"<stdin>: not a Kafka configuration"}},
		"without end": {Options{Paths: []string{"-"}, Stdin: endless{}}, []string{"<stdin>: unreadable, is larger than 64 MiB"}},
		"fails":       {Options{Paths: []string{"-"}, Stdin: iotest.ErrReader(errors.New("broken"))}, []string{"<stdin>: unreadable, cannot be read: broken"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := seen(collect(t, tt.o)); !slices.Equal(got, tt.want) {
				t.Errorf("saw %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	tree(t, map[string]string{"a": aClient, "d/b": aClient})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := model.NewBuilder(time.Time{})
	err := New(Options{Paths: []string{"."}}).Collect(ctx, able, b)
	if now, _ := b.Snapshots(); !errors.Is(err, context.Canceled) || len(now.Docs) > 0 {
		t.Errorf("error %v, saw %q", err, seen(now))
	}
}

// Standard input that says nothing does not keep a cancelled run, whether it
// can be interrupted or not.
func TestCancelledAtStandardInput(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	silent, end := io.Pipe()
	defer end.Close()
	for name, in := range map[string]io.Reader{"a pipe": read, "something else": silent} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			tree(t, map[string]string{"a": aClient})
			stop := Options{Paths: []string{"a", "-"}, Stdin: &cancelsAtRead{in, cancel}}
			if file, ok := in.(*os.File); ok {
				stop.Stdin = file
				cancel()
			}
			b := model.NewBuilder(time.Time{})
			if err := New(stop).Collect(ctx, able, b); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// cancelsAtRead is standard input at which the user loses patience.
type cancelsAtRead struct {
	io.Reader
	cancel func()
}

func (c *cancelsAtRead) Read(into []byte) (int, error) {
	c.cancel()
	return c.Reader.Read(into)
}

func TestCollectIsTheSameEachTime(t *testing.T) {
	tree(t, map[string]string{})
	for i := range 60 {
		plant(t, fmt.Sprintf("d%d/%d.properties", i%5, i), fmt.Sprintf("node.id=%d\nprocess.roles=broker\n", i))
	}
	first := collect(t, Options{Paths: []string{"."}})
	if again := collect(t, Options{Paths: []string{"."}}); !reflect.DeepEqual(first, again) || len(first.Brokers) != 60 {
		t.Errorf("%d brokers, then %d, in another order", len(first.Brokers), len(again.Brokers))
	}
}

func BenchmarkThousandFiles(b *testing.B) {
	b.Chdir(b.TempDir())
	for i := range 1000 {
		dir := fmt.Sprintf("d%d", i%20)
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(fmt.Sprintf("%s/%d.properties", dir, i), []byte(aClient), 0o600)); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if err := New(Options{Paths: []string{"."}}).Collect(b.Context(), able, model.NewBuilder(time.Time{})); err != nil {
			b.Fatal(err)
		}
	}
}
