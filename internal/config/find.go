package config

import (
	"os"
	"path/filepath"
)

// Name is what the configuration of a project is called.
const Name = "breakwater.yaml"

// Find looks for a breakwater.yaml in a folder and those above it, up to the
// root of the repository: a folder that holds .git. The path is relative if
// dir is.
func Find(dir string) (path string, ok bool) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	for up := dir; ; up, at = filepath.Join(up, ".."), filepath.Dir(at) {
		file := filepath.Join(up, Name)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file, true
		}
		if _, err := os.Lstat(filepath.Join(up, ".git")); err == nil || filepath.Dir(at) == at {
			return "", false
		}
	}
}
