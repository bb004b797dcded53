package terraform

import (
	"bytes"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// HCL reads Terraform .tf files. It knows literals alone: what a variable, a
// local value or a function gives is for the plan to tell.
type HCL struct{}

var _ format.Format = HCL{}

// sourceFormat is the format of topics that a .tf file declares.
const sourceFormat = "terraform"

// Name is the format's name in reports.
func (HCL) Name() string { return sourceFormat }

// Claims looks for a type that is read here. Documentation and programs quote
// Terraform, too, so the file's ending has a say; standard input has none.
func (HCL) Claims(in format.Input) bool {
	switch path.Ext(in.Path) {
	case ".tf", ".tofu", ".hcl", "":
		return bytes.Contains(in.Text, []byte("resource")) && mentions(in.Text)
	}
	return false
}

// Read adds the topics and brokers' settings of the text. Text that is not
// valid is refused only if it declares one.
func (HCL) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	body, err := parseHCL(in)
	switch {
	case err != nil && !declares(in.Text):
		return format.ErrNotKafka
	case err != nil && format.IsTemplate(in.Text):
		return format.TemplateError{}
	case err != nil:
		return err
	}
	s := source{places: newPlaces(in)}
	declared := s.resources(body)
	for _, r := range declared {
		if r.shape.broker {
			b.Broker(r.broker(doc))
		} else {
			b.Topic(r.topic(doc))
		}
	}
	if len(declared) == 0 {
		return format.ErrNotKafka
	}
	return nil
}

// parseHCL keeps the library from what would end the process: it descends
// once for each bracket, and a stack that is used up cannot be caught.
func parseHCL(in format.Input) (body *hclsyntax.Body, err *format.SyntaxError) {
	if line := tooDeep(in.Text); line > 0 {
		return nil, format.Errorf(line, 1, "is not valid Terraform: it nests deeper than any real configuration")
	}
	defer func() {
		if r := recover(); r != nil {
			body, err = nil, format.Errorf(1, 1, "is not valid Terraform: %v", r)
		}
	}()
	file, diags := hclsyntax.ParseConfig(in.Text, in.Path, hcl.InitialPos)
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return nil, syntaxError(in, d)
		}
	}
	return file.Body.(*hclsyntax.Body), nil
}

func syntaxError(in format.Input, d *hcl.Diagnostic) *format.SyntaxError {
	line, column := 1, 1
	if d.Subject != nil {
		line, column = newPlaces(in).place(min(d.Subject.Start.Byte, len(in.Text)))
	}
	summary := strings.TrimSuffix(d.Summary, ".")
	if first, size := utf8.DecodeRuneInString(summary); size > 0 {
		summary = string(unicode.ToLower(first)) + summary[size:]
	}
	detail, _, _ := strings.Cut(d.Detail, "\n")
	if detail = strings.TrimSuffix(detail, "."); detail != "" {
		summary += " (" + detail + ")"
	}
	return format.Errorf(line, column, "is not valid Terraform: %s", summary)
}

// The limits of nesting, far beyond real files and far below a stack's end.
const (
	maxBrackets  = 2000
	maxOperators = 20_000 // that nest without brackets: ? ! - and %{
)

// tooDeep is the first line where a text nests too deep; 0 if it does not.
// Brackets in strings count as well, because templates nest there.
func tooDeep(text []byte) (line int) {
	depth, operators, run := 0, 0, 0
	line = 1
	for i, c := range text {
		switch c {
		case '\n':
			line++
		case '(', '[', '{':
			depth++
			if i > 0 && text[i-1] == '%' {
				operators++
			}
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '?':
			operators++
		case '!', '-':
			run++
		case ' ', '\t':
			continue
		}
		if c != '!' && c != '-' {
			run = 0
		}
		if depth > maxBrackets || operators > maxOperators || run > maxOperators {
			return line
		}
	}
	return 0
}

// declares tells whether a text that cannot be parsed declares a resource
// that is read here.
func declares(text []byte) bool {
	for line := range bytes.Lines(text) {
		rest, found := bytes.CutPrefix(bytes.TrimLeft(line, " \t"), []byte("resource"))
		if found && bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte(`"`)) && mentions(rest) {
			return true
		}
	}
	return false
}
