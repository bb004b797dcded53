//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// TestAPipeStaysAPipe: what is no regular file is written to, and nothing is
// put in its place. The pipe stands for every device; it is the test's own.
func TestAPipeStaysAPipe(t *testing.T) {
	project(t, nil)
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile("pipe", os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := replaceFile("pipe", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat("pipe"); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Fatalf("a file stands in its place: %v, %v", info.Mode(), err)
	}
	got := make([]byte, 3)
	if _, err := reader.Read(got); err != nil || string(got) != "new" {
		t.Errorf("the reader got %q, %v", got, err)
	}
	onlyFiles(t, "pipe")
}
