package lag

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestRecords(t *testing.T) {
	open := log(0, 100)
	open.Stable, open.StableKnown = 70, true
	for _, c := range []struct {
		name                string
		log                 model.Offsets
		committed           int64
		records, lost, open int64
	}{
		{"behind", log(0, 100), 60, 40, 0, 0},
		{"caught up", log(0, 100), 100, 0, 0, 0},
		{"at the start", log(0, 100), 0, 100, 0, 0},
		{"deleted in part", log(80, 100), 60, 20, 20, 0},
		{"deleted whole", log(100, 100), 60, 0, 40, 0},
		{"the log was cut below the commit", log(0, 50), 60, 0, 0, 0},
		{"an open transaction, before it", open, 60, 40, 0, 30},
		{"an open transaction, at it", open, 70, 30, 0, 30},
		{"an open transaction, read by read_uncommitted", open, 90, 10, 0, 10},
		{"an open transaction, read to the end", open, 100, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := Of(billing(c.committed), orders(c.log), nil, 0)
			p := g.Partitions[0]
			if !p.Known || p.Records != c.records || p.Lost != c.lost || p.Open != c.open || p.Why != "" {
				t.Errorf("got %+v", p)
			}
			if !g.Complete || g.Records != c.records || g.Lost != c.lost || p.Leader != 1 {
				t.Errorf("the group is %+v", g)
			}
		})
	}
}

func TestNotKnownIsNotZero(t *testing.T) {
	silent := model.Offsets{Why: "broker 1 did not answer"}
	noStart := model.Offsets{End: 10, EndKnown: true}
	for _, c := range []struct {
		name  string
		group *model.Group
		logs  []model.Offsets
		why   string // of partition 0; "" if it is known
	}{
		{"the leader is silent", billing(5, 8), []model.Offsets{silent, log(0, 10)}, "broker 1 did not answer"},
		{"nobody asked", billing(5, 8), []model.Offsets{{}, log(0, 10)}, "nobody asked"},
		{"the start alone is missing", billing(5, 8), []model.Offsets{noStart, log(0, 10)}, "nobody asked"},
		{"a partition that is gone", billing(5), nil, `topic "orders" has no partition 0`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := Of(c.group, orders(c.logs...), nil, 0)
			if p := g.Partitions[0]; p.Known || p.AgeKnown || !strings.Contains(p.Why, c.why) {
				t.Errorf("got %+v", p)
			}
			if g.Complete || g.AgeKnown || g.CatchUpKnown {
				t.Errorf("the group passes for known: %+v", g)
			}
		})
	}
	t.Run("a topic that is not shown", func(t *testing.T) {
		g := billing()
		g.Commits = []model.Commit{{Topic: "secret", Offset: 4}}
		if got := Of(g, orders(), nil, 0); got.Complete || !strings.Contains(got.Partitions[0].Why, `no topic "secret"`) || got.Partitions[0].Leader != -1 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("commits not told", func(t *testing.T) {
		g := billing()
		g.CommitsKnown = false
		if got := Of(g, orders(log(0, 10)), nil, 0); got.Complete || got.Told || got.AgeKnown || got.CatchUpKnown {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("shares not told", func(t *testing.T) {
		if got := Of(&model.Group{Type: "share", CommitsKnown: true}, orders(), nil, 0); got.Complete || got.Told {
			t.Errorf("got %+v", got)
		}
	})
}

// TestPartitionsWithoutCommit: what a member reads and has never committed is
// listed, and is no lag.
func TestPartitionsWithoutCommit(t *testing.T) {
	g := billing(10, -1)
	g.Members = []model.Member{{ID: "a", Subscribed: []string{"orders", "secret"}},
		{ID: "b", Subscribed: []string{"orders"}, Assigned: []model.TopicPartition{partition(2), {Topic: "assigned"}}}}
	got := Of(g, orders(log(0, 10), log(0, 10), log(0, 10), log(0, 10)), nil, 0)
	var names []string
	for _, p := range got.Partitions {
		state := "no commit"
		if p.HasCommit {
			state = "commit"
		} else if p.Known || p.Records != 0 || p.Why == "" {
			t.Errorf("%+v", p)
		}
		names = append(names, p.Topic+" "+string('0'+p.Partition)+" "+state)
	}
	want := "assigned 0 no commit, orders 0 commit, orders 1 no commit, orders 2 no commit, orders 3 no commit"
	if all := strings.Join(names, ", "); all != want {
		t.Errorf("got %s, want %s", all, want)
	}
	if !got.Complete || got.Records != 0 || got.Members != 2 || !got.InUse || got.Coordinator != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestShares(t *testing.T) {
	g := &model.Group{ID: "billing", Type: "share", State: "Stable", Shares: []model.Share{
		{Topic: "orders", Partition: 0, Start: 40, Lag: 7},
		{Topic: "orders", Partition: 1, Start: 40, Lag: -1},
		{Topic: "orders", Partition: 2, Start: -1, Lag: -1},
		{Topic: "orders", Partition: 3, Start: 40, Lag: 0},
	}, Commits: []model.Commit{{Topic: "orders", Offset: 1}}}
	got := Of(g, orders(log(50, 1000), log(0, 1000), log(0, 1000), log(0, 1000)), nil, 0)
	want := []Partition{{Records: 7, Lost: 10, HasCommit: true}, {Records: 960, HasCommit: true}, {}, {HasCommit: true}}
	for i, w := range want {
		if p := got.Partitions[i]; p.Records != w.Records || p.Lost != w.Lost || p.HasCommit != w.HasCommit {
			t.Errorf("partition %d: %+v", i, p)
		}
	}
	if !got.Complete || !got.Told || got.Records != 967 {
		t.Errorf("got %+v", got)
	}
}

func TestMarkers(t *testing.T) {
	none := func(of, upTo int64) *model.Unread { return &model.Unread{Of: of, None: true, Offset: upTo} }
	read := &model.Unread{Of: 60, Offset: 61, At: 1}
	guessed := &model.Unread{Of: 60, Offset: 61, At: 1, Within: 5}
	for _, c := range []struct {
		name    string
		end     int64
		unread  *model.Unread
		records int64
		atMost  bool
	}{
		{"nobody looked, and they are few", 100, nil, 40, true},
		{"as many as may be markers", 160, nil, 100, true},
		{"more than may be markers", 161, nil, 101, false},
		{"the record was read", 100, read, 40, false},
		{"found by its timestamp: it may be a marker's", 100, guessed, 40, true},
		{"only markers", 100, none(60, 0), 0, false},
		{"only markers, said before records came", 900, none(60, 0), 840, false},
		{"only markers up to the end", 900, none(60, 900), 0, false},
		{"only markers, and more since", 900, none(60, 880), 20, true},
		{"only markers, and many more since", 900, none(60, 700), 200, false},
		{"markers behind another commit", 100, none(59, 100), 40, true},
		{"a record behind another commit", 100, &model.Unread{Of: 59, Offset: 61}, 40, true},
		{"a record that was cut off", 61, read, 1, true},
		{"caught up", 60, none(60, 60), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := billing(60)
			g.Commits[0].Unread = c.unread
			if p := Of(g, orders(log(0, c.end)), nil, 10).Partitions[0]; !p.Known || p.Records != c.records || p.AtMost != c.atMost || p.First != c.end-c.records {
				t.Errorf("got %+v", p)
			}
		})
	}
}

// TestInUse: a group without a member is in use if it was seen to commit, as
// one whose consumers assign partitions themselves.
func TestInUse(t *testing.T) {
	for _, c := range []struct {
		state   string
		commits []model.Sample
		want    bool
	}{
		{"Stable", nil, true},
		{"Empty", nil, false},
		{"Empty", []model.Sample{{At: 0, N: 5}, {At: 5, N: 5}}, false},
		{"Empty", []model.Sample{{At: 0, N: 4}, {At: 5, N: 5}}, true},
		{"Empty", []model.Sample{{At: 0, N: 5}}, false},
		{"", nil, false},
	} {
		g := billing(5, -1)
		g.State = c.state
		h := past{commits: map[model.TopicPartition][]model.Sample{partition(0): c.commits}}
		if got := Of(g, orders(log(0, 9)), h, 10).InUse; got != c.want {
			t.Errorf("%s, %v: %v", c.state, c.commits, got)
		}
	}
}

// TestAnyOrderOfPartitions: partitions need not stand by their numbers, nor all
// be there.
func TestAnyOrderOfPartitions(t *testing.T) {
	topic := &model.Topic{Layout: &model.Layout{Partitions: []model.Partition{{Index: 2, Offsets: log(0, 12)}, {Index: 0, Offsets: log(0, 10)}}}}
	got := Of(billing(5, 5, 5), func(string) *model.Topic { return topic }, nil, 0)
	if p := got.Partitions; p[0].Records != 5 || p[1].Known || p[2].Records != 7 || got.Complete {
		t.Errorf("got %+v", got)
	}
}
