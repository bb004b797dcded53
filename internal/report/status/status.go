// Package status shows in a terminal how the clusters of a running watch are:
// the verdicts first, then what is wrong and what to type, then what is not
// known.
package status

import (
	"bufio"
	"io"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// How wide the text is, in columns, and how much of each kind it lists.
const (
	narrowest      = 40
	widest         = paint.Widest
	shownIncidents = 10
	shownUnknown   = 10
	shownGroups    = 10
)

// Status is what is shown.
type Status = api.Status

// Write writes a status for a terminal of so many columns; 100 are used at
// the most, and 40 at the least. The error is that of w.
func Write(w io.Writer, s Status, width int, colour bool) error {
	out := bufio.NewWriter(w)
	p := &page{out: out, width: min(max(width, narrowest), widest), paint: paint.Painter(colour)}
	p.verdicts(s)
	p.incidents(s)
	p.unknown(s)
	p.delivery(s)
	p.groups(s)
	return out.Flush()
}

func (p *page) verdicts(s Status) {
	if len(s.Clusters) == 0 {
		p.line("", p.state(api.NotKnown, "Not known")+": no cluster has been looked at yet.")
	}
	for _, c := range s.Clusters {
		p.line("", p.paint.Bold(clean(c.Name)))
		p.line("  ", "  "+p.verdict(c.Verdict))
		p.line("  ", "  "+p.paint.Dim("looked at "+c.Looked.Ago()+every(c.Look)))
	}
	if s.Storage != "" {
		p.line("  ", p.paint.Severity(finding.Warning, "Nothing is kept on disk")+": "+clean(s.Storage))
	}
}

// verdict is the sentence with its first words in colour.
func (p *page) verdict(v api.Verdict) string {
	sentence := clean(v.Sentence)
	at := firstStop(sentence)
	return p.state(v.State, sentence[:at]) + sentence[at:]
}

func (p *page) incidents(s Status) {
	shown, over := 0, 0
	for i := range s.Incidents.Items {
		in := &s.Incidents.Items[i]
		if in.Resolved != nil {
			over++
			continue
		}
		if shown++; shown <= shownIncidents {
			p.incident(s, in)
		}
	}
	if rest := shown - shownIncidents; rest > 0 {
		p.line("", "")
		p.line("", finding.Plural(rest, "more incident")+".")
	}
	if rest := s.Incidents.Total - len(s.Incidents.Items); rest > 0 {
		p.line("", finding.Plural(rest, "incident")+" beyond these were not sent.")
	}
	if over > 0 {
		p.line("", "")
		p.line("", p.paint.Dim(finding.Plural(over, "incident")+" of late "+isOrAre(over)+" over."))
	}
}

func (p *page) incident(s Status, in *api.Incident) {
	p.line("", "")
	p.line("  ", p.paint.Severity(level(in.Severity), clean(in.Severity))+" "+clean(in.Rule)+" "+p.paint.Bold(clean(in.Subject))+home(s, in.Cluster))
	p.line("  ", "  "+clean(in.Message))
	p.line("  ", "  "+p.paint.Dim(clean(in.State)+" for "+lasted(in.LastedMs)+", since "+clock(in.Start)+notes(in)+"; id "+clean(in.ID)))
	for _, e := range in.Effects {
		p.line("    ", "  └ "+count(e.Count)+" × "+p.paint.Severity(level(e.Severity), clean(e.Severity))+" "+clean(e.Rule)+subjects(e))
	}
	if in.Fix != "" {
		p.line("    ", "  fix: "+clean(in.Fix))
	}
	p.line("    ", "  next: "+clean(in.Next))
}

func (p *page) unknown(s Status) {
	for _, c := range s.Clusters {
		doubts := c.Verdict.Unknown
		if doubts.Total == 0 {
			continue
		}
		p.line("", "")
		p.line("  ", p.paint.Bold("Not known of "+clean(c.Name)))
		for _, d := range doubts.Items[:min(shownUnknown, len(doubts.Items))] {
			p.line("    ", "  ? "+clean(d))
		}
		if rest := doubts.Total - min(shownUnknown, len(doubts.Items)); rest > 0 {
			p.line("    ", "  and "+count(rest)+" more: /api/v1/status has them")
		}
	}
}

func (p *page) delivery(s Status) {
	for _, d := range s.Delivery {
		if d.Since == nil {
			continue
		}
		p.line("", "")
		p.line("  ", p.paint.Severity(finding.Warning, "Alerts do not reach "+clean(d.Name))+" since "+clock(d.Since)+": "+clean(d.Error)+" ("+count(d.Pending)+" wait)")
	}
}

func every(l api.Look) string {
	if l.EveryMs == nil {
		return ""
	}
	return ", every " + rule.Span(*l.EveryMs)
}

func lasted(ms *int64) string {
	if ms == nil {
		return "a time that is not known"
	}
	return rule.Span(*ms)
}

func clock(t *time.Time) string {
	if t == nil {
		return "a time that is not known"
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}
