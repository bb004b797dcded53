package file

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// deadliner is a reader that can be interrupted.
type deadliner interface {
	io.Reader
	SetReadDeadline(t time.Time) error
}

// readPipe reads a pipe or a device that was named, as /dev/fd/63 that
// "<(helm template …)" makes, for as long as patience lasts.
func (f *files) readPipe(ctx context.Context, path string, b *model.Builder) {
	inTime, cancel := context.WithTimeout(ctx, f.patience)
	defer cancel()
	text, err := drain(inTime, path)
	if ctx.Err() == nil {
		add(path, text, err, b)
	}
}

func drain(ctx context.Context, path string) ([]byte, error) {
	file, err := os.OpenFile(filepath.FromSlash(path), os.O_RDONLY|nonBlock, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&os.ModeNamedPipe != 0 && !isDescriptor(path):
		return slurpUntil(ctx, &pipe{File: file})
	default:
		return slurpUntil(ctx, file)
	}
}

// isDescriptor tells a pipe that has had its writer from the start.
func isDescriptor(path string) bool {
	return path == "/dev/stdin" || strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/")
}

// pipe is a named pipe that waits for its first writer: until one comes, a
// read that does not block finds the end.
type pipe struct {
	*os.File
	begun bool
}

// Read reads what a writer has sent.
func (p *pipe) Read(into []byte) (int, error) {
	if p.begun {
		return p.File.Read(into)
	}
	p.begun = true
	return firstRead(p.File, into)
}

// slurpUntil reads to the end, or until the context ends, whose error it then
// returns.
func slurpUntil(ctx context.Context, r deadliner) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() {
		_ = r.SetReadDeadline(time.Unix(1, 0)) // a device that has no deadline does not block
	})
	defer stop()
	text, err := slurp(r, 0)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return text, err
}

func (f *files) stdinName() string { return cmp.Or(f.options.StdinName, stdinName) }

// readStdin reads standard input. Where that cannot be interrupted, a
// cancelled run leaves its reader behind.
func (f *files) readStdin(ctx context.Context, path string, b *model.Builder) {
	text, err := readAll(ctx, f.options.Stdin)
	if ctx.Err() == nil {
		add(path, text, err, b)
	}
}

func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	if r == nil {
		r = bytes.NewReader(nil)
	}
	if d, ok := r.(deadliner); ok && d.SetReadDeadline(time.Time{}) == nil {
		return slurpUntil(ctx, d)
	}
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := slurp(r, 0)
		done <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.text, r.err
	}
}
