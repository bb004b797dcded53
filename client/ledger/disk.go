package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// disk is a folder of the operating system.
type disk string

func (d disk) path(name string) string { return filepath.Join(string(d), name) }

func (d disk) make() error {
	if info, err := os.Stat(string(d)); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is a file: the ledger needs a folder", string(d))
		}
		return nil
	}
	if err := os.MkdirAll(string(d), 0o750); err != nil {
		return err
	}
	return disk(filepath.Dir(string(d))).sync()
}

func (d disk) list() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

func (d disk) lock() (io.Closer, error) {
	f, err := os.OpenFile(d.path(lockName), os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, err
	}
	if err := flock(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s is held by another writer: one process, and one Log in it, writes to a ledger: %w", d.path(lockName), err)
	}
	return f, nil
}

func (d disk) create(name string) (file, error) {
	return os.OpenFile(d.path(name), os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o640)
}

func (d disk) extend(name string) (file, error) {
	return os.OpenFile(d.path(name), os.O_APPEND|os.O_WRONLY, 0)
}

func (d disk) read(name string) (content, error) {
	f, err := os.Open(d.path(name))
	if err != nil {
		return nil, err
	}
	return opened{f}, nil
}

type opened struct{ *os.File }

// Size is in bytes, now.
func (o opened) Size() (int64, error) {
	info, err := o.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (d disk) remove(name string) error     { return os.Remove(d.path(name)) }
func (d disk) rename(from, to string) error { return os.Rename(d.path(from), d.path(to)) }

func (d disk) sync() error {
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
