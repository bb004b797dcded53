package group

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// standingStill is a past of four partitions with traffic, of which the first
// some stand still for a minute.
func standingStill(stuck int32) past {
	h := past{ends: map[int32][]model.Sample{}, commits: map[int32][]model.Sample{}}
	for i := range int32(4) {
		for at := int64(0); at <= 120*second; at += 5 * second {
			n := at / 100
			h.ends[i] = append(h.ends[i], model.Sample{At: at, N: n + 10})
			if i < stuck {
				n = min(n, 600)
			}
			h.commits[i] = append(h.commits[i], model.Sample{At: at, N: n})
		}
	}
	return h
}

// reading is a group that stands where its past says, with members that are
// given the partitions of orders that are named by their numbers.
func reading(h past, given ...string) *model.Group {
	g := &model.Group{ID: "billing", Type: "consumer", State: "Stable", MembersKnown: true, CommitsKnown: true}
	for i := range int32(4) {
		latest, _ := track(h.commits[i]).Latest()
		g.Commits = append(g.Commits, model.Commit{Topic: "orders", Partition: i, Offset: latest.N})
	}
	for i, partitions := range given {
		m := model.Member{ID: string('a' + rune(i)), ClientID: string('a' + rune(i)), Subscribed: []string{"orders"}, Assigned: []model.TopicPartition{}}
		for _, p := range partitions {
			m.Assigned = append(m.Assigned, model.TopicPartition{Topic: "orders", Partition: p - '0'})
		}
		g.Members = append(g.Members, m)
	}
	return g
}

func TestStuckCauses(t *testing.T) {
	for _, c := range []struct {
		name    string
		stuck   int32
		given   []string
		change  func(*model.Group)
		subject string
		says    []string
	}{
		{"a record", 1, []string{"01", "23"}, nil, "group/billing/orders/0", []string{"its other partitions move", "poison record", "before offset 600"}},
		{"a record, of a member that reads nothing else", 1, []string{"0", "123"}, nil, "group/billing/orders/0", []string{"others of the group move"}},
		{"a member with two", 2, []string{"01", "23"}, nil, "group/billing", []string{"member a stands still", "2 partitions"}},
		{"nobody is given it", 1, []string{"1", "23"}, nil, "group/billing", []string{"1 partition of the group, as orders/0", "No member of it is given them", "--members --verbose"}},
		{"nobody is given two", 2, []string{"", "23"}, nil, "group/billing", []string{"2 partitions of the group"}},
		{"what they are given is not told", 1, []string{"", ""}, func(g *model.Group) { g.Members[0].Assigned, g.Members[1].Assigned = nil, nil }, "group/billing", []string{"is not told"}},
		{"the whole group, and its members are not known", 4, nil, func(g *model.Group) { g.MembersKnown = false }, "group/billing", []string{"the whole group stands still", "Who its members are is not told"}},
		{"members not known", 1, nil, func(g *model.Group) { g.MembersKnown = false }, "group/billing", []string{"is not told"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := standingStill(c.stuck)
			g := reading(h, c.given...)
			if c.change != nil {
				c.change(g)
			}
			out := judge(h, g, orders(1210, 1210, 1210, 1210))
			if len(out.Findings) != 1 {
				t.Fatalf("findings %+v, skipped %+v", out.Findings, out.Skipped)
			}
			f := out.Findings[0]
			if f.Subject.String() != c.subject || f.Severity != finding.Error || f.Since == 0 || len(f.Evidence) < 3 {
				t.Errorf("%s on %s since %d, %d values of evidence", f.Severity, f.Subject, f.Since, len(f.Evidence))
			}
			for _, words := range c.says {
				if !strings.Contains(f.Message+" "+f.Fix, words) {
					t.Errorf("it does not say %q: %s %s", words, f.Message, f.Fix)
				}
			}
		})
	}
}

// TestStuckIsNotToldOf: what looks alike, and is something else.
func TestStuckIsNotToldOf(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*model.Group, *past)
		ends   []int64
		skips  string
	}{
		{"nobody reads the topic any more", func(g *model.Group, _ *past) {
			g.Members[0].Subscribed, g.Members[0].Assigned = []string{"other"}, []model.TopicPartition{}
		}, nil, ""},
		{"it is a share group", func(g *model.Group, _ *past) { g.Type = "share" }, nil, ""},
		{"it is dead", func(g *model.Group, h *past) { g.State, h.commits = "Dead", map[int32][]model.Sample{} }, nil, ""},
		{"nothing waits", nil, []int64{600, 1200, 1200, 1200}, ""},
		{"its state is not told", func(g *model.Group, _ *past) { g.State = "" }, nil, "state of the group"},
		{"its commits are not told", func(g *model.Group, _ *past) { g.CommitsKnown = false }, nil, "committed offsets"},
		{"the watch has just begun", func(_ *model.Group, h *past) { h.since = 110 * second }, nil, "the past"},
		{"no commit is remembered", func(_ *model.Group, h *past) { h.commits[0] = nil }, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := standingStill(1)
			g := reading(h, "0123")
			if c.change != nil {
				c.change(g, &h)
			}
			ends := c.ends
			if ends == nil {
				ends = []int64{1210, 1210, 1210, 1210}
			}
			out := judge(h, g, orders(ends...))
			if len(out.Findings) > 0 {
				t.Errorf("it finds %s", out.Findings[0].Message)
			}
			switch {
			case c.skips == "" && len(out.Skipped) > 0, c.skips != "" && (len(out.Skipped) != 1 || out.Skipped[0].Needs != c.skips):
				t.Errorf("skipped %+v, want %q", out.Skipped, c.skips)
			}
		})
	}
}
