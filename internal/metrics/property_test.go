package metrics

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// blow takes a fact away. What matches lies is what then must not be printed:
// series with their healthy values.
type blow struct {
	name string
	lies []string
	hit  func(*board.Cluster)
}

const (
	anyCount  = `^breakwater_partitions_(leaderless|under_min_isr|under_replicated|with_offline_replicas)\{`
	sums      = `^breakwater_broker_lag_(records|seconds)\{`
	ofBilling = `(group|consumergroup)="billing"`
)

func gap(f model.Fact, s model.Subject) func(*board.Cluster) {
	return func(c *board.Cluster) {
		c.Result.Gaps = append(c.Result.Gaps, model.Gap{Fact: f, Scope: s, Why: model.TimedOut})
	}
}

// noCommit leaves nothing unknown: there is no lag to know.
const noCommit = "a group without any commit"

var theCluster = model.Subject{Kind: model.KindCluster}

func answering2(a model.Answer) func(*board.Cluster) {
	return func(c *board.Cluster) { c.Scope.Brokers[1].Seen.Answer = a }
}

var deadUnnoticed = []string{
	anyCount, `^breakwater_broker_up\{.*broker="2"\} 1`, `^kafka_brokers 3`, `^kafka_broker_info\{id="2"`,
	`^kafka_topic_partition_under_replicated_partition\{.* 0$`, `^kafka_topic_partition_in_sync_replica\{.* 3$`, `^kafka_topic_partition_leader\{.* 2$`, `^breakwater_partition_(leader\{.* 2$|in_sync_replicas.* 3$)`,
}

var blows = []blow{
	{"a silent broker that its peers call alive", deadUnnoticed, answering2(model.Silent)},
	{"a broker that refuses", deadUnnoticed, answering2(model.Refused)},
	{"a broker whose name is not found", deadUnnoticed, answering2(model.Unlocated)},
	{"a broker that was not asked", deadUnnoticed, answering2(model.NotAsked)},
	{"a broker that had no time to answer", deadUnnoticed, answering2(model.Unheard)},
	{"a broker that nobody knows of", []string{anyCount}, func(c *board.Cluster) { c.Scope.Brokers = c.Scope.Brokers[:2] }},
	{"brokers that tell different stories", []string{anyCount, `^kafka_topic_partition_(leader|in_sync_replica)\{.*orders`}, func(c *board.Cluster) {
		c.Scope.Brokers[0].Seen.Views = append(c.Scope.Brokers[0].Seen.Views, model.View{Differs: 3})
	}},
	{"metadata with a gap", []string{anyCount, `^breakwater_(topics|partitions)\{`, `^breakwater_broker_(leaders|replicas)`}, gap(model.FactMetadata, theCluster)},
	{"metadata that were never told", []string{anyCount, `^breakwater_(topics|partitions|topic_partitions|partition_leader)\{`, `^kafka_topic`}, func(c *board.Cluster) { delete(c.Ages, model.FactMetadata) }},
	{"metadata of long ago", []string{anyCount, `^breakwater_(topics|partitions)\{`, `^kafka_topic`}, func(c *board.Cluster) { c.Ages[model.FactMetadata] = at.Add(-2 * time.Minute) }},
	{"a topic without its partitions", []string{anyCount, `^breakwater_topic_.*topic="orders"`, `^kafka_topic_partitions\{topic="orders"`}, func(c *board.Cluster) { c.Scope.Topics[0].Layout = &model.Layout{} }},
	{"min.insync.replicas that is not known", []string{`^breakwater_partitions_under_min_isr\{`}, func(c *board.Cluster) {
		missing := &c.Scope.Topics[1].Layout.Partitions[0]
		missing.ISR = missing.ISR[:1]
		s := model.Subject{Kind: model.KindPartition, Name: "audit"}
		told(c, "cluster/under-replicated", finding.Warning, s)
		c.Result.Skipped = append(c.Result.Skipped, finding.Skip{Rule: "cluster/under-min-isr", Subject: s})
	}},
	{"rules that are off", []string{`^breakwater_partitions_under_min_isr\{`}, func(c *board.Cluster) { c.Scope.Topics[1].Layout.Partitions[0].ISR = []int32{1} }},
	{"a quorum that was not seen", []string{`^breakwater_quorum_`}, func(c *board.Cluster) { c.Scope.Cluster.Quorum = nil }},
	{"a quorum that is silent", []string{`^breakwater_quorum_`}, func(c *board.Cluster) { c.Scope.Cluster.Quorum = &model.Quorum{Leader: -1, Silent: &model.Silence{}} }},
	{"a quorum of long ago", []string{`^breakwater_quorum_`}, func(c *board.Cluster) { c.Ages[model.FactQuorum] = at.Add(-time.Hour) }},
	{"a voter that the leader has not heard", []string{`^breakwater_quorum_voter_.*voter="3"`}, func(c *board.Cluster) {
		if q := c.Scope.Cluster.Quorum; q != nil && len(q.Voters) == 3 {
			q.Voters[2].LogEnd, q.Voters[2].LastFetch = -1, -1
		}
	}},
	{"log directories that were not told", []string{`^breakwater_log_dir_.*broker="1"`}, func(c *board.Cluster) { c.Scope.Brokers[0].Seen.LogDirsKnown = false }},
	{"log directories of long ago", []string{`^breakwater_log_dir_`}, func(c *board.Cluster) { c.Ages[model.FactLogDirs] = at.Add(-time.Hour) }},
	{"groups of a coordinator", []string{sums}, gap(model.FactGroups, model.Subject{Kind: model.KindBroker, Name: "2"})},
	{"a fact that no source brings", []string{`^breakwater_group_(state|members)`, `^kafka_consumergroup_members`, sums}, func(c *board.Cluster) { c.Result.NotAsked = append(c.Result.NotAsked, model.FactGroups) }},
	{"the commits of a group", []string{`^(breakwater_group_(lag_(records|seconds|precision_seconds)|lost_records|catch_up_seconds|partitions_).*|kafka_consumergroup_(lag|current).*)` + ofBilling, `^breakwater_group_lag_complete.*billing"\} 1`, sums + `.*(leader|broker="2")`}, func(c *board.Cluster) {
		c.Scope.Cluster.Groups[0].CommitsKnown, c.Scope.Cluster.Groups[0].Commits = false, nil
		c.Lag[0].Partitions, c.Lag[0].Complete = nil, false
	}},
	{"a group of which no lag was computed", []string{sums}, func(c *board.Cluster) { c.Lag = c.Lag[:1] }},
	{"a partition of a group", []string{`^breakwater_group_(lag_(records|seconds)|lost_records|catch_up_seconds|read_\w*|written_\w*)\{.*` + ofBilling, `^kafka_consumergroup_lag_sum\{` + ofBilling, `^breakwater_group_lag_complete.*billing"\} 1`, `^breakwater_broker_lag_records\{.*(broker="2",by="coordinator"|broker="1",by="leader")`}, func(c *board.Cluster) {
		if len(c.Lag[0].Partitions) > 0 {
			c.Lag[0].Partitions[0].Known, c.Lag[0].Partitions[0].AgeKnown, c.Lag[0].Complete, c.Lag[0].AgeKnown = false, false, false, false
		}
	}},
	{"the age of a lag", []string{`^breakwater_group_lag_(seconds|precision_seconds)\{.*` + ofBilling, `^breakwater_broker_lag_seconds\{.*broker="2",by="coordinator"`}, func(c *board.Cluster) {
		if len(c.Lag[0].Partitions) > 0 {
			c.Lag[0].Partitions[1].AgeKnown = false
		}
	}},
	{noCommit, []string{`^breakwater_group_(lag_records|lag_seconds|lost_records|catch_up_seconds)\{.*` + ofBilling}, func(c *board.Cluster) {
		for i := range c.Lag[0].Partitions {
			c.Lag[0].Partitions[i].HasCommit = false
		}
	}},
	{"offsets of long ago", []string{`^breakwater_(group_lag_(records|seconds)|topic_log_end_offset|partition_lag|partition_log)`, `^kafka_consumergroup_(lag|current)`, `^kafka_topic_partition_(current|oldest)`, sums}, func(c *board.Cluster) { c.Ages[model.FactOffsets] = at.Add(-time.Hour) }},
	{"where a log ends", []string{`^breakwater_topic_log_end_offset\{.*orders`, `^kafka_topic_partition_current_offset\{topic="orders",partition="0"`}, func(c *board.Cluster) {
		if p := c.Scope.Topics[0].Layout.Partitions; len(p) > 0 {
			p[0].Offsets = model.Offsets{Start: 10, StartKnown: true, Why: "the leader does not answer"}
		}
	}},
	{"the members of a group", []string{`^(breakwater_group|kafka_consumergroup)_members\{.*` + ofBilling}, func(c *board.Cluster) { c.Scope.Cluster.Groups[0].MembersKnown = false }},
	{"the state of a group", []string{`^breakwater_group_state\{.*` + ofBilling}, func(c *board.Cluster) { c.Scope.Cluster.Groups[0].State = "" }},
	{"a cluster that is dark", []string{anyCount, `^breakwater_up\{.* 1`, `^kafka_`, `^breakwater_(quorum|topic|partition|log_dir|group_lag_(records|seconds))`}, func(c *board.Cluster) {
		c.Scope.Cluster.Dark = true
		for _, b := range c.Scope.Brokers {
			b.Seen.Answer = model.Silent
		}
	}},
}

// TestUnknownNeverPrintsHealthy takes facts away from a cluster of which each
// is healthy, alone and several at once.
func TestUnknownNeverPrintsHealthy(t *testing.T) {
	options := Options{Partitions: All, Compat: []string{KafkaExporter}, Now: clock(at)}
	chance := rand.New(rand.NewPCG(1, 2))
	several := slices.DeleteFunc(slices.Clone(blows), func(b blow) bool { return b.name == noCommit })
	for n := range len(blows) + 400 {
		var hits []blow
		if n < len(blows) {
			hits = []blow{blows[n]}
		} else {
			for range 2 + chance.IntN(3) {
				hits = append(hits, several[chance.IntN(len(several))])
			}
		}
		b, names := healthy(), ""
		for _, h := range hits {
			h.hit(b.Clusters[0])
			names += h.name + "; "
		}
		page := get(t, b, options).Body.String()
		if _, err := parse(page, false); err != nil {
			t.Fatalf("%s: %v", names, err)
		}
		for _, h := range hits {
			for _, lie := range h.lies {
				if found := matching(page, lie); len(found) > 0 {
					t.Errorf("without %s: %s", names, found[0])
				}
			}
		}
		if found := matching(page, `^breakwater_incidents\{.* 0$`); len(found) > 0 && hits[0].name != noCommit {
			t.Errorf("without %s nothing is said to be wrong: %s", names, found[0])
		}
	}
}

func matching(page, pattern string) (out []string) {
	re := regexp.MustCompile(pattern)
	for line := range strings.Lines(page) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "#") && re.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}

// TestHealthyPrintsHealthy: else the test above could not fail.
func TestHealthyPrintsHealthy(t *testing.T) {
	page := get(t, healthy(), Options{Partitions: All, Compat: []string{KafkaExporter}}).Body.String()
	for _, b := range blows {
		for _, lie := range b.lies {
			if len(matching(page, lie)) == 0 {
				t.Errorf("%s: nothing on the healthy page matches %s", b.name, lie)
			}
		}
	}
	for _, m := range matching(page, `^breakwater_unknown\{`) {
		if !strings.HasSuffix(m, " 0") {
			t.Error(m)
		}
	}
	if got := len(matching(page, `^breakwater_incidents\{.* 0$`)); got != 9 {
		t.Errorf("%d series say that there is no incident", got)
	}
	if found := matching(page, `_at_least`); len(found) > 0 {
		t.Error(found)
	}
}

// TestNothingIsKnownOfAWatchThatHangs, whatever the last board says.
func TestNothingIsKnownOfAWatchThatHangs(t *testing.T) {
	allowed := regexp.MustCompile(`^(breakwater_(up|unknown|look_\w+|looks_total|fact_age_seconds|history_\w+|cluster_info|build_info|watch_start_timestamp_seconds|incidents_unconfirmed|incidents_left_out)|process_\w+|go_\w+)(\{| )`)
	for _, c := range []struct {
		after time.Duration
		hangs bool
	}{{30 * time.Second, false}, {30*time.Second + 1, true}, {time.Hour, true}} {
		t.Run(fmt.Sprint(c.after), func(t *testing.T) {
			o := later(c.after)
			o.Compat, o.Partitions = []string{KafkaExporter}, All
			p := scrape(t, healthy(), o)
			p.want(t, `breakwater_up{cluster="plant"}`, truth(!c.hangs))
			p.want(t, `breakwater_look_age_seconds{cluster="plant"}`, c.after.Seconds())
			others := 0
			for s := range p.series {
				if !allowed.MatchString(s + " ") {
					others++
				}
			}
			if (others == 0) != c.hangs {
				t.Errorf("%d series of values", others)
			}
		})
	}
}
