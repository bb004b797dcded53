package group

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Abandoned counts the groups that keep commits without a member. Whether one
// was left behind or its application is down cannot be told by one look, so
// they are one line for the whole cluster. It also tells whether records were
// deleted in the meantime: that is how an application loses them that is down
// over a weekend.
var Abandoned = &rule.Rule{
	Name: "group/abandoned", Severity: finding.Info, On: model.KindCluster,
	Touches: []model.Kind{model.KindGroup, model.KindTopic},
	Needs:   groups.With(model.FactOffsets),
	Doc:     doc("abandoned"),
	Check: func(p *rule.Pass) {
		if p.Cluster() == nil {
			return
		}
		idle := idleGroups(p)
		if len(idle) == 0 {
			return
		}
		have, keep := "groups have", "keep"
		if len(idle) == 1 {
			have, keep = "group has", "keeps"
		}
		gone := unread(p, idle)
		r := p.Report("%d %s no member and still %s committed offsets: %s. Either the application is down, or it is gone for good. %s"+
			"Kafka forgets the offsets offsets.retention.minutes after the last member left (10080, 7 d, by default); "+
			"an application that comes back later starts by auto.offset.reset", len(idle), have, keep, some(idle), gone).
			Because(rule.Told("groups without a member", strings.Join(idle, ","), "their coordinators")).
			Fix("start the application if it should run; else delete the group: kafka-consumer-groups.sh --bootstrap-server HOST:PORT --delete --group %s", idle[0])
		if len(gone.groups) > 0 {
			r.Because(rule.Told("groups with deleted records", strings.Join(gone.groups, ","), "committed offsets and log start offsets"))
		}
	},
}

// loss is what was deleted before groups without a member had read it.
type loss struct {
	groups []string
	worst  int64  // records
	whose  string // the group of these
	what   string // that happened to it
}

// String is a sentence with a space behind it; "" where nothing was deleted.
func (l loss) String() string {
	switch len(l.groups) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Records were deleted that group %s had not read: %s. ", l.whose, l.what)
	}
	return fmt.Sprintf("Records were deleted that %d of them had not read, as group %s: %s. ", len(l.groups), l.whose, l.what)
}

// unread goes through the commits of groups. That a log start is not known is
// a skip.
func unread(p *rule.Pass, idle []string) loss {
	var out loss
	for _, g := range p.Cluster().Groups {
		if slices.Contains(idle, g.ID) && out.add(p, g) {
			out.groups = append(out.groups, g.ID)
		}
	}
	slices.Sort(out.groups)
	return out
}

// add keeps the worst partition, and tells whether the group lost anything.
func (l *loss) add(p *rule.Pass, g *model.Group) (lost bool) {
	for _, c := range g.Commits {
		if c.Offset < 0 || purged(g, c.Topic) {
			continue
		}
		start, known := p.LogStart(c.Topic, c.Partition)
		if !known || start.N <= c.Offset || mayBeMarkers(p, c, start) {
			continue
		}
		lost = true
		if n := start.N - c.Offset; n > l.worst {
			l.worst, l.whose = n, g.ID
			l.what = fmt.Sprintf("it has committed offset %d of %s/%d, and the log starts at %d (up to %d records)", c.Offset, c.Topic, c.Partition, start.N, n)
		}
	}
	return lost
}

// idleGroups are the groups with commits and without a member, by name. A
// group of which that is not known is a skip.
func idleGroups(p *rule.Pass) []string {
	var out []string
	unknown := 0
	all := p.Cluster().Groups
	for _, g := range all {
		switch {
		case g.Type == "share" || g.State != "" && g.InUse():
		case g.State == "" || !g.CommitsKnown:
			unknown++
		case slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Offset >= 0 }):
			out = append(out, g.ID)
		}
	}
	if unknown > 0 {
		p.Skip("commits of groups", fmt.Sprintf("of %d of %d groups the state or the committed offsets could not be read", unknown, len(all)), model.Origin{})
	}
	slices.Sort(out)
	return out
}

// some names a few and counts the rest.
func some(names []string) string {
	const few = 5
	if len(names) <= few+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}
