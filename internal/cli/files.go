package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// placeFor tells before the work whether a flag's file can lie where it is to
// lie. What only shows when it is written, as a full disk, is told then.
func placeFor(flag, path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %s is a folder: name a file in it", flag, path)
	}
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %s cannot be written, because there is no folder %s: make it first", flag, path, folder)
	case err != nil:
		return fmt.Errorf("%s: %s cannot be written: %w", flag, path, reasonOf(err))
	case !info.IsDir():
		return fmt.Errorf("%s: %s cannot be written, because %s is a file", flag, path, folder)
	}
	return nil
}

// reasonOf is an error of a file without the file's name: that of a temporary
// one says nothing to anybody.
func reasonOf(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// replaceFile writes beside the file and renames, so that a reader never sees
// half a report. What is no regular file itself, as a device or a link, is
// written directly: a rename would put a file in its place.
func replaceFile(path string, text []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Lstat(path); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(path, text, mode)
		}
		mode = info.Mode().Perm()
	}
	next := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	err := os.WriteFile(next, text, mode)
	if err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next) // the error that counts is the one before
		return fmt.Errorf("%s: %w", path, reasonOf(err))
	}
	return nil
}
