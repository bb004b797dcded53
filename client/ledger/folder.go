package ledger

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// folder is the one directory that a ledger lives in. Tests have one with faults.
type folder interface {
	// make creates the directory where it is missing, durably.
	make() error
	list() ([]string, error)
	// lock keeps other writers out until it is closed.
	lock() (io.Closer, error)
	// create begins an empty file that is written at its end; what had the name is gone.
	create(name string) (file, error)
	// extend opens a file that is written at its end.
	extend(name string) (file, error)
	read(name string) (content, error)
	remove(name string) error
	rename(from, to string) error
	// sync makes durable which files there are.
	sync() error
	// path is how people call the file.
	path(name string) string
}

// file is what is written. Write is at the end; an error may leave a part of it there.
type file interface {
	io.WriteCloser
	Sync() error
	Truncate(size int64) error
}

// content is what is read, and how much there is of it now.
type content interface {
	io.ReaderAt
	io.Closer
	Size() (int64, error)
}

const (
	suffix     = ".ledger"
	lockName   = "lock"
	cursorName = "cursor"
	cursorNew  = "cursor.new"
	lostFound  = "lost+found" // the root of a volume has it
)

// segmentName is the name of the file that begins with a block: 20 digits, as Kafka
// names its segments, so that names sort as numbers.
func segmentName(first uint64) string { return fmt.Sprintf("%020d%s", first, suffix) }

// segments are the numbers of the first blocks of the files, the oldest first. A file
// that is no ledger's is an error.
func segments(in folder) ([]uint64, error) {
	names, err := in.list()
	if err != nil {
		return nil, fmt.Errorf("cannot list the folder of the ledger: %w", err)
	}
	var out []uint64
	for _, name := range names {
		switch name {
		case lockName, cursorName, cursorNew, endsName, endsNew, lostFound:
			continue
		}
		digits, isSegment := strings.CutSuffix(name, suffix)
		first, err := strconv.ParseUint(digits, 10, 64)
		if !isSegment || err != nil || name != segmentName(first) || first == 0 {
			return nil, &Damage{File: in.path(name), What: "this file is not a ledger's: give the ledger a folder of its own"}
		}
		out = append(out, first)
	}
	slices.Sort(out)
	return out, nil
}

// replace makes the text what stands under the name, at once: it is written to a file of
// another name first. Behind a crash the old text stands there, or the new one.
func replace(in folder, unfinished, name string, text []byte) error {
	out, err := in.create(unfinished)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := in.rename(unfinished, name); err != nil {
		return err
	}
	return in.sync()
}
