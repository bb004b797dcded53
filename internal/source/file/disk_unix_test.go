//go:build unix

package file

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func fifo(t *testing.T, name string) {
	t.Helper()
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
}

// write opens a pipe for writing, which waits for the reader, and writes.
func write(t *testing.T, name, text string) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString(text)
			err = errors.Join(err, file.Close())
		}
		done <- err
	}()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestWalkPassesOverWhatIsNoFile(t *testing.T) {
	tree(t, map[string]string{"a": aClient, "link": "->pipe"})
	fifo(t, "pipe")
	socket, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	want := []string{"a", "link: not a regular file", "pipe: not a regular file", "socket: not a regular file"}
	if got := seen(collect(t, Options{Paths: []string{"."}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
	want = []string{"socket: unreadable, cannot be read: no such device or address"}
	if got := seen(collect(t, Options{Paths: []string{"socket"}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}

func TestNamedPipe(t *testing.T) {
	large := aClient + "# " + strings.Repeat("x", 1<<20) + "\n"
	for name, text := range map[string]string{"short": aClient, "larger than the pipe": large} {
		t.Run(name, func(t *testing.T) {
			tree(t, nil)
			fifo(t, "pipe")
			write(t, "pipe", text)
			now := collect(t, Options{Paths: []string{"pipe"}})
			if got := seen(now); !slices.Equal(got, []string{"pipe"}) || len(now.Clients) != 1 {
				t.Errorf("saw %q, %d clients", got, len(now.Clients))
			}
		})
	}
}

// A process substitution is a pipe that is known by its descriptor alone.
func TestDescriptor(t *testing.T) {
	for name, text := range map[string]string{"a client": aClient, "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer read.Close()
			path := "/dev/fd/" + strconv.Itoa(int(read.Fd()))
			if _, err := os.Stat(path); err != nil {
				t.Skip("this system has no", path)
			}
			_, err = write.WriteString(text)
			if err := errors.Join(err, write.Close()); err != nil {
				t.Fatal(err)
			}
			now := collect(t, Options{Paths: []string{path}})
			if len(now.Docs) != 1 || now.Docs[0].Path != path || (len(now.Clients) == 1) != (text != "") {
				t.Errorf("saw %q, %d clients", seen(now), len(now.Clients))
			}
		})
	}
}

func TestDevices(t *testing.T) {
	tests := map[string]string{
		"/dev/null": "/dev/null: not a Kafka configuration",
		"/dev/zero": "/dev/zero: a binary file",
	}
	for path, want := range tests {
		if got := seen(collect(t, Options{Paths: []string{path}})); !slices.Equal(got, []string{want}) {
			t.Errorf("saw %q, want %q", got, want)
		}
	}
}

// hasty collects from a pipe with little patience.
func hasty(t *testing.T, ctx context.Context, patience time.Duration) (*model.Snapshot, error) {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	err := (&files{options: Options{Paths: []string{"a", "pipe"}}, patience: patience}).Collect(ctx, able, b)
	now, _ := b.Snapshots()
	return now, err
}

func TestPipeThatHangs(t *testing.T) {
	want := []string{"a", "pipe: timed out, did not end within 1m0s: its writer hangs, or nobody writes to it"}
	t.Run("nobody writes", func(t *testing.T) {
		tree(t, map[string]string{"a": aClient})
		fifo(t, "pipe")
		now, err := hasty(t, t.Context(), time.Millisecond)
		if got := seen(now); err != nil || !slices.Equal(got, want) {
			t.Errorf("saw %q, error %v; want %q", got, err, want)
		}
	})
	t.Run("the writer hangs", func(t *testing.T) {
		tree(t, map[string]string{"a": aClient})
		fifo(t, "pipe")
		writer, err := os.OpenFile("pipe", os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer writer.Close()
		if _, err := writer.WriteString(aClient); err != nil {
			t.Fatal(err)
		}
		now, err := hasty(t, t.Context(), 20*time.Millisecond)
		if got := seen(now); err != nil || !slices.Equal(got, want) {
			t.Errorf("saw %q, error %v; want %q", got, err, want)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		tree(t, map[string]string{"a": aClient})
		fifo(t, "pipe")
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if now, err := hasty(t, ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || len(now.Gaps) > 0 {
			t.Errorf("saw %q, error %v", seen(now), err)
		}
	})
}

// A file that became a pipe after the walk saw it does not stop the run.
func TestFileThatBecomesAPipe(t *testing.T) {
	tree(t, nil)
	fifo(t, "a")
	b := model.NewBuilder(time.Time{})
	readFound(t.Context(), "a", b)
	readNamed(t.Context(), "a", b)
	now, _ := b.Snapshots()
	if got, want := seen(now), []string{"a: not a regular file", "a: unreadable, is not a regular file"}; !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}
