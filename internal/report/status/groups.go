package status

import (
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// groups lists those that are the furthest behind, and those of which Kafka's own
// tool tells another number.
func (p *page) groups(s Status) {
	shown, worth := 0, 0
	for i := range s.Groups.Items {
		g := &s.Groups.Items[i]
		if !worthTelling(g) {
			continue
		}
		if worth++; shown == shownGroups {
			continue
		}
		if shown++; shown == 1 {
			p.line("", "")
			p.line("  ", p.paint.Bold("Groups that are the furthest behind"))
		}
		p.group(s, g)
	}
	if rest := worth - shown; rest > 0 {
		p.line("    ", "  and "+count(rest)+" more: /api/v1/groups has them")
	}
}

// worthTelling leaves out the groups that have read everything, and those of which
// nothing is known: what is not known is told elsewhere.
func worthTelling(g *api.Group) bool {
	positive := func(n *int64) bool { return n != nil && *n > 0 }
	return positive(g.Records.Value) || positive(g.Records.AtLeast) || positive(g.Age.Ms) || g.KafkaSays() != ""
}

func (p *page) group(s Status, g *api.Group) {
	p.line("  ", "  "+clean(g.ID)+home(s, g.Cluster)+": "+unread(g))
	if says := g.KafkaSays(); says != "" {
		p.line("  ", "    "+p.paint.Dim(clean(says)))
	}
}

// unread is what a group has not read, in records and in time.
func unread(g *api.Group) string {
	switch n := g.Records.Value; {
	case n != nil && *n == 0:
		return "nothing is unread"
	case n != nil && *n == 1:
		return g.Behind() + " record is unread, of " + ago(g.Age)
	}
	out := g.Behind() + " records are unread, the oldest of " + ago(g.Age)
	switch c := g.CatchUp; {
	case c.Never:
		out += "; at this rate it never catches up"
	case c.Ms != nil && *c.Ms > 0:
		out += "; it catches up " + c.Text()
	}
	return out
}

func ago(a api.Age) string {
	if a.Ms == nil {
		return "a time that is not known"
	}
	return a.Text() + " ago"
}
