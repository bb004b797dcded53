package yamlx

import (
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Node is a place in a document: a mapping, a sequence, a scalar, or nothing.
// Asking nothing for a child gives nothing again, so that a path can be
// followed without a check at each step.
type Node struct {
	yaml *yaml.Node
	doc  *document
}

// document is what the nodes of one document share.
type document struct {
	file     string
	text     []byte                 // of the whole file; nil where only the values are known
	mappings map[*yaml.Node]mapping // those that are worth working out once
	paths    bool                   // nodes know their paths: see place
}

// below is a node one step down.
func (n Node) below(child *yaml.Node) Node { return Node{yaml: child, doc: n.doc} }

// follow is the node that an alias stands for.
func (n Node) follow() Node {
	n.yaml = target(n.yaml)
	return n
}

// target follows an alias. An alias cannot have an anchor, so one step is
// enough.
func target(y *yaml.Node) *yaml.Node {
	if y != nil && y.Kind == yaml.AliasNode {
		return y.Alias
	}
	return y
}

// Exists tells whether there is anything here. An explicit null is nothing.
func (n Node) Exists() bool { return n.yaml != nil && !n.IsNull() }

// IsNull tells whether a null stands here.
func (n Node) IsNull() bool {
	y := target(n.yaml)
	return y != nil && y.Kind == yaml.ScalarNode && y.Tag == "!!null"
}

// At is the place of the node; that of the alias where one stands for it. Of an
// object that stands in no file it is the path inside the object.
func (n Node) At() model.Origin {
	if n.yaml == nil {
		return model.Origin{}
	}
	if !n.doc.paths {
		return model.AtFile(n.doc.file, n.yaml.Line, n.yaml.Column)
	}
	at := model.Origin{Address: pathOf(n.yaml)}
	if n.doc.file != "" {
		at.File, at.Line, at.Column = n.doc.file, n.yaml.Line, n.yaml.Column
	}
	return at
}

// Span is the first line and the last on which something of the node begins.
// An alias stands for what it names; aliases below it are not followed.
func (n Node) Span() (first, last int) {
	y := target(n.yaml)
	if y == nil {
		return 0, 0
	}
	return y.Line, lastLine(y)
}

func lastLine(y *yaml.Node) int {
	last := y.Line
	for _, c := range y.Content {
		last = max(last, lastLine(c))
	}
	return last
}

// IsMap and its siblings tell the node's shape, aliases followed.
func (n Node) IsMap() bool { return n.kind() == yaml.MappingNode }

// IsList tells whether the node is a sequence.
func (n Node) IsList() bool { return n.kind() == yaml.SequenceNode }

// IsScalar tells whether the node is a single value, null left out.
func (n Node) IsScalar() bool { return n.Exists() && n.kind() == yaml.ScalarNode }

func (n Node) kind() yaml.Kind {
	if y := target(n.yaml); y != nil {
		return y.Kind
	}
	return 0
}
