package build

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/modfile"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// readGoMod reads the requirements of a main module: each is the version that is
// built, because go.mod names the highest that anything asks for (Go modules
// reference, minimal version selection).
func readGoMod(in format.Input, found finder) error {
	f, err := modfile.Parse(in.Path, in.Text, nil)
	if err != nil {
		return goModError(err)
	}
	g := goMod{in, strings.Split(string(in.Text), "\n"), f}
	for _, r := range f.Require {
		name, version := r.Mod.Path, model.KnownValue(r.Mod.Version, g.at(r.Syntax, r.Mod.Version))
		if to := g.replaced(r); to != nil {
			name, version = g.replacement(r, to)
		}
		found.add(name, version)
	}
	return nil
}

// goMod is a go.mod with its lines.
type goMod struct {
	in    format.Input
	lines []string
	file  *modfile.File
}

// replaced is the replacement that holds for a requirement; nil if none does. One
// of the version itself holds before one of all versions (Go modules reference,
// replace).
func (g goMod) replaced(r *modfile.Require) *modfile.Replace {
	for _, version := range []string{r.Mod.Version, ""} {
		for _, to := range g.file.Replace {
			if to.Old.Path == r.Mod.Path && to.Old.Version == version {
				return to
			}
		}
	}
	return nil
}

// replacement is what a requirement is replaced by: another version of it, or of
// another Kafka client. Of a fork or a directory nothing is known.
func (g goMod) replacement(r *modfile.Require, to *modfile.Replace) (name string, version model.Value) {
	at := g.at(to.Syntax, to.New.Version)
	_, client := catalog.LibraryOf(catalog.GoModules, to.New.Path)
	switch {
	case to.New.Version == "":
		return r.Mod.Path, model.UnknownValue(to.New.Path, "a directory replaces the module", at)
	case !client:
		return r.Mod.Path, model.UnknownValue(to.New.Version, to.New.Path+" replaces the module", at)
	}
	return to.New.Path, model.KnownValue(to.New.Version, at)
}

// at is where a word stands in the line of a statement.
func (g goMod) at(statement *modfile.Line, word string) model.Origin {
	start := statement.Start
	column := start.LineRune
	if text := g.lines[start.Line-1]; word != "" && strings.Contains(text, word) {
		column = utf8.RuneCountInString(text[:strings.LastIndex(text, word)]) + 1
	}
	return g.in.At(start.Line, column)
}

// goModError is the first fault of a go.mod.
func goModError(err error) error {
	var list modfile.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return format.Errorf(1, 1, "is not a valid go.mod: %v", err)
	}
	first := list[0]
	return format.Errorf(max(first.Pos.Line, 1), max(first.Pos.LineRune, 1), "is not a valid go.mod: %v", first.Err)
}
