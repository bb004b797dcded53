package timeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// plant is what most scripts begin with.
const plant = "brokers 1 2 3\ntopic orders partitions=2 replicas=3\n"

// last plays a script to its end, and is the last cycle.
func last(t *testing.T, text string) *model.Snapshot {
	t.Helper()
	s, err := Parse("case.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	var now *model.Snapshot
	if err := s.Play(func(_ time.Time, b *model.Builder) { now, _ = b.Snapshots() }); err != nil {
		t.Fatal(err)
	}
	return now
}

// render is a cycle in lines that a test can name.
func render(now *model.Snapshot) string {
	var out strings.Builder
	for _, b := range now.Brokers {
		renderBroker(&out, b)
	}
	for _, t := range now.Topics {
		for _, p := range t.Layout.Partitions {
			fmt.Fprintf(&out, "%s/%d leader %d epoch %d replicas %v isr %v offline %v %s\n",
				t.Name, p.Index, p.Leader, p.LeaderEpoch, p.Replicas, p.ISR, p.Offline, offsets(p.Offsets))
		}
	}
	c := now.Clusters[0]
	if q := c.Quorum; q != nil {
		fmt.Fprintf(&out, "quorum leader %d epoch %d silent %v voters %s observers %s\n", q.Leader, q.Epoch, q.Silent != nil, replicas(q, q.Voters), replicas(q, q.Observers))
	}
	fmt.Fprintf(&out, "dark %v moving %v\n", c.Dark, c.Moving)
	for i := range c.Transactions {
		renderTransaction(&out, &c.Transactions[i], now.At)
	}
	for _, g := range c.Groups {
		renderGroup(&out, g, now.At)
	}
	for _, g := range now.Gaps {
		fmt.Fprintf(&out, "gap %s of %s: %s\n", g.Fact, g.Scope, g.Why)
	}
	return out.String()
}

func renderBroker(out *strings.Builder, b *model.Broker) {
	s := b.Seen
	fmt.Fprintf(out, "broker %s %s listed %v fenced %v leads %d holds %d config %v", b.Name, s.Answer, s.Listed, s.Fenced, s.Leads, s.Holds, s.ConfigKnown)
	for _, d := range s.LogDirs {
		fmt.Fprintf(out, " %s %d of %d", d.Path, d.Usable, d.Total)
	}
	fmt.Fprintln(out)
}

func renderGroup(out *strings.Builder, g *model.Group, now time.Time) {
	fmt.Fprintf(out, "group %s %s %s epoch %d coordinator %d members", g.ID, g.Type, g.State, g.Epoch, g.Coordinator)
	for _, m := range g.Members {
		fmt.Fprintf(out, " %s%v", m.ID, m.Assigned)
	}
	if !g.MembersKnown {
		out.WriteString(" unknown")
	}
	out.WriteString(" commits")
	for _, c := range g.Commits {
		fmt.Fprintf(out, " %s/%d=%d", c.Topic, c.Partition, c.Offset)
		renderUnread(out, c.Unread, now)
	}
	if !g.CommitsKnown {
		out.WriteString(" unknown")
	}
	for _, s := range g.Shares {
		fmt.Fprintf(out, " share %s/%d start %d lag %d", s.Topic, s.Partition, s.Start, s.Lag)
		renderUnread(out, s.Unread, now)
	}
	fmt.Fprintln(out)
}

func renderUnread(out *strings.Builder, u *model.Unread, now time.Time) {
	if u != nil {
		fmt.Fprintf(out, "(unread %d none %v age %s within %d)", u.Offset, u.None, now.Sub(time.UnixMilli(u.At)), u.Within)
	}
}

func renderTransaction(out *strings.Builder, t *model.Transaction, now time.Time) {
	fmt.Fprintf(out, "transaction %s/%d start %d producer %d epoch %d coordinator %d told by %d id %s state %s wrote %s ago why %s\n",
		t.Topic, t.Partition, t.Start, t.Producer, t.Epoch, t.Coordinator, t.ToldBy, t.ID, t.State, now.Sub(time.UnixMilli(t.Wrote)), t.Why)
}

func offsets(o model.Offsets) string {
	if !o.EndKnown {
		return "unknown: " + o.Why
	}
	return fmt.Sprintf("%d..%d stable %d", o.Start, o.End, o.Stable)
}

func replicas(q *model.Quorum, all []model.QuorumReplica) string {
	var out []string
	for _, r := range all {
		out = append(out, fmt.Sprintf("%d-%d", r.ID, q.HighWatermark-r.LogEnd))
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
