package file

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/breakwaterhq/breakwater/internal/source/file/gitignore"
)

// Reasons why a path that was found is ignored without being read.
const (
	tooLarge     = "larger than 64 MiB"
	notRegular   = "not a regular file"
	brokenLink   = "a broken symbolic link"
	linkToFolder = "a symbolic link to a folder: not followed"
)

// folder is a folder of a walk.
type folder struct {
	shown string // as it is shown
	real  string // its real path, with forward slashes
	rules *gitignore.Folder
}

// walk adds a folder's files, and those of the folders in it, in the order of
// their names. Links to folders are not followed, so that every walk ends.
func (l *lister) walk(ctx context.Context, d folder) {
	if ctx.Err() != nil {
		return
	}
	entries, err := os.ReadDir(filepath.FromSlash(d.shown))
	if err != nil {
		l.jobs = append(l.jobs, job{d.shown, d.real, found, unreadable(err)})
	}
	d.rules = d.withOwnRules(entries)
	for _, e := range entries {
		l.entry(ctx, d, e)
	}
}

func (l *lister) entry(ctx context.Context, d folder, e fs.DirEntry) {
	shown, real := path.Join(d.shown, e.Name()), path.Join(d.real, e.Name())
	if l.leftOut(d, shown, real, e) {
		return
	}
	switch kind := e.Type(); {
	case kind.IsDir():
		l.walk(ctx, folder{shown, real, d.rules})
	case kind.IsRegular():
		l.jobs = append(l.jobs, job{shown, real, found, readFound})
	case kind&fs.ModeSymlink != 0:
		l.link(shown, real)
	default:
		l.jobs = append(l.jobs, job{shown, real, found, ignored(notRegular)})
	}
}

// leftOut tells what a walk passes over in silence: what Git keeps, what it
// ignores, what others have written, and what the user excludes.
func (l *lister) leftOut(d folder, shown, real string, e fs.DirEntry) bool {
	switch e.Name() {
	case ".git":
		return true
	case "node_modules", ".terraform", "vendor":
		if e.IsDir() {
			return true
		}
	}
	if exclude := l.files.options.Exclude; exclude != nil && exclude(shown) {
		return true
	}
	return d.rules.Ignores(real, e.IsDir())
}

// link adds a symbolic link's file, under the name of the link.
func (l *lister) link(shown, real string) {
	info, err := os.Stat(filepath.FromSlash(shown))
	switch {
	case os.IsPermission(err):
		l.jobs = append(l.jobs, job{shown, real, found, unreadable(err)})
	case err != nil:
		l.jobs = append(l.jobs, job{shown, real, found, ignored(brokenLink)})
	case info.IsDir():
		l.jobs = append(l.jobs, job{shown, real, found, ignored(linkToFolder)})
	case !info.Mode().IsRegular():
		l.jobs = append(l.jobs, job{shown, real, found, ignored(notRegular)})
	default:
		l.jobs = append(l.jobs, job{shown, l.realOf(shown), linked, readFound})
	}
}

// withOwnRules are the folder's rules with those of its .gitignore. One that
// cannot be read is told when it comes as a file of the walk.
func (d folder) withOwnRules(entries []fs.DirEntry) *gitignore.Folder {
	for _, e := range entries {
		if e.Name() == ".gitignore" && e.Type().IsRegular() {
			return addRules(d.rules, d.real)
		}
	}
	return d.rules
}

func addRules(rules *gitignore.Folder, dir string) *gitignore.Folder {
	text, err := load(path.Join(dir, ".gitignore"))
	if err != nil {
		return rules
	}
	return rules.Below(dir, text)
}

// rulesAbove are the rules that the folders above have for a folder that was
// named, up to the repository's root. They do not count if they leave out the
// folder itself: who names it wants to see it.
func rulesAbove(dir string) *gitignore.Folder {
	var way []string // from the folder up to the root
	for root := dir; ; root = path.Dir(root) {
		way = append(way, root)
		if _, err := os.Lstat(filepath.FromSlash(path.Join(root, ".git"))); err == nil {
			break
		}
		if root == path.Dir(root) {
			return nil
		}
	}
	var rules *gitignore.Folder
	for i := len(way) - 1; i > 0; i-- {
		rules = addRules(rules, way[i])
		if rules.Ignores(way[i-1], true) {
			return nil
		}
	}
	return rules
}
