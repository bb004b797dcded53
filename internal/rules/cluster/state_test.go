package cluster

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// stateRules are the rules of which a partition tells only one.
var stateRules = []*rule.Rule{PartitionLeaderless, UnderMinISR, AtMinISR, UnderReplicated}

// ids is "1,2,…,n".
func ids(n int) string {
	var out []string
	for i := 1; i <= n; i++ {
		out = append(out, fmt.Sprint(i))
	}
	return strings.Join(out, ",")
}

// wanted is the state of a partition by the definition of each state, one by
// one, for a number of replicas, of those in sync, and min.insync.replicas (0:
// not known).
func wanted(led bool, replicas, inSync, minISR int, moving bool) string {
	kafka := min(minISR, replicas)
	lacks := inSync < replicas
	switch {
	case !led:
		return "cluster/partition-leaderless"
	case minISR > 0 && inSync < kafka:
		return "cluster/under-min-isr"
	case lacks && !moving && minISR > 0 && inSync == kafka:
		return "cluster/at-min-isr"
	case lacks && !moving:
		return "cluster/under-replicated"
	}
	return ""
}

// TestEveryState goes through leader × replicas × in sync × min.insync.replicas
// × being reassigned, known and unknown: 1 to 4 replicas, all in one cluster.
func TestEveryState(t *testing.T) {
	want, skipped, severity := map[string]string{}, map[string]bool{}, map[string]finding.Severity{}
	for _, r := range stateRules {
		severity[r.Name] = r.Severity
	}
	p := plant{brokers: []string{broker(1), broker(2), broker(3), broker(4)}}
	var moving []string
	for replicas := 1; replicas <= 4; replicas++ {
		for inSync := 0; inSync <= replicas; inSync++ {
			for minISR := 0; minISR <= 5; minISR++ {
				for _, led := range []bool{true, false} {
					for _, moves := range []bool{true, false} {
						name := fmt.Sprintf("r%d-s%d-m%d-%v-%v", replicas, inSync, minISR, led, moves)
						leader, setting := -1, fmt.Sprintf(`"%d"`, minISR)
						if led {
							leader = 1
						}
						if minISR == 0 {
							setting = unknownMin
						}
						if moves {
							moving = append(moving, fmt.Sprintf(`{"topic": %q, "partition": 0}`, name))
						}
						p.topics = append(p.topics, topic(name, setting, part(leader, ids(replicas), ids(inSync))))
						want[name] = wanted(led, replicas, inSync, minISR, moves)
						skipped[name] = led && minISR == 0 && inSync < replicas
					}
				}
			}
		}
	}
	result := rulestest.Lint(t, stateRules, p.and(`"moving": [`+strings.Join(moving, ",")+`]`).files())
	got := map[string][]finding.Finding{}
	for _, f := range result.Findings {
		got[f.Subject.Name] = append(got[f.Subject.Name], f)
	}
	skips := map[string][]string{}
	for _, s := range result.Skipped {
		skips[s.Subject.Name] = append(skips[s.Subject.Name], s.Rule+" "+s.Needs)
	}
	for name, rule := range want {
		switch f := got[name]; {
		case rule == "" && len(f) > 0:
			t.Errorf("%s: it finds %s: %s", name, f[0].Rule, f[0].Message)
		case rule != "" && (len(f) != 1 || f[0].Rule != rule || f[0].Severity != severity[rule]):
			t.Errorf("%s: it finds %v, want %s alone", name, f, rule)
		case rule != "" && (f[0].Fix == "" || evidenceOf(f[0], "replicas") == "" || f[0].Subject.String() != "partition/"+name+"/0"):
			t.Errorf("%s: fix %q, evidence %v, subject %s", name, f[0].Fix, f[0].Evidence, f[0].Subject)
		}
		s := skips[name]
		slices.Sort(s)
		if !skipped[name] && len(s) > 0 {
			t.Errorf("%s: it skips %v, and min.insync.replicas does not matter", name, s)
		}
		if skipped[name] && !slices.Equal(s, []string{"cluster/at-min-isr min.insync.replicas", "cluster/under-min-isr min.insync.replicas", "cluster/under-replicated min.insync.replicas"}) {
			t.Errorf("%s: it skips %v, want min.insync.replicas by the three rules that need it", name, s)
		}
	}
	if len(want) < 200 {
		t.Errorf("only %d states", len(want))
	}
}

// TestMinISRFromWhereItIsSet: the topic's own value, that of the brokers that
// hold it, what the cluster said, and Kafka's default.
func TestMinISRFromWhereItIsSet(t *testing.T) {
	lacking := part(1, "1,2,3", "1,2")
	said := func(at, minISR string) string {
		return strings.Replace(topic("orders", "", lacking), `"partitions"`, `"`+at+`": {"min.insync.replicas": "`+minISR+`"}, "partitions"`, 1)
	}
	all := func(setting string) plant {
		return healthy().with(1, setting).with(2, setting).with(3, setting)
	}
	for _, c := range []struct {
		name string
		p    plant
		want string // the rule
	}{
		{"the topic", healthy().of(topic("orders", `"3"`, lacking)), "under-min-isr"},
		{"its brokers", all(`"config": {"min.insync.replicas": "3"}`).of(topic("orders", "", lacking)), "under-min-isr"},
		{"the topic before its brokers", all(`"config": {"min.insync.replicas": "3"}`).of(topic("orders", `"2"`, lacking)), "at-min-isr"},
		{"dynamic before static", all(`"config": {"min.insync.replicas": "3"}, "dynamic": {"min.insync.replicas": "2"}`).of(topic("orders", "", lacking)), "at-min-isr"},
		{"what the cluster said", healthy().of(said("observed", "3")), "under-min-isr"},
		{"the default, 1", healthy().of(topic("orders", "", lacking)), "under-replicated"},
		{"brokers that differ", healthy().with(1, `"config": {"min.insync.replicas": "3"}`).with(2, `"config": {"min.insync.replicas": "2"}`).of(topic("orders", "", lacking)), "under-replicated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(rulestest.Lint(t, stateRules, c.p.files())); len(got) != 1 || !strings.HasPrefix(got[0], c.want+" ") {
				t.Errorf("it finds %v, want %s", got, c.want)
			}
		})
	}
}

// TestPartitionMessages: the fact, the consequence and what to do.
func TestPartitionMessages(t *testing.T) {
	gone := healthy().with(3, dead)
	three := gone.with(1, dead).with(2, dead)
	three.brokers = append(three.brokers, broker(4))
	for _, c := range []struct {
		name string
		p    plant
		rule *rule.Rule
		says []string // in the message
		fix  []string
	}{
		{"no leader, one replica", gone.of(topic("a", `"1"`, part(-1, "3", "3", "3"))), PartitionLeaderless,
			[]string{"has no leader", "its only replica is on broker 3", "unavailable until that broker is back"}, []string{"bring broker 3 back: it does not answer", "no other copy"}},
		{"no leader, no replicas", healthy().of(topic("a", `"1"`, part(-1, "", ""))), PartitionLeaderless, []string{"it has no replicas, which Kafka never writes"}, []string{"snapshot of each controller"}},
		{"no leader, in sync on dead brokers", healthy().with(2, dead).with(3, dead).of(topic("a", `"1"`, part(-1, "1,2,3", "2,3", "2", "3"))), PartitionLeaderless,
			[]string{"none of its in-sync replicas, on brokers 2 and 3, is there"}, []string{"bring brokers 2 and 3 back: they do not answer", "One of them is enough", "loses every acknowledged record"}},
		{"no leader, none in sync", gone.of(topic("a", `"1"`, part(-1, "1,3", "", "3"))), PartitionLeaderless,
			[]string{"none of its replicas, on brokers 1 and 3, is in sync"}, []string{"bring broker 3 back", "Kafka elects the one that has all records", "UNCLEAN"}},
		{"no leader, one is eligible", three.of(topic("a", `"1"`, part(-1, "1,2,3", "", "1", "2", "3")+`, "eligible": [2], "lastKnown": [2]`)), PartitionLeaderless,
			[]string{"only broker 2 has all acknowledged records: starting brokers 1 and 3 does not help"}, []string{"bring broker 2 back: it does not answer. Nothing is lost then. ", "UNCLEAN"}},
		{"no leader, two are eligible", three.of(topic("a", `"1"`, part(-1, "1,2,3", "", "1", "2", "3")+`, "eligible": [2, 3]`)), PartitionLeaderless,
			[]string{"only brokers 2 and 3 have all acknowledged records: starting broker 1 does not help"}, []string{"bring brokers 2 and 3 back", "One of them is enough, and nothing is lost then"}},
		{"no leader, one is eligible and the other runs", gone.of(topic("a", `"1"`, part(-1, "1,3", "", "3")+`, "eligible": [3]`)), PartitionLeaderless,
			[]string{"only broker 3 has all acknowledged records"}, []string{"bring broker 3 back"}},
		{"no leader, one led last", three.of(topic("a", `"1"`, part(-1, "1,2", "", "1", "2")+`, "eligible": [], "lastKnown": [2]`)), PartitionLeaderless,
			[]string{"Kafka waits for broker 2, which led it last, because no replica is known to have all acknowledged records: starting broker 1 does not help"},
			[]string{"bring broker 2 back", "records may be missing if it was killed"}},
		{"no leader although one could lead", healthy().of(topic("a", `"1"`, part(-1, "1,2", "2"))), PartitionLeaderless,
			[]string{"broker 2 holds an in-sync replica and answers"}, []string{"kafka-metadata-quorum.sh --bootstrap-server b1:9092", "--topic a --partition 0"}},
		{"no leader, its directory failed", healthy().with(2, `"logDirs": [{"path": "/d", "error": "KAFKA_STORAGE_ERROR"}]`).of(topic("a", `"1"`, part(-1, "2", "2", "2"))), PartitionLeaderless,
			[]string{"its only replica is on broker 2"}, []string{"repair the failed log directory of broker 2"}},
		{"no leader, the directory of the one in sync failed", healthy().with(2, `"logDirs": [{"path": "/d", "error": "KAFKA_STORAGE_ERROR"}]`).of(topic("a", `"1"`, part(-1, "1,2", "2", "2"))), PartitionLeaderless,
			[]string{"none of its in-sync replicas, on broker 2, is there"}, []string{"repair the failed log directory of broker 2, then restart it", "UNCLEAN"}},
		{"under", gone.of(topic("a", `"2"`, part(1, "1,3", "1"))), UnderMinISR,
			[]string{"1 of 2 replicas is in sync, without broker 3", "min.insync.replicas is 2", "NOT_ENOUGH_REPLICAS"}, []string{"bring broker 3 back"}},
		{"under, and above the replicas", gone.of(topic("a", `"5"`, part(1, "1,2,3", "1,2"))), UnderMinISR,
			[]string{"2 of 3 replicas are in sync", "min.insync.replicas is 5, of which Kafka takes 3"}, nil},
		{"at", gone.of(topic("a", `"2"`, part(1, "1,2,3", "1,2"))), AtMinISR,
			[]string{"2 of 3 replicas are in sync, without broker 3", "min.insync.replicas is 2", "one more replica stops all writes"}, nil},
		{"at one", gone.of(topic("a", `"1"`, part(1, "1,3", "1"))), AtMinISR,
			[]string{"answered by one copy", "makes the partition unavailable"}, nil},
		{"under-replicated", gone.of(topic("a", `"1"`, part(1, "1,2,3", "1,2"))), UnderReplicated,
			[]string{"without broker 3", "min.insync.replicas (1) is still exceeded"}, nil},
		{"under-replicated, min unknown", gone.with(2, leads("1", "1")).of(topic("a", unknownMin, part(1, "1,2,3", "1"))), UnderReplicated,
			[]string{"without brokers 2 and 3", "is not known", "may be refused already"}, []string{"bring broker 3 back", "broker 2 answers and is not in sync", "ReplicaFetcherThread", "a throttle left over (follower.replication.throttled.rate"}},
		{"it shuts down, or has just started", healthy().of(topic("a", `"1"`, part(1, "1,2,3", "1,2"), part(2, "2,1", "1,2"))), UnderReplicated,
			[]string{"without broker 3"}, []string{"broker 3 answers, leads nothing and has left all in-sync sets: it is shutting down (controlled shutdown) or has just started: look again in a minute"}},
		{"not heard", healthy().with(3, `"answer": "unheard"`).of(topic("a", `"1"`, part(1, "1,2,3", "1,2"))), UnderReplicated,
			[]string{"without broker 3"}, []string{"see whether broker 3 runs: this look ended before it answered"}},
		{"a replica on a broker that nobody knows", healthy().of(topic("a", `"1"`, part(1, "1,2,9", "1,2"))), UnderReplicated,
			[]string{"without broker 9"}, []string{"bring broker 9 back"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := one(t, rulestest.Lint(t, stateRules, c.p.files()), c.rule)
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix...)
			if first, _, _ := strings.Cut(strings.ReplaceAll(f.Message, ". ", ": "), ": "); len(first) > 120 {
				t.Errorf("its first part has %d characters: %s", len(first), first)
			}
		})
	}
}

// TestLeftAll: a broker that is in sync somewhere, or leads, lags for a reason
// of its own.
func TestLeftAll(t *testing.T) {
	lacking, inSync := part(1, "1,2,3", "1,2"), part(1, "1,2,3", "1,2,3")
	var many []string
	for range 600 {
		many = append(many, part(1, "1,2", "1,2"))
	}
	for name, c := range map[string]struct {
		broker string
		parts  []string
		want   bool
	}{
		"in sync nowhere":               {broker(3), []string{lacking, lacking}, true},
		"in sync elsewhere":             {broker(3), []string{lacking, inSync}, false},
		"it leads":                      {broker(3, leads("2", "4")), []string{lacking}, false},
		"none of its are among the 500": {broker(3), append(many, lacking), false},
	} {
		p := healthy()
		p.brokers[2] = c.broker
		f := rulestest.Of(rulestest.Lint(t, stateRules, p.of(topic("a", `"1"`, append([]string(nil), c.parts...)...)).files()), UnderReplicated.Name)[0]
		if got := strings.Contains(f.Fix, "has left all in-sync sets"); got != c.want {
			t.Errorf("%s: %s", name, f.Fix)
		}
	}
}

// TestOneBrokerGivesOneMessage: thousands of partitions that lack the same
// broker say the same words, so that they can be told together.
func TestOneBrokerGivesOneMessage(t *testing.T) {
	messages := map[string]bool{}
	p := healthy().with(3, dead).of(topic("a", `"2"`, part(1, "1,2,3", "1,2"), part(2, "2,3,1", "2,1"), part(1, "3,1,2", "1,2")))
	for _, f := range rulestest.Of(p.run(t), AtMinISR.Name) {
		messages[f.Message+f.Fix] = true
	}
	if len(messages) != 1 {
		t.Errorf("%d messages: %v", len(messages), messages)
	}
}
