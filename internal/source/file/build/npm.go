package build

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readNPMLock reads the packages of a lock file of npm: "packages" by their
// paths, or "dependencies" by their names in files that npm wrote before 7.
func readNPMLock(in format.Input, found finder) error {
	root, err := yamlx.FromJSON(in.Path, in.Text)
	if err != nil {
		return err
	}
	packages := root.Get("packages")
	for e := range packages.Entries() {
		if i := strings.LastIndex(e.Key, "node_modules/"); i >= 0 {
			found.add(e.Key[i+len("node_modules/"):], e.Value.Get("version").Word())
		}
	}
	if !packages.IsMap() {
		for e := range root.Get("dependencies").Entries() {
			found.add(e.Key, e.Value.Get("version").Word())
		}
	}
	return nil
}
