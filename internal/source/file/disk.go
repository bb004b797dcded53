package file

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Limits of what is read.
const (
	maxSize   = 64 << 20    // bytes of one file
	sniffed   = 8 << 10     // bytes that tell a binary file
	patience  = time.Minute // for a pipe that is named, as from a slow helm template
	stdin     = "-"
	stdinName = "<stdin>"
)

// job is one path that was named or found.
type job struct {
	path string // as the user named it, with forward slashes
	real string // the file itself, by which it is known under other names
	rank rank
	do   work
}

// work is what is done about a path: reading it, or saying why not. It adds
// nothing if the run is cancelled meanwhile.
type work func(ctx context.Context, path string, b *model.Builder)

// rank decides under which of several names a file is read.
type rank uint8

const (
	linked rank = iota // by a symbolic link in a folder
	found              // in a folder
	named              // by the user
)

// lister gathers the jobs of one run.
type lister struct {
	files *files
	real  map[string]string // folder to its real path
	jobs  []job
}

// list walks everything that was named. A file comes once, whatever names
// lead to it.
func (f *files) list(ctx context.Context) []job {
	l := &lister{files: f, real: map[string]string{}}
	for _, p := range f.options.Paths {
		if ctx.Err() != nil {
			return nil
		}
		l.name(ctx, p)
	}
	return unique(l.jobs)
}

func unique(jobs []job) []job {
	best := make(map[string]int, len(jobs))
	for i, j := range jobs {
		if k, seen := best[j.real]; !seen || j.rank > jobs[k].rank {
			best[j.real] = i
		}
	}
	var once []job
	for i, j := range jobs {
		if best[j.real] == i {
			once = append(once, j)
		}
	}
	return once
}

// name adds a path that the user named: it is read whatever the rules of a
// walk say.
func (l *lister) name(ctx context.Context, p string) {
	if p == stdin {
		l.jobs = append(l.jobs, job{l.files.stdinName(), stdin, named, l.files.readStdin})
		return
	}
	shown, real := filepath.ToSlash(filepath.Clean(p)), l.realOf(p)
	info, err := os.Stat(p)
	switch {
	case err != nil:
		l.jobs = append(l.jobs, job{shown, real, named, unreadable(dangling(p, err))})
	case info.IsDir():
		l.walk(ctx, folder{shown, real, rulesAbove(real)})
	case info.Mode().IsRegular():
		l.jobs = append(l.jobs, job{shown, real, named, readNamed})
	default:
		l.jobs = append(l.jobs, job{shown, real, named, l.files.readPipe})
	}
}

// dangling tells a link to nothing from nothing.
func dangling(p string, err error) error {
	if _, lerr := os.Lstat(p); lerr == nil && os.IsNotExist(err) {
		return errDangling
	}
	return err
}

// realOf is the absolute path without symbolic links, with forward slashes.
// Folders are resolved once, since a hook may name a thousand files of one.
func (l *lister) realOf(p string) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return filepath.ToSlash(p)
	}
	dir, known := l.real[filepath.Dir(abs)]
	if !known {
		if dir, err = filepath.EvalSymlinks(filepath.Dir(abs)); err != nil {
			dir = filepath.Dir(abs)
		}
		l.real[filepath.Dir(abs)] = dir
	}
	real := filepath.Join(dir, filepath.Base(abs))
	if info, err := os.Lstat(real); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if target, err := filepath.EvalSymlinks(real); err == nil {
			real = target
		}
	}
	return filepath.ToSlash(real)
}
