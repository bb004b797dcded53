package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheEndOfAText(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "a", "a\nb\nc\n": "b\nc", "a\n\n\n": "a", "a\nb": "a\nb"} {
		if got := lastLines(text, 2); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTheEndOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if got := tail(path, 2); got != "" {
		t.Errorf("of no file: %q", got)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("x", 1<<20)+"\nlast\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := tail(path, 1); got != "last" {
		t.Errorf("%q", got)
	}
	if got := tail(path, 5); len(got) > 64<<10 {
		t.Errorf("%d bytes of a long line", len(got))
	}
}

func TestFilesAreLinked(t *testing.T) {
	from, to := jarsIn(t, "a.jar", "b.jar"), filepath.Join(t.TempDir(), "jars")
	if err := linkAll(from, to); err != nil {
		t.Fatal(err)
	}
	if !exists(filepath.Join(to, "a.jar")) || !exists(filepath.Join(to, "b.jar")) {
		t.Error("a file is missing")
	}
	if err := linkAll(filepath.Join(from, "none"), to); err == nil {
		t.Error("a folder that is not there was linked")
	}
	if err := copyFile(filepath.Join(from, "a.jar"), filepath.Join(to, "c.jar")); err != nil || !exists(filepath.Join(to, "c.jar")) {
		t.Errorf("a copy: %v", err)
	}
}
