package yamlx

import (
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Limits on one document, far beyond any real one. Within them whatever a
// reader does with a document takes a time that its size bounds.
const (
	maxAliased = 1_000_000 // values that aliases stand for
	maxDepth   = 1000      // levels, aliases followed
)

// bytesPerValue is how much text counts as one value more: a long text that
// many aliases name is work, too.
const bytesPerValue = 64

// extent is how large a part of a document is once aliases are followed.
type extent struct {
	values  int
	aliased int // of the values, those that an alias brings
	depth   int
}

// meter measures a document from its top to its end. An anchor stands before
// its aliases, so what an alias names was measured before, or contains it.
type meter struct {
	known map[*yaml.Node]extent
	loop  *yaml.Node // an alias inside what it names
}

// withinLimits refuses a document whose aliases explode or lead into
// themselves, or that nests too deep.
func withinLimits(root *yaml.Node) *format.SyntaxError {
	m := meter{known: map[*yaml.Node]extent{}}
	switch e := m.measure(root); {
	case m.loop != nil:
		return format.Errorf(m.loop.Line, m.loop.Column, "the alias *%s stands inside what it names", m.loop.Value)
	case e.aliased > maxAliased:
		return format.Errorf(root.Line, root.Column, "holds aliases that expand to more than %d values", maxAliased)
	case e.depth > maxDepth:
		return format.Errorf(root.Line, root.Column, "nests deeper than %d levels", maxDepth)
	}
	return nil
}

func (m *meter) measure(y *yaml.Node) extent {
	if y.Kind == yaml.AliasNode {
		return m.alias(y)
	}
	e := extent{values: 1 + len(y.Value)/bytesPerValue}
	for _, c := range y.Content {
		e = e.with(m.measure(c))
	}
	if e.depth++; y.Anchor != "" {
		m.known[y] = e
	}
	return e
}

func (m *meter) alias(y *yaml.Node) extent {
	e, known := m.known[y.Alias]
	if !known {
		m.loop = y
	}
	e.aliased = e.values
	return e
}

// with adds a part. Numbers stop growing far above the limits, before they
// overflow.
func (e extent) with(part extent) extent {
	const enough = 1 << 40
	return extent{
		values:  min(e.values+part.values, enough),
		aliased: min(e.aliased+part.aliased, enough),
		depth:   max(e.depth, part.depth),
	}
}
