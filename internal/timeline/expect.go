package timeline

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Expect is one line that says what is to be found.
type Expect struct {
	At       time.Duration // since the start
	Line     int
	Kind     Kind
	Severity finding.Severity // of a finding
	Subject  string           // of a finding or an incident
	Rule     string           // "": the first that the file is about
	Below    string           // the rule of the finding's cause; "": it has none
	Texts    []string         // of the message, or of a skip's reason
}

// Kind is what an Expect is about.
type Kind uint8

// The kinds.
const (
	Nothing Kind = iota + 1 // the rules of the file find nothing
	Healthy                 // no rule finds or skips anything
	Finding
	Skipped
	Open  // the incident is open
	Clear // there is none, or it is over
)

// severityOf is the severity that a word names.
func severityOf(word string) (finding.Severity, bool) {
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		if s.String() == word {
			return s, true
		}
	}
	return finding.None, false
}

// parseExpect reads what follows the word expect.
func parseExpect(words []string, line int) (Expect, error) {
	if len(words) < 2 {
		return Expect{}, errors.New("expect wants a time and what is to be found")
	}
	e := Expect{Line: line}
	var err error
	if e.At, err = duration(words[0]); err != nil {
		return e, err
	}
	kinds := map[string]Kind{"nothing": Nothing, "healthy": Healthy, "skipped": Skipped, "open": Open, "clear": Clear}
	kind, known := kinds[words[1]]
	if e.Kind = kind; !known {
		if e.Severity, known = severityOf(words[1]); !known {
			return e, fmt.Errorf("%q is no severity, and none of nothing, healthy, skipped, open and clear", words[1])
		}
		e.Kind = Finding
	}
	rest := words[2:]
	if slices.Contains([]Kind{Finding, Open, Clear}, e.Kind) {
		if len(rest) == 0 {
			return e, fmt.Errorf("%s of what? A subject is missing", words[1])
		}
		e.Subject, rest = rest[0], rest[1:]
	}
	return e, e.options(rest)
}

func (e *Expect) options(words []string) error {
	for _, w := range words {
		name, value, pair := cutOption(w, "rule", "below")
		switch {
		case pair && name == "rule":
			e.Rule = value
		case pair && e.Kind == Finding:
			e.Below = value
		case pair || e.Kind != Finding && e.Kind != Skipped:
			return fmt.Errorf("%q has no meaning here", w)
		default:
			e.Texts = append(e.Texts, w)
		}
	}
	return nil
}
