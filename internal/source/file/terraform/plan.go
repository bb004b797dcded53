package terraform

import (
	"bytes"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Plan reads the JSON of terraform show -json.
type Plan struct{}

var _ format.Format = Plan{}

// planFormat is the format of topics that a plan declares.
const planFormat = "terraform-plan"

// Name is the format's name in reports.
func (Plan) Name() string { return planFormat }

// Claims looks for the fields that only a plan has. A state has no changes
// and is nobody's plan.
func (Plan) Claims(in format.Input) bool {
	text := bytes.TrimLeft(in.Text, " \t\r\n")
	return len(text) > 0 && text[0] == '{' && bytes.Contains(text, []byte(`"format_version"`)) &&
		(bytes.Contains(text, []byte(`"resource_changes"`)) || bytes.Contains(text, []byte(`"planned_values"`)))
}

// Read adds the topics as they will be, and as they were. Of what does not
// concern Kafka only the syntax is looked at.
func (Plan) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	if !mentions(in.Text) {
		return format.ErrNotKafka
	}
	p := plan{parser: newParser(in), doc: doc, builder: b, providers: map[string]string{}}
	if err := p.read(); err != nil {
		return err
	}
	if !p.found {
		return format.ErrNotKafka
	}
	return nil
}

// plan is what is gathered of a plan while it is read.
type plan struct {
	*parser
	doc       *model.Document
	builder   *model.Builder
	version   node
	changes   []node
	providers map[string]string // address in the root module → provider, as "kafka.plant"
	aliased   bool              // one of the providers has an alias
	found     bool
}

func (p *plan) read() *format.SyntaxError {
	err := p.members(func(key string, _ model.Origin) (err *format.SyntaxError) {
		switch key {
		case "format_version":
			p.version, err = p.value(0, true)
		case "resource_changes":
			err = p.mentioning(func(n node) { p.changes = append(p.changes, n) })
		case "configuration":
			err = p.within("root_module", func() *format.SyntaxError {
				return p.within("resources", func() *format.SyntaxError { return p.mentioning(p.provider) })
			})
		default:
			err = p.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case p.peek() != 0:
		return p.fail("something stands behind the end of the plan")
	}
	if v := p.version; !strings.HasPrefix(v.text, "1.") {
		return format.Errorf(v.at.Line, v.at.Column, "is a Terraform plan of format_version %q: only 1.x can be read, which Terraform writes from 1.1 on and OpenTofu always", v.text)
	}
	for _, n := range p.changes {
		p.change(n)
	}
	return nil
}

// provider notes by which provider a resource of the root module is made.
func (p *plan) provider(n node) {
	name := n.get("provider_config_key").literal()
	p.providers[n.get("address").literal()] = name
	p.aliased = p.aliased || strings.Contains(name, ".")
}

// within walks an object and reads one of its members; anything else is
// stepped over.
func (p *plan) within(name string, read func() *format.SyntaxError) *format.SyntaxError {
	if p.peek() != '{' {
		return p.skip()
	}
	return p.members(func(key string, _ model.Origin) *format.SyntaxError {
		if key == name {
			return read()
		}
		return p.skip()
	})
}

// mentioning keeps the elements of an array that mention a type which is read
// here. The others, often thousands, are stepped over.
func (p *plan) mentioning(keep func(node)) *format.SyntaxError {
	if p.peek() != '[' {
		return p.skip()
	}
	return p.elements(func() *format.SyntaxError {
		p.peek()
		start := p.pos
		if err := p.skip(); err != nil || !mentions(p.text[start:p.pos]) {
			return err
		}
		p.pos = start
		n, err := p.value(0, true)
		keep(n)
		return err
	})
}
