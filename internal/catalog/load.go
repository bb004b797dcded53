package catalog

import (
	_ "embed" // for the catalogue itself
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// The file is plain text on purpose: a new Kafka version can be reviewed as a
// diff, the bytes depend on no compressor's version, and it loads faster.
//
//go:embed catalog.tsv
var file string

// catalogue is the parsed file. Its strings share the file's memory.
type catalogue struct {
	versions []model.Version
	releases []string
	defs     []Definition // sorted by layer and name
	keys     map[model.Key][]*Definition
	synonyms map[string]string // broker key to topic key
	words    sync.Map          // of listed to *words
}

// data is parsed on first need, so that a command without Kafka keys pays
// nothing. The file is part of the binary: one that cannot be read is a bug of
// the build, not of the user.
var data = sync.OnceValue(func() *catalogue {
	c, err := parse(file)
	if err != nil {
		panic("catalog.tsv: " + err.Error())
	}
	return c
})

// line is the index of a version; -1 if it is not there.
func (c *catalogue) line(v model.Version) int {
	for i, known := range c.versions {
		if known == v {
			return i
		}
	}
	return -1
}

func parse(text string) (*catalogue, error) {
	head, rest, _ := strings.Cut(text, "\n")
	c := &catalogue{releases: strings.Fields(head)}
	for _, release := range c.releases {
		v, err := model.ParseVersion(release)
		if err != nil {
			return nil, err
		}
		c.versions = append(c.versions, v)
	}
	c.defs = make([]Definition, 0, strings.Count(rest, "\n"))
	for n := 2; rest != ""; n++ {
		var row string
		row, rest, _ = strings.Cut(rest, "\n")
		d, err := parseRow(row)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		c.defs = append(c.defs, d)
	}
	c.index()
	return c, nil
}

// index follows the order of the rows: those of one key stand together, so
// its definitions are one stretch of a shared slice.
func (c *catalogue) index() {
	c.keys = make(map[model.Key][]*Definition, len(c.defs))
	c.synonyms = make(map[string]string, 64)
	all := make([]*Definition, len(c.defs))
	for i, start := 0, 0; i < len(c.defs); i++ {
		d := &c.defs[i]
		all[i] = d
		if first := all[start]; first.Name != d.Name || first.Layer != d.Layer {
			start = i
		}
		c.keys[model.Key{Layer: d.Layer, Name: d.Name}] = all[start : i+1 : i+1]
		for _, s := range d.Synonyms {
			c.synonyms[s.Name] = d.Name
		}
	}
}

// columns of a row, in the order that tools/cataloggen writes.
const columns = 10

func parseRow(row string) (d Definition, err error) {
	var cell [columns]string
	for i := range cell {
		cell[i], row, _ = strings.Cut(row, "\t")
	}
	layer, okLayer := model.ParseLayer(cell[0])
	mask, errMask := strconv.ParseUint(cell[2], 16, 32)
	kind, okType := number(typeNames[:], cell[3])
	importance, okImportance := number(importanceNames[:], cell[6])
	update, okUpdate := number(updateNames[:], cell[7])
	valid, errValid := parseValidator(cell[5])
	if !okLayer || errMask != nil || !okType || !okImportance || !okUpdate || errValid != nil {
		return d, fmt.Errorf("bad row for %s %s", cell[0], cell[1])
	}
	d = Definition{
		Name: cell[1], Layer: layer, Type: Type(kind), Valid: valid, lines: uint32(mask),
		Importance: Importance(importance), Update: UpdateMode(update),
		Internal: strings.Contains(cell[8], "internal"), DynamicOnly: strings.Contains(cell[8], "dynamic-only"),
	}
	d.setDefault(cell[4])
	d.Synonyms, err = parseSynonyms(cell[9])
	return d, err
}

// setDefault reads "=VALUE", "null", or "" for a required key.
func (d *Definition) setDefault(cell string) {
	d.HasDefault = cell != ""
	d.NullDefault = cell == "null"
	if !d.NullDefault && d.HasDefault {
		d.Default = cell[1:]
	}
}

// parseSynonyms reads "log.retention.ms*1 log.retention.minutes*60000".
func parseSynonyms(cell string) (synonyms []Synonym, err error) {
	for _, word := range strings.Fields(cell) {
		name, factor, _ := strings.Cut(word, "*")
		n, err := strconv.ParseInt(factor, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("synonym %q: %w", word, err)
		}
		synonyms = append(synonyms, Synonym{Name: name, Factor: n})
	}
	return synonyms, nil
}
