package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var (
	errTooLarge   = errors.New("is " + tooLarge)
	errNotRegular = errors.New("is " + notRegular)
	errDangling   = errors.New("is a symbolic link to something that does not exist")
)

// readFound reads a file of a walk. What is not for Breakwater is ignored.
func readFound(ctx context.Context, path string, b *model.Builder) {
	text, err := load(path)
	switch {
	case errors.Is(err, errTooLarge):
		ignored(tooLarge)(ctx, path, b)
	case errors.Is(err, errNotRegular):
		ignored(notRegular)(ctx, path, b)
	default:
		add(path, text, err, b)
	}
}

// readNamed reads a file that the user wants to have read: whatever keeps
// Breakwater from it must be told.
func readNamed(_ context.Context, path string, b *model.Builder) {
	text, err := load(path)
	add(path, text, err, b)
}

// add reads a text, or tells why there is none.
func add(path string, text []byte, err error, b *model.Builder) {
	if err != nil {
		b.Gap(gapOf(path, err))
		return
	}
	Read(path, text, b)
}

// ignored notes a file that is not read, and why.
func ignored(why string) work {
	return func(_ context.Context, path string, b *model.Builder) {
		b.Document(&model.Document{Path: path, Ignored: why})
	}
}

// unreadable notes a file that could not be read.
func unreadable(err error) work {
	return func(_ context.Context, path string, b *model.Builder) { b.Gap(gapOf(path, err)) }
}

func gapOf(path string, err error) model.Gap {
	g := model.Gap{
		Fact: model.FactDocuments, Why: model.Unreadable,
		Scope:  model.Subject{Kind: model.KindFile, Name: path},
		Origin: model.Origin{File: path},
	}
	var at *fs.PathError
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, errNotRegular), errors.Is(err, errDangling):
		g.Detail = err.Error()
	case errors.Is(err, context.DeadlineExceeded):
		g.Why, g.Detail = model.TimedOut, fmt.Sprintf("did not end within %s: its writer hangs, or nobody writes to it", patience)
	case errors.Is(err, fs.ErrNotExist):
		g.Detail = "does not exist"
	case errors.As(err, &at):
		g.Detail = "cannot be read: " + at.Err.Error()
	default:
		g.Detail = "cannot be read: " + err.Error()
	}
	return g
}

// load reads a regular file.
func load(path string) ([]byte, error) {
	file, size, err := openRegular(filepath.FromSlash(path))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if size > maxSize {
		return nil, errTooLarge
	}
	return slurp(file, int(size))
}

// slurp reads to the end. size is a guess. Of a binary file no more is read
// than what tells it.
func slurp(r io.Reader, size int) ([]byte, error) {
	text := make([]byte, 0, min(size+1, sniffed))
	for {
		n, err := r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case len(text) > maxSize:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return nil, err
		case len(text) < cap(text):
			continue
		case len(text) == sniffed && isBinary(text):
			return text, nil
		}
		text = append(make([]byte, 0, max(size+1, sniffed, 2*len(text))), text...)
	}
}

// isBinary tells a binary file by its start, as Read does.
func isBinary(start []byte) bool {
	text, _ := plain(start)
	return bytes.IndexByte(text, 0) >= 0
}
