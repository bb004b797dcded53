package file

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// hclSuppressions reads the comments of a Terraform text. One behind
// something covers its line; one on its own line covers the next block or
// argument up to its end.
func hclSuppressions(in format.Input) []model.Suppression {
	tokens, _ := hclsyntax.LexConfig(in.Text, in.Path, hcl.InitialPos)
	walk := hclWalk{in: in}
	for _, t := range tokens {
		walk.step(t)
	}
	walk.found.nothing()
	return walk.found.all
}

type hclWalk struct {
	in    format.Input
	found suppressed
	depth int       // brackets that are open
	last  int       // the line on which the last token that is no comment ends
	open  []hclOpen // covered blocks and arguments that have not ended, outermost first
}

// hclOpen is a block or argument that suppressions cover.
type hclOpen struct {
	by    []int // the suppressions
	depth int
}

func (w *hclWalk) step(t hclsyntax.Token) {
	line := t.Range.Start.Line
	if isHCLSpace(t) {
		w.comment(t)
		if bytes.HasSuffix(t.Bytes, []byte("\n")) {
			w.end(w.depth)
		}
		return
	}
	if t.Type == hclsyntax.TokenEOF {
		w.end(0)
		return
	}
	w.depth = max(w.depth+nesting(t), 0)
	w.end(w.depth + 1)
	if nesting(t) < 0 {
		w.found.nothing()
	}
	if by := w.found.waiting; len(by) > 0 {
		w.open = append(w.open, hclOpen{by, w.depth - max(nesting(t), 0)})
		w.found.cover(lines{line, line})
	}
	w.last = t.Range.End.Line
}

func (w *hclWalk) comment(t hclsyntax.Token) {
	if t.Type != hclsyntax.TokenComment {
		return
	}
	text, marked := afterMark(hclComment(string(t.Bytes)))
	start := t.Range.Start
	switch {
	case !marked:
	case w.last == start.Line:
		w.found.addOver(text, w.in.At(start.Line, start.Column), lines{start.Line, start.Line})
	default:
		w.found.add(text, w.in.At(start.Line, start.Column))
	}
}

// end closes what began at a depth or deeper.
func (w *hclWalk) end(depth int) {
	for len(w.open) > 0 && w.open[len(w.open)-1].depth >= depth {
		for _, i := range w.open[len(w.open)-1].by {
			w.found.all[i].LastLine = w.last
		}
		w.open = w.open[:len(w.open)-1]
	}
}

// hclComment is a comment's text without its signs.
func hclComment(text string) string {
	text = strings.TrimRight(text, "\r\n")
	if inner, block := strings.CutPrefix(text, "/*"); block {
		return strings.TrimSpace(strings.TrimSuffix(inner, "*/"))
	}
	return strings.TrimPrefix(strings.TrimPrefix(text, "//"), "#")
}

func isHCLSpace(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment
}

// nesting is by how much a token deepens what it stands in.
func nesting(t hclsyntax.Token) int {
	switch t.Type {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOHeredoc,
		hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		return 1
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCHeredoc,
		hclsyntax.TokenTemplateSeqEnd:
		return -1
	}
	return 0
}
