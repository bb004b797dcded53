package metrics

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func viewOf(c *board.Cluster, stale bool) *view { return newView(rows{}, c, stale, 1) }

// TestTold: a fact is known if it was told, and lately for what it is.
func TestTold(t *testing.T) {
	for name, c := range map[string]struct {
		fact   model.Fact
		change func(*board.Cluster)
		stale  bool
		want   bool
	}{
		"a moment ago":                     {model.FactMetadata, func(*board.Cluster) {}, false, true},
		"a minute ago":                     {model.FactMetadata, func(c *board.Cluster) { c.Ages[model.FactMetadata] = at.Add(-time.Minute) }, false, true},
		"longer ago":                       {model.FactMetadata, func(c *board.Cluster) { c.Ages[model.FactMetadata] = at.Add(-time.Minute - 1) }, false, false},
		"longer ago, of a slow watch":      {model.FactMetadata, func(c *board.Cluster) { c.Ages[model.FactMetadata], c.Look.Every = at.Add(-2*time.Minute), time.Minute }, false, true},
		"disks half an hour ago":           {model.FactLogDirs, func(c *board.Cluster) { c.Ages[model.FactLogDirs] = at.Add(-30 * time.Minute) }, false, true},
		"disks longer ago":                 {model.FactLogDirs, func(c *board.Cluster) { c.Ages[model.FactLogDirs] = at.Add(-31 * time.Minute) }, false, false},
		"settings longer ago":              {model.FactTopicConfig, func(c *board.Cluster) { c.Ages[model.FactTopicConfig] = at.Add(-31 * time.Minute) }, false, false},
		"never":                            {model.FactGroups, func(c *board.Cluster) { delete(c.Ages, model.FactGroups) }, false, false},
		"no ages are kept":                 {model.FactGroups, func(c *board.Cluster) { c.Ages = nil }, false, true},
		"nobody asks for it":               {model.FactGroups, func(c *board.Cluster) { c.Result.NotAsked = []model.Fact{model.FactGroups} }, false, false},
		"another one is not asked for":     {model.FactGroups, func(c *board.Cluster) { c.Result.NotAsked = []model.Fact{model.FactDocuments} }, false, true},
		"a watch that hangs":               {model.FactGroups, func(*board.Cluster) {}, true, false},
		"before the first look":            {model.FactGroups, func(c *board.Cluster) { c.At = time.Time{} }, false, false},
		"a dark cluster":                   {model.FactGroups, func(c *board.Cluster) { c.Scope.Cluster.Dark = true }, false, false},
		"a scope of files":                 {model.FactGroups, func(c *board.Cluster) { c.Scope.Cluster = nil }, false, false},
		"no scope":                         {model.FactGroups, func(c *board.Cluster) { c.Scope = nil }, false, false},
		"no broker that answers":           {model.FactGroups, func(c *board.Cluster) { c.Scope.Brokers = nil }, false, false},
		"brokers that do not let us in":    {model.FactGroups, func(c *board.Cluster) { each(c, model.Unusable) }, false, false},
		"told, although one does not help": {model.FactGroups, answering2(model.Refused), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := plant("plant")
			c.change(cluster)
			v := viewOf(cluster, c.stale)
			if got := v.told(c.fact); got != c.want {
				t.Errorf("told %v", got)
			}
			if v.whole(c.fact) != c.want {
				t.Error("without a gap what was told is whole")
			}
			gap(c.fact, theCluster)(withResult(cluster))
			if viewOf(cluster, c.stale).whole(c.fact) {
				t.Error("whole in spite of a gap")
			}
		})
	}
}

func each(c *board.Cluster, a model.Answer) {
	for _, b := range c.Scope.Brokers {
		b.Seen.Answer = a
	}
}

func withResult(c *board.Cluster) *board.Cluster {
	if c.Result == nil {
		c.Result = &finding.Result{}
	}
	return c
}

// TestNothingPanics: a board may lack whatever it likes.
func TestNothingPanics(t *testing.T) {
	for name, change := range map[string]func(*board.Cluster){
		"no scope":          func(c *board.Cluster) { c.Scope = nil },
		"no cluster":        func(c *board.Cluster) { c.Scope.Cluster = nil },
		"no result":         func(c *board.Cluster) { c.Result = nil },
		"no lag":            func(c *board.Cluster) { c.Lag = nil },
		"no groups":         func(c *board.Cluster) { c.Scope.Cluster.Groups = nil },
		"no brokers":        func(c *board.Cluster) { c.Scope.Brokers = nil },
		"no topics":         func(c *board.Cluster) { c.Scope.Topics = nil },
		"nothing but a row": func(c *board.Cluster) { *c = board.Cluster{Name: "plant", At: at} },
	} {
		t.Run(name, func(t *testing.T) {
			b := healthy()
			change(b.Clusters[0])
			for _, o := range []Options{everything(), {Partitions: All, Compat: []string{KafkaExporter}}} {
				if p := scrape(t, b, o); len(p.series) < 20 {
					t.Errorf("only %d series", len(p.series))
				}
			}
		})
	}
}

// TestUncertain: what metadata say of a partition is doubted if they build on a
// broker that may be dead.
func TestUncertain(t *testing.T) {
	for name, c := range map[string]struct {
		answer model.Answer
		part   model.Partition
		want   bool
	}{
		"all answer":                        {model.Answered, model.Partition{Leader: 1, ISR: []int32{1, 2, 3}}, false},
		"one in sync does not":              {model.Silent, model.Partition{Leader: 1, ISR: []int32{1, 2, 3}}, true},
		"one that is not in sync does not":  {model.Silent, model.Partition{Leader: 1, ISR: []int32{1, 3}}, false},
		"the leader does not":               {model.Refused, model.Partition{Leader: 2, ISR: []int32{1}}, true},
		"one does not let us in":            {model.Unusable, model.Partition{Leader: 2, ISR: []int32{1, 2}}, false},
		"one that nobody knows is in sync":  {model.Answered, model.Partition{Leader: 1, ISR: []int32{1, 9}}, true},
		"nobody knows the leader":           {model.Answered, model.Partition{Leader: 9, ISR: []int32{1}}, true},
		"there is no leader, which is sure": {model.Silent, model.Partition{Leader: -1, ISR: []int32{2}}, false},
	} {
		cluster := plant("plant")
		answering2(c.answer)(cluster)
		if got := viewOf(cluster, false).uncertain(&c.part); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSkippedRulesOfOthers do not make a partition unjudged.
func TestSkippedRulesOfOthers(t *testing.T) {
	c := plant("plant")
	orders(c, 0).ISR = []int32{1, 2}
	s := model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "orders"}
	told(c, "cluster/under-replicated", finding.Warning, s)
	c.Result.Skipped = []finding.Skip{{Rule: "topic/min-isr-one", Subject: s}, {Rule: "cluster/at-min-isr", Subject: model.Subject{Kind: model.KindPartition, Name: "orders", Partition: 1}}}
	if n := countPartitions(viewOf(c, false)); n.unjudged != 0 || n.under != 1 || n.underISR != 0 {
		t.Errorf("%+v", n)
	}
	c.Result.Skipped[1].Subject = s
	if n := countPartitions(viewOf(c, false)); n.unjudged != 1 {
		t.Errorf("%+v", n)
	}
}
