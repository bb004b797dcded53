// Package ledger tells what became of acknowledged records: as text, and as the JSON
// document breakwater.ledger/v1, described by schemas/ledger.schema.json.
package ledger

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/ledger"
)

// Document is what one command found.
type Document struct {
	Command string // as "ledger verify"
	Sources []Source
	Summary ledger.Summary
	Replay  *Replay // nil unless something was to be put back
	Detail  bool    // all ranges, minutes and keys
	Next    string  // the command that puts back what is lost; empty if nothing is
}

// Source is where it stands what must be there.
type Source struct {
	Name     string
	Records  int
	Complete time.Time // zero for an audit log
	Notes    []string  // what the source lacks: nothing is called complete with them
	Remarks  []string  // what else is worth knowing
}

// Replay is what was put back.
type Replay struct {
	DryRun    bool
	Lost      int // before
	Sent      int // by this process
	Elsewhere int // put back by others meanwhile, or before
	NoPayload int // lost, and no source has what they held
	Unproven  int // left out: what the source has does not give the hash that was acknowledged
	Left      int // still lost
	Failures  []string
}

// Verdict is lost, undecided or complete.
func (d *Document) Verdict() string {
	lost, undecided := 0, len(d.Summary.Gaps)
	for v, n := range d.Summary.Counts {
		switch {
		case v.Lost():
			lost += n
		case v.Undecided():
			undecided += n
		}
	}
	switch {
	case lost > 0:
		return "lost"
	case undecided > 0 || d.incomplete() || d.Replay != nil && len(d.Replay.Failures) > 0:
		return "undecided"
	}
	return "complete"
}

// incomplete says whether a source lacks something.
func (d *Document) incomplete() bool {
	for _, s := range d.Sources {
		if len(s.Notes) > 0 {
			return true
		}
	}
	return false
}

// sum counts the records of some verdicts.
func sum(counts map[ledger.Verdict]int, which func(ledger.Verdict) bool) (n int) {
	for v, of := range counts {
		if which(v) {
			n += of
		}
	}
	return n
}

// figure is a number with its thousands apart.
func figure(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// are is a number as the subject of a sentence.
func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return figure(n) + " are"
}

func count(n int, one string) string {
	text := figure(n)
	if n == 1 {
		return text + " " + one
	}
	return text + " " + one + "s"
}
