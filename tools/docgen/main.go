// Command docgen writes the documentation that follows from the code: a page
// for each rule and for each command, and the session in the README, which is
// a real run of the commands that it shows.
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

// run writes every generated page below root, and takes away the pages of
// rules and commands that are gone.
func run(root string) error {
	pages, err := generated(root)
	if err != nil {
		return err
	}
	stale, err := strays(root, pages)
	if err != nil {
		return err
	}
	for _, file := range stale {
		if err := os.Remove(filepath.Join(root, file)); err != nil {
			return err
		}
	}
	for file, text := range pages {
		file = filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, text) {
			continue
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generated is every generated file with its text.
func generated(root string) (map[string][]byte, error) {
	pages := map[string][]byte{}
	if err := rulePages(pages); err != nil {
		return nil, err
	}
	commandPages(pages)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		return nil, err
	}
	if pages["README.md"], err = sessions(root, readme); err != nil {
		return nil, err
	}
	return pages, nil
}

// strays lists the pages in generated folders that nothing generates.
func strays(root string, pages map[string][]byte) ([]string, error) {
	var out []string
	for _, dir := range []string{"docs/rules", "docs/commands"} {
		err := fs.WalkDir(os.DirFS(root), dir, func(p string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err == nil && !d.IsDir() && strings.HasSuffix(p, ".md") && pages[p] == nil {
				out = append(out, p)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
