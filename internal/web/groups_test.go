package web

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// said is a number or its reason, for tables.
func said(a api.Amount) string {
	if a.Value == nil && a.AtLeast == nil {
		return a.Why
	}
	return a.Text()
}

func saidAge(a api.Age) string {
	if a.Ms == nil {
		return a.Why
	}
	return a.Text()
}

func saidCatchUp(c api.CatchUp) string {
	if c.Ms == nil && !c.Never {
		return c.Why
	}
	return c.Text()
}

func read(records, age, within int64) lag.Partition {
	return lag.Partition{HasCommit: true, Known: true, Records: records, Lost: 1, AgeKnown: true, Age: age, Within: within, How: lag.ByHistory}
}

// TestWhatIsNotKnownOfAGroupIsNotZero: each case leaves the numbers of the
// group at 0 or at a part, as sums are that lack something.
func TestWhatIsNotKnownOfAGroupIsNotZero(t *testing.T) {
	blind := lag.Partition{HasCommit: true, Why: "its leader did not answer"}
	mute := lag.Partition{HasCommit: true}
	ageless := lag.Partition{HasCommit: true, Known: true, Records: 7}
	complete := lag.Group{Complete: true, AgeKnown: true, CatchUpKnown: true}
	with := func(g lag.Group, p ...lag.Partition) lag.Group {
		for _, one := range p {
			g.Records += one.Records
		}
		g.Partitions = p
		return g
	}
	for _, c := range []struct {
		name                  string
		group                 lag.Group
		records, age, catchUp string
	}{
		{"nothing is unread", with(complete, read(0, 0, 0)), "0", "nothing waits", "has caught up"},
		{"it is behind", with(complete, read(5, 9000, 2000), read(3, 60_000, 0)), "8", "1 min", "has caught up"},
		{"no partition", complete, "the group has committed nothing", "the group has committed nothing", "the group has committed nothing"},
		{"no commit", with(complete, lag.Partition{Known: true}), "the group has committed nothing", "the group has committed nothing", "the group has committed nothing"},
		{"a sum that is not complete", with(lag.Group{CatchUpKnown: true}, read(0, 0, 0)), "not everything that the group has committed is known", "not everything that the group has committed is known", "not everything that the group has committed is known"},
		{"one of two is blind", with(complete, read(5, 9000, 2000), blind), "at least 5", "at least 7 s", "the lag of 1 of 2 partitions is not known: its leader did not answer"},
		{"one of two is blind, and the other has read all", with(complete, read(0, 0, 0), blind), "the lag of 1 of 2 partitions is not known: its leader did not answer", "the lag of 1 of 2 partitions is not known: its leader did not answer", "the lag of 1 of 2 partitions is not known: its leader did not answer"},
		{"nobody told why", with(complete, mute), "the lag of 1 of 1 partition is not known: nobody told why", "the lag of 1 of 1 partition is not known: nobody told why", "the lag of 1 of 1 partition is not known: nobody told why"},
		{"an age is not known", with(complete, ageless), "7", "when the first unread record was written is not known", "has caught up"},
		{"one of two ages is not known", with(complete, ageless, read(1, 9000, 0)), "8", "at least 9 s", "has caught up"},
		{"the rates are not known", with(lag.Group{Complete: true}, read(1, 9000, 0)), "1", "9 s", "how fast the group reads is not known yet"},
		{"it never will", with(lag.Group{Complete: true, CatchUpKnown: true, CatchUp: -1}, read(1, 9000, 0)), "1", "9 s", "never at this rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := view{&board.Board{}, webtest.Now()}
			g := v.groupOf(&board.Cluster{}, &c.group, nil)
			if got := [3]string{said(g.Records), saidAge(g.Age), saidCatchUp(g.CatchUp)}; got != [3]string{c.records, c.age, c.catchUp} {
				t.Errorf("%q, want %q", got, [3]string{c.records, c.age, c.catchUp})
			}
			if g.Members.Value != nil || g.Told.At != nil {
				t.Errorf("members %v and age %v are known of a cluster of which nothing is", g.Members, g.Told)
			}
		})
	}
}

func TestWhatIsNotKnownOfAPartitionIsNotZero(t *testing.T) {
	for _, c := range []struct {
		name                          string
		p                             lag.Partition
		committed, end, records, ages string
	}{
		{"it is behind", lag.Partition{HasCommit: true, Committed: 4, End: 9, Known: true, Records: 5, AgeKnown: true, Age: 1000, How: lag.ByRecord}, "4", "9", "5", "1 s"},
		{"at the start", lag.Partition{HasCommit: true, Known: true, AgeKnown: true, How: lag.ByRecord}, "0", "0", "0", "nothing waits"},
		{"no commit", lag.Partition{Known: true, End: 9}, noCommit, noCommit, noCommit, noCommit},
		{"no answer", lag.Partition{HasCommit: true, Committed: 4, Why: "denied"}, "4", "denied", "denied", "denied"},
		{"no answer and no reason", lag.Partition{HasCommit: true, Committed: 4}, "4", "nobody told the offsets", "nobody told the offsets", "nobody told the offsets"},
		{"no age", lag.Partition{HasCommit: true, Known: true, Records: 5}, "0", "0", "5", "when the first unread record was written is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := view{&board.Board{}, webtest.Now()}
			got := v.partitionOf(&board.Cluster{}, &lag.Group{}, &c.p)
			if is := [4]string{said(got.Committed), said(got.End), said(got.Records), saidAge(got.Age)}; is != [4]string{c.committed, c.end, c.records, c.ages} {
				t.Errorf("%q, want %q", is, [4]string{c.committed, c.end, c.records, c.ages})
			}
			if got.Read.Value != nil || got.Read.Why == "" {
				t.Errorf("the rate is %v", got.Read)
			}
		})
	}
}

func TestALeaderThatIsNone(t *testing.T) {
	v := view{&board.Board{}, webtest.Now()}
	for leader, want := range map[int32]string{-1: "null", 0: "0", 7: "7"} {
		got, err := json.Marshal(v.partitionOf(&board.Cluster{}, &lag.Group{}, &lag.Partition{Leader: leader}).Leader)
		if err != nil || string(got) != want {
			t.Errorf("%d is %s (%v)", leader, got, err)
		}
	}
}

// TestLeadersAreKnownOnlyFromMetadata: 0 would read as an idle broker.
func TestLeadersAreKnownOnlyFromMetadata(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*board.Cluster)
		want string
	}{
		"all is told":               {func(*board.Cluster) {}, "120"},
		"the layout alone":          {func(c *board.Cluster) { delete(c.Ages, model.FactMetadata) }, "120"},
		"never told":                {func(c *board.Cluster) { c.Ages = nil }, "the metadata were never told"},
		"dark":                      {func(c *board.Cluster) { c.Scope.Cluster.Dark = true }, "no broker has told its metadata"},
		"no right to see topics":    {missingOf(model.FactTopicLayout, "no right"), "no right"},
		"no metadata, and no words": {missingOf(model.FactMetadata, ""), "metadata: denied"},
		"another fact is missing":   {missingOf(model.FactQuorum, "no right"), "120"},
		"nothing was judged":        {func(c *board.Cluster) { c.Result = nil }, "120"},
	} {
		b := webtest.Healthy()
		c.make(b.Clusters[0])
		v := view{b, webtest.Now()}
		if got := said(v.brokersOf("", 1).Items[0].Leaders); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func missingOf(f model.Fact, detail string) func(*board.Cluster) {
	return func(c *board.Cluster) {
		c.Result.Gaps = []model.Gap{{Fact: f, Scope: c.Scope.Subject(), Why: model.Denied, Detail: detail}}
	}
}

// TestValuesCarryTheirAges: what was told long ago says so, each by its own
// fact.
func TestValuesCarryTheirAges(t *testing.T) {
	b := webtest.Healthy()
	c := b.Clusters[0]
	c.Ages[model.FactOffsets] = webtest.Now().Add(-time.Minute)
	c.Ages[model.FactConnections] = webtest.Now().Add(-2 * time.Minute)
	v := view{b, webtest.Now()}
	if got := v.groupsOf("")[0].Told.Ago(); got != "1 min ago" {
		t.Errorf("groups were told %s", got)
	}
	if got := v.lagOf(1, func(*board.Cluster, *lag.Group, *lag.Partition) bool { return true }).Items[0].Told.Ago(); got != "1 min ago" {
		t.Errorf("offsets were told %s", got)
	}
	if got := v.brokersOf("", 1).Items[0].Told.Ago(); got != "2 min ago" {
		t.Errorf("brokers were told %s", got)
	}
}

func TestFactsThatWereNeverTold(t *testing.T) {
	b := webtest.Healthy()
	c := b.Clusters[0]
	c.Ages = map[model.Fact]time.Time{model.FactGroups: {}, model.FactOffsets: webtest.Now()}
	c.Result.Gaps = []model.Gap{{Fact: model.FactQuorum, Scope: c.Scope.Subject(), Why: model.Denied}}
	var got []string
	for _, f := range (view{b, webtest.Now()}).factsOf(c) {
		got = append(got, f.Name+" "+f.Ago()+" "+f.Why)
	}
	want := "quorum never cluster: denied|groups never it was never told|offsets just now "
	if strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
}

func TestTheMostTroubledComeFirst(t *testing.T) {
	b := webtest.Healthy()
	c := b.Clusters[0]
	over := webtest.IncidentOf("over", webtest.Dead(), time.Hour)
	over.State = "resolved"
	young := webtest.IncidentOf("young", webtest.Dead(), time.Hour)
	young.State = "settling"
	c.Incidents = append(c.Incidents, over, young, webtest.IncidentOf("hint", hint(), 0), webtest.IncidentOf("warning", warning(), 0), webtest.IncidentOf("error", webtest.Dead(), 0))
	var got []string
	for _, in := range (view{b, webtest.Now()}).incidentsOf(10, anything).Items {
		got = append(got, in.ID)
	}
	if want := "error warning hint young over"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
