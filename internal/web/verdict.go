package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// reasons is how many reasons a verdict names.
const reasons = 20

// verdictOf says how a cluster is. Healthy is what is left over when nothing
// at or above warning holds, nothing is missing, everything was judged, and
// all of that a moment ago.
func (v view) verdictOf(c *board.Cluster) api.Verdict {
	wrong, doubts := wrongIn(c), v.doubts(c)
	state := stateOf(wrong, doubts)
	return api.Verdict{
		State: state, Sentence: v.sentence(c, state, wrong, doubts),
		Wrong: api.First(lines(wrong), reasons), Advice: api.First(advised(wrong), reasons),
		Unknown: api.First(doubts, reasons), Excepted: api.First(excepted(c), reasons),
	}
}

func stateOf(wrong []trouble, doubts []string) api.State {
	worst := finding.None
	for _, t := range wrong {
		if t.place() == toldPlace {
			worst = max(worst, t.severity)
		}
	}
	switch {
	case worst >= finding.Error:
		return api.Trouble
	case len(doubts) > 0:
		return api.NotKnown
	case worst >= finding.Warning:
		return api.Warning
	case len(wrong) == 0:
		return api.Healthy
	case wrong[0].advice:
		return api.Warning
	}
	return api.Settling
}

// trouble is one thing at or above warning.
type trouble struct {
	severity finding.Severity
	state    incident.State
	text     string
	advice   bool // it is about how things are set: nobody is told of it
}

// The places of troubles in a list.
const (
	toldPlace = iota
	settlingPlace
	advicePlace
)

func (t trouble) place() int {
	switch {
	case t.advice:
		return advicePlace
	case t.state == incident.Settling:
		return settlingPlace
	}
	return toldPlace
}

// wrongIn is everything at or above warning that is not over, what is told
// first, and then the worst first. What the rules found and no incident has
// taken up yet counts as settling.
func wrongIn(c *board.Cluster) []trouble {
	var out []trouble
	taken := map[string]bool{}
	for i := range c.Incidents {
		in := &c.Incidents[i]
		if in.State == incident.Resolved {
			continue
		}
		taken[in.Fingerprint] = true
		settled, settling := in.Holding()
		if settled >= finding.Warning {
			out = append(out, trouble{severity: settled, state: in.State, text: headline(&in.Cause)})
		}
		if settling >= finding.Warning && settling > settled {
			out = append(out, trouble{severity: settling, state: incident.Settling, text: "what follows from this: " + headline(&in.Cause)})
		}
	}
	out = append(out, untaken(c, taken)...)
	slices.SortStableFunc(out, func(a, b trouble) int {
		return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(b.severity, a.severity))
	})
	return out
}

// untaken are the causes among the findings that are in no incident. A
// consequence comes with its cause.
func untaken(c *board.Cluster, taken map[string]bool) []trouble {
	r := c.Result
	if r == nil {
		return nil
	}
	var out []trouble
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Severity >= finding.Warning && f.CausedBy == "" && !taken[f.Fingerprint()] {
			out = append(out, trouble{severity: f.Severity, state: incident.Settling, text: headline(f), advice: f.Severity < finding.Error && c.Advice[f.Rule]})
		}
	}
	if n := r.Count(finding.Error) + r.Count(finding.Warning); n > 0 && len(out) == 0 && len(taken) == 0 {
		out = append(out, trouble{severity: finding.Warning, state: incident.Settling, text: finding.Plural(n, "finding") + " whose cause is not known"})
	}
	return out
}

// headline is what a finding says, with what it says it of.
func headline(f *finding.Finding) string {
	message := strings.TrimRight(f.Message, ". ")
	if f.Subject.Kind == model.KindCluster || f.Subject.Name != "" && strings.Contains(message, f.Subject.Name) && f.Subject.Part == "" {
		return message
	}
	return f.Subject.String() + ": " + message
}

func lines(wrong []trouble) []string {
	out := make([]string, len(wrong))
	for i, t := range wrong {
		state := string(t.state)
		if t.advice {
			state = "advice"
		}
		out[i] = fmt.Sprintf("%s, %s: %s", t.severity, state, t.text)
	}
	return out
}

// advised is what is about how things are set. What several brokers say alike is
// said once.
func advised(wrong []trouble) []string {
	var out []string
	said := map[string]bool{}
	for _, t := range wrong {
		if t.advice && !said[t.text] {
			said[t.text] = true
			out = append(out, t.text)
		}
	}
	return out
}

// tally counts troubles in words: "2 errors and 1 warning". Advice counts only
// where there is nothing else: whoever reads of trouble is to see how much of it
// there is.
func tally(wrong []trouble) string {
	count := map[finding.Severity]int{}
	for _, t := range wrong {
		if !t.advice || wrong[0].advice {
			count[min(t.severity, finding.Error)]++
		}
	}
	var parts []string
	for s := finding.Error; s >= finding.Warning; s-- {
		if n := count[s]; n > 0 {
			parts = append(parts, finding.Plural(n, s.String()))
		}
	}
	return report.And(parts)
}
