package terraform

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// source turns the syntax of a .tf file into nodes.
type source struct{ places }

// resources lists the resources that are read here. One with count = 0 is not
// there; of one with another count or for_each there is one.
func (s source) resources(body *hclsyntax.Body) []resource {
	var out []resource
	aliased := false
	for _, block := range body.Blocks {
		if block.Type != "resource" || len(block.Labels) != 2 || shapes[block.Labels[0]] == nil {
			continue
		}
		r := resource{
			shape: shapes[block.Labels[0]], format: sourceFormat, file: s.in.Path,
			address: strings.Join(block.Labels, "."), at: s.start(block.TypeRange), body: s.body(block.Body),
		}
		if r.body.get("count").literal() == "0" {
			continue
		}
		r.scope, _, _ = strings.Cut(block.Labels[0], "_")
		if provider := block.Body.Attributes["provider"]; provider != nil {
			r.scope = strings.Trim(s.text(provider.Expr.Range()), `"`)
		}
		aliased = aliased || strings.Contains(r.scope, ".")
		out = append(out, r)
	}
	for i := range out {
		// A provider stands for one cluster, but without an alias every
		// cluster's is called the same.
		if aliased {
			out[i].scope = path.Join(path.Dir(s.in.Path), out[i].scope)
		} else {
			out[i].scope = ""
		}
	}
	return out
}

func (s source) start(r hcl.Range) model.Origin { return s.at(r.Start.Byte) }

// text is the source of an expression on one line.
func (s source) text(r hcl.Range) string {
	return strings.Join(strings.Fields(string(s.in.Text[r.Start.Byte:r.End.Byte])), " ")
}

// body is a block's content: its arguments, and its blocks as lists.
func (s source) body(b *hclsyntax.Body) node {
	n := node{kind: object}
	for _, a := range b.Attributes {
		n.fields = append(n.fields, field{name: a.Name, at: s.start(a.NameRange), value: s.expr(a.Expr, 0)})
	}
	slices.SortFunc(n.fields, func(a, b field) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Column, b.at.Column))
	})
	blocks := map[string]int{}
	for _, block := range b.Blocks {
		f := s.block(block)
		if i, again := blocks[f.name]; again && n.fields[i].value.kind == list {
			n.fields[i].value.items = append(n.fields[i].value.items, f.value.items...)
			continue
		}
		blocks[f.name] = len(n.fields)
		n.fields = append(n.fields, f)
	}
	return n
}

func (s source) block(b *hclsyntax.Block) field {
	at := s.start(b.TypeRange)
	if b.Type == "dynamic" && len(b.Labels) == 1 {
		return field{name: b.Labels[0], at: at, value: node{kind: unknown, text: "dynamic", why: "it is a dynamic block: lint the plan", at: at}}
	}
	inner := s.body(b.Body)
	inner.at = at
	return field{name: b.Type, at: at, value: node{kind: list, at: at, items: []node{inner}}}
}
