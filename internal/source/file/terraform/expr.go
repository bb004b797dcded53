package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// maxExpr is how deep an expression may nest to be worked out.
const maxExpr = 100

// expr is an expression as a node: known where it consists of literals.
func (s source) expr(e hclsyntax.Expression, depth int) node {
	if depth > maxExpr {
		return s.unresolved(e)
	}
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.expr(e.Expression, depth+1)
	case *hclsyntax.ObjectConsExpr:
		return s.object(e, depth)
	case *hclsyntax.TupleConsExpr:
		n := node{kind: list, at: s.start(e.SrcRange)}
		for _, item := range e.Exprs {
			n.items = append(n.items, s.expr(item, depth+1))
		}
		return n
	case *hclsyntax.FunctionCallExpr:
		return s.call(e, depth)
	default:
		return s.literal(e)
	}
}

// unresolved is an expression that only Terraform can work out.
func (s source) unresolved(e hclsyntax.Expression) node {
	text := s.text(e.Range())
	return node{kind: unknown, text: text, why: "it is " + shortened(text) + ": lint the plan", at: s.start(e.Range())}
}

func shortened(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// object is a map. A key that is an expression may be any key.
func (s source) object(e *hclsyntax.ObjectConsExpr, depth int) node {
	n := node{kind: object, at: s.start(e.SrcRange)}
	for _, item := range e.Items {
		key, known := objectKey(item.KeyExpr)
		if !known {
			open := s.unresolved(item.KeyExpr)
			n.text, n.why = open.text, "a key of it "+strings.TrimPrefix(open.why, "it ")
			continue
		}
		n.fields = append(n.fields, field{name: key, at: s.start(item.KeyExpr.Range()), value: s.expr(item.ValueExpr, depth+1)})
	}
	return n
}

func objectKey(e hclsyntax.Expression) (string, bool) {
	key, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || !isBareWord(key) && !isPlain(key.Wrapped, 0) {
		return "", false
	}
	v, diags := key.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	return textOf(v)
}

// isBareWord tells whether a key is a name without quotes, which stands for
// itself.
func isBareWord(key *hclsyntax.ObjectConsKeyExpr) bool {
	traversal, ok := key.Wrapped.(*hclsyntax.ScopeTraversalExpr)
	return ok && !key.ForceNonLiteral && len(traversal.Traversal) == 1
}

// call looks into the functions that only pass a map on: tomap, jsonencode,
// and merge, whose later arguments win.
func (s source) call(e *hclsyntax.FunctionCallExpr, depth int) node {
	switch {
	case (e.Name == "tomap" || e.Name == "jsonencode") && len(e.Args) == 1:
		if n := s.expr(e.Args[0], depth+1); n.kind == object {
			return n
		}
	case e.Name == "merge" && !e.ExpandFinal:
		return s.merge(e, depth)
	}
	return s.unresolved(e)
}

func (s source) merge(e *hclsyntax.FunctionCallExpr, depth int) node {
	n := node{kind: object, at: s.start(e.Range())}
	index := map[string]int{}
	for _, arg := range e.Args {
		next := s.expr(arg, depth+1)
		if next.kind != object || next.why != "" {
			// It may hold anything, also what stood before it.
			n.fields, index = nil, map[string]int{}
			n.text, n.why = next.text, next.why
			if next.kind != object && next.kind != unknown {
				return s.unresolved(e)
			}
		}
		for _, f := range next.fields {
			if i, again := index[f.name]; again {
				n.fields[i] = f
				continue
			}
			index[f.name] = len(n.fields)
			n.fields = append(n.fields, f)
		}
	}
	return n
}

// literal works out what consists of literals alone, as 10 * 1024 * 1024.
func (s source) literal(e hclsyntax.Expression) node {
	if !isPlain(e, 0) {
		return s.unresolved(e)
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		return s.unresolved(e)
	}
	if v.IsNull() {
		return node{at: s.start(e.Range())}
	}
	text, ok := textOf(v)
	if !ok {
		return s.unresolved(e)
	}
	return node{kind: scalar, text: text, at: s.start(e.Range()), lines: s.heredoc(e)}
}

// isPlain tells whether an expression needs nothing but itself. Loops are
// left out: they can be made to run for ever.
func isPlain(e hclsyntax.Expression, depth int) bool {
	if depth > maxExpr {
		return false
	}
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.ParenthesesExpr:
		return isPlain(e.Expression, depth+1)
	case *hclsyntax.UnaryOpExpr:
		return isPlain(e.Val, depth+1)
	case *hclsyntax.BinaryOpExpr:
		return isPlain(e.LHS, depth+1) && isPlain(e.RHS, depth+1)
	case *hclsyntax.ConditionalExpr:
		return isPlain(e.Condition, depth+1) && isPlain(e.TrueResult, depth+1) && isPlain(e.FalseResult, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return isPlain(e.Wrapped, depth+1)
	case *hclsyntax.TemplateExpr:
		for _, part := range e.Parts {
			if !isPlain(part, depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// maxExponent bounds the numbers that are written out: Kafka's end at 2^63.
const maxExponent = 1024

// textOf is a value as Terraform turns it into a string.
func textOf(v cty.Value) (string, bool) {
	switch {
	case v.IsNull() || !v.IsKnown():
		return "", false
	case v.Type() == cty.String:
		return v.AsString(), true
	case v.Type() == cty.Bool && v.True():
		return "true", true
	case v.Type() == cty.Bool:
		return "false", true
	case v.Type() != cty.Number:
		return "", false
	}
	number := v.AsBigFloat()
	if exponent := number.MantExp(nil); number.IsInf() || exponent > maxExponent || exponent < -maxExponent {
		return "", false
	}
	return number.Text('f', -1), true
}

// heredoc is the lines of a text between markers, where they stand for
// themselves.
func (s source) heredoc(e hclsyntax.Expression) []line {
	r := e.Range()
	text := string(s.in.Text[r.Start.Byte:r.End.Byte])
	if !strings.HasPrefix(text, "<<") || strings.Contains(text, "$${") || strings.Contains(text, "%%{") {
		return nil
	}
	var out []line
	first, _ := s.place(r.Start.Byte)
	rows := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i, row := range rows[1:max(len(rows)-1, 1)] {
		out = append(out, line{strings.TrimSuffix(row, "\r"), s.in.At(first+1+i, 1)})
	}
	return out
}
