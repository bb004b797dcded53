package timeline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Parse reads a file. An error names its line as NAME:LINE; a line that cannot
// happen, as one about a topic that is not there, is one, too.
func Parse(name, text string) (*Script, error) {
	s := &Script{Name: name, cycle: 5 * time.Second, until: -1}
	p := parser{script: s}
	for i, line := range strings.Split(text, "\n") {
		if raw, ok := strings.CutPrefix(line, "policy "); ok {
			p.policy = append(p.policy, raw)
			continue
		}
		words, err := split(line)
		if err == nil && len(words) > 0 {
			err = p.line(words, i+1)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	s.Policy = p.policyText()
	slices.SortStableFunc(s.steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	if err := s.end(); err != nil {
		return nil, err
	}
	return s, s.Play(func(time.Time, *model.Builder) {})
}

// parser is what lines add up to.
type parser struct {
	script   *Script
	policy   []string // lines below no rule
	settings []string // lines of rules:
}

func (p *parser) line(words []string, line int) (err error) {
	s, verb, rest := p.script, words[0], words[1:]
	switch verb {
	case "rule":
		s.Rules = append(s.Rules, rest...)
	case "cycle", "until":
		return p.clock(verb, rest)
	case "settings":
		return p.setting(rest)
	case "expect":
		e, err := parseExpect(rest, line)
		s.Expects = append(s.Expects, e)
		return err
	default:
		return p.step(words, line)
	}
	if len(rest) == 0 {
		return fmt.Errorf("%s wants more", verb)
	}
	return nil
}

func (p *parser) clock(verb string, rest []string) error {
	if len(rest) != 1 {
		return fmt.Errorf("%s wants one length of time", verb)
	}
	d, err := duration(rest[0])
	switch {
	case err != nil:
		return err
	case d <= 0:
		return fmt.Errorf("%s must be longer than nothing", verb)
	case verb == "cycle":
		p.script.cycle = d
	default:
		p.script.until = d
	}
	return nil
}

// step reads a line that changes the world. One without at holds from the
// start.
func (p *parser) step(words []string, line int) (err error) {
	s := step{line: line}
	if words[0] == "at" {
		if len(words) < 3 {
			return errors.New("at wants a time and what happens then")
		}
		if s.at, err = duration(words[1]); err != nil {
			return err
		}
		words = words[2:]
	}
	s.do, err = actionOf(words[0], words[1:])
	p.script.steps = append(p.script.steps, s)
	return err
}

// setting is a line of a policy about one rule. What is no field of a policy
// is a parameter of the rule.
func (p *parser) setting(words []string) error {
	if len(words) < 2 {
		return errors.New("settings wants a rule and NAME=VALUE")
	}
	var fields, params []string
	for _, w := range words[1:] {
		name, value, ok := strings.Cut(w, "=")
		switch {
		case !ok:
			return fmt.Errorf("%q is not NAME=VALUE", w)
		case slices.Contains([]string{"settle", "clear", "severity"}, name):
			fields = append(fields, name+": "+value)
		default:
			params = append(params, name+": "+value)
		}
	}
	if len(params) > 0 {
		fields = append(fields, "params: {"+strings.Join(params, ", ")+"}")
	}
	p.settings = append(p.settings, "  "+words[0]+": {"+strings.Join(fields, ", ")+"}")
	return nil
}

func (p *parser) policyText() string {
	lines := p.policy
	if len(p.settings) > 0 {
		lines = append(append(lines, "rules:"), p.settings...)
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// end finds when the file ends, and holds the expectations against its cycles.
func (s *Script) end() error {
	last := time.Duration(0)
	for _, st := range s.steps {
		last = max(last, st.at)
	}
	for _, e := range s.Expects {
		if e.At%s.cycle != 0 {
			return fmt.Errorf("%s:%d: nothing is looked at after %s: a cycle is %s", s.Name, e.Line, e.At, s.cycle)
		}
		last = max(last, e.At)
	}
	if s.until < 0 {
		s.until = last
		if over := last % s.cycle; over > 0 {
			s.until += s.cycle - over
		}
	}
	if last > s.until {
		return fmt.Errorf("%s: it ends after %s, and its last line is of %s", s.Name, s.until, last)
	}
	return nil
}
