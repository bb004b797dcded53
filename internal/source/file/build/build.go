// Package build reads which Kafka clients a program is built with: from go.mod,
// pom.xml, gradle.lockfile, requirements.txt, the lock files of Python's tools and
// those of npm. A build file without a Kafka client is none of Kafka's.
package build

import (
	"bytes"
	"path"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Format is build files and lock files.
type Format struct{}

// Name is the format's name in reports.
func (Format) Name() string { return "build" }

// kind is one kind of build file.
type kind struct {
	is   func(base string) bool // by the name of the file
	of   catalog.Ecosystem
	read func(in format.Input, found finder) error
}

var kinds = []kind{
	{named("go.mod"), catalog.GoModules, readGoMod},
	{named("pom.xml"), catalog.Maven, readPOM},
	{named("gradle.lockfile"), catalog.Maven, readGradleLock},
	{isRequirements, catalog.PyPI, readRequirements},
	{named("poetry.lock", "uv.lock", "pdm.lock"), catalog.PyPI, readPythonLock},
	{named("package-lock.json", "npm-shrinkwrap.json"), catalog.NPM, readNPMLock},
}

func named(names ...string) func(string) bool {
	return func(base string) bool {
		for _, n := range names {
			if base == n {
				return true
			}
		}
		return false
	}
}

func kindOf(in format.Input) *kind {
	base := path.Base(in.Path)
	for i := range kinds {
		if kinds[i].is(base) {
			return &kinds[i]
		}
	}
	return nil
}

// Claims tells build files by their names. Of these it takes those that name a
// Kafka client.
func (Format) Claims(in format.Input) bool {
	k := kindOf(in)
	if k == nil {
		return false
	}
	for _, l := range catalog.Libraries(k.of) {
		_, artifact, grouped := strings.Cut(l.Package, ":")
		if !grouped {
			artifact = l.Package
		}
		if bytes.Contains(in.Text, []byte(artifact)) || k.of == catalog.PyPI && hasNormal(in.Text, artifact) {
			return true
		}
	}
	return false
}

// Read adds the Kafka clients to the document.
func (Format) Read(in format.Input, doc *model.Document, _ *model.Builder) error {
	k := kindOf(in)
	if k == nil {
		return format.ErrNotKafka
	}
	err := k.read(in, finder{k.of, doc})
	if err == nil && len(doc.Libraries) == 0 {
		return format.ErrNotKafka
	}
	return err
}

// finder keeps the packages that are Kafka clients.
type finder struct {
	of  catalog.Ecosystem
	doc *model.Document
}

// add keeps a package if it is a Kafka client whose version the file gives.
func (f finder) add(name string, version model.Value) {
	if l, is := catalog.LibraryOf(f.of, name); is && version.IsSet() {
		f.doc.Libraries = append(f.doc.Libraries, model.Library{Product: l.Product, Package: l.Package, Version: version})
	}
}
