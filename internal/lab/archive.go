package lab

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// archiveOf is the path of Java's archive of loaded classes (AppCDS) for a
// release, made at the first start that finds none: it halves the start of
// every node after that. A start without it works as well, so whatever goes
// wrong here is no error.
func archiveOf(ctx context.Context, java string, rel release, log io.Writer) string {
	path, err := archivePath(java, rel)
	if err != nil {
		return ""
	}
	if exists(path) {
		return path
	}
	unlock, err := tryLock(path + ".lock") // somebody else is at it: do not wait
	if err != nil {
		return ""
	}
	defer unlock()
	if exists(path) {
		return path
	}
	say(log, "making Kafka %s start faster from now on (once, some seconds)", rel.version)
	if err := train(ctx, path, rel); err != nil {
		say(log, "this did not work, and does no harm: %v", err)
		return ""
	}
	return path
}

// archivePath names the archive after all that it depends on: Java refuses one
// that another Java or other jars have made.
func archivePath(java string, rel release) (string, error) {
	root, err := cacheRoot()
	if err != nil {
		return "", err
	}
	if java, err = filepath.EvalSymlinks(java); err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, f := range append([]string{java}, rel.jars...) {
		info, err := os.Stat(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, f, info.Size(), info.ModTime().UnixNano())
	}
	return filepath.Join(root, "kafka-node", fmt.Sprintf("classes-%s-%x.jsa", rel.version, sum.Sum(nil)[:6])), nil
}

// train runs a node once and has Java write down, at its clean end, which
// classes it has loaded.
func train(ctx context.Context, path string, rel release) (err error) {
	work, err := os.MkdirTemp(filepath.Dir(path), ".classes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	written := filepath.Join(work, "classes.jsa")
	c, err := Start(ctx, Options{
		Version: rel.version, noArchive: true,
		Dir: filepath.Join(work, "lab"), JavaFlags: []string{"-XX:ArchiveClassesAtExit=" + written},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := c.Node(1).Stop(ctx); err != nil {
		return err
	}
	return os.Rename(written, path)
}
