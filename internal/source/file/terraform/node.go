package terraform

import (
	"github.com/breakwaterhq/breakwater/internal/model"
)

// kind is the shape of a node.
type kind uint8

const (
	nothing kind = iota // not there, or null
	scalar              // a string, a number or a boolean
	object
	list
	unknown // only known after apply, withheld, or an expression that needs Terraform
)

// node is a value of a plan or of a .tf file, with the place where it begins.
type node struct {
	kind   kind
	text   string // of a scalar; of an unknown value its expression
	why    string // why an unknown value is unknown; of an object: why it may have more fields than these
	at     model.Origin
	fields []field // in the order of the text, duplicates included
	items  []node
	lines  []line // of a heredoc: its lines in the text
}

type field struct {
	name  string
	at    model.Origin
	value node
}

// line is a line of a text that holds a language of its own.
type line struct {
	text string
	at   model.Origin
}

// get follows a path of names. A block is a list with one item, so a list on
// the way stands for its first. A field that an object may have and does not
// show is unknown.
func (n node) get(path ...string) node {
	for _, name := range path {
		n = n.first().child(name)
	}
	return n
}

// first is the first item of a list, and anything else itself.
func (n node) first() node {
	if n.kind != list {
		return n
	}
	if len(n.items) == 0 {
		return node{}
	}
	return n.items[0]
}

func (n node) child(name string) node {
	if n.kind == unknown {
		return n
	}
	for i := len(n.fields) - 1; i >= 0; i-- {
		if n.fields[i].name == name {
			return n.fields[i].value
		}
	}
	if n.why != "" {
		return node{kind: unknown, text: n.text, why: n.why, at: n.at}
	}
	return node{}
}

// literal is the text of a known scalar; "" for anything else.
func (n node) literal() string {
	if n.kind == scalar {
		return n.text
	}
	return ""
}

// value is a scalar as a model value, with the address of its resource.
func (n node) value(address string) model.Value {
	at := addressed(n.at, address)
	switch n.kind {
	case nothing:
		return model.Value{}
	case scalar:
		return model.KnownValue(n.text, at)
	case unknown:
		return model.UnknownValue(n.text, n.why, at)
	default:
		return model.UnknownValue("", "several values stand where one is expected", at)
	}
}

func addressed(at model.Origin, address string) model.Origin {
	at.Address = address
	return at
}

// masked is the node without what a mask hides. A mask has the shape of the
// value that it belongs to, and true where something is hidden: all of it,
// or one field of an object.
func (n node) masked(mask node, why string) node {
	switch {
	case mask.literal() == "true":
		at := n.at
		if at.IsZero() {
			at = mask.at
		}
		return node{kind: unknown, why: why, at: at}
	case mask.kind == object && (n.kind == object || n.kind == nothing):
		return n.maskedFields(mask, why)
	case mask.kind == list && (n.kind == list || n.kind == nothing):
		return n.maskedItems(mask, why)
	}
	return n
}

func (n node) maskedFields(mask node, why string) node {
	index := make(map[string]int, len(n.fields))
	fields := make([]field, len(n.fields), len(n.fields)+len(mask.fields))
	for i, f := range n.fields {
		fields[i], index[f.name] = f, i
	}
	for _, m := range mask.fields {
		i, found := index[m.name]
		if found {
			fields[i].value = fields[i].value.masked(m.value, why)
		} else if hidden := (node{}).masked(m.value, why); hidden.kind != nothing {
			fields = append(fields, field{name: m.name, at: m.at, value: hidden})
		}
	}
	if n.kind == nothing && len(fields) == 0 {
		return n
	}
	n.kind, n.fields = object, fields
	return n
}

func (n node) maskedItems(mask node, why string) node {
	items := append([]node(nil), n.items...)
	for i, m := range mask.items {
		switch {
		case i < len(items):
			items[i] = items[i].masked(m, why)
		default:
			if hidden := (node{}).masked(m, why); hidden.kind != nothing {
				items = append(items, hidden)
			}
		}
	}
	if n.kind == nothing && len(items) == 0 {
		return n
	}
	n.kind, n.items = list, items
	return n
}
