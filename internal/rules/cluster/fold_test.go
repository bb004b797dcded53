package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// causeOf is the rule and subject of the cause of a finding; "" if it has
// none.
func causeOf(r *finding.Result, f finding.Finding) string {
	for i := range r.Findings {
		if f.CausedBy != "" && r.Findings[i].Fingerprint() == f.CausedBy {
			return strings.TrimPrefix(r.Findings[i].Rule, "cluster/") + " " + r.Findings[i].Subject.String()
		}
	}
	return f.CausedBy
}

// causes is the cause of each finding but those without one, by rule and
// subject.
func causes(r *finding.Result) map[string]string {
	out := map[string]string{}
	for _, f := range r.Findings {
		out[strings.TrimPrefix(f.Rule, "cluster/")+" "+f.Subject.String()] = causeOf(r, f)
	}
	return out
}

// TestOneDeadBrokerExplainsItsPartitions: twelve partitions in every bad state
// are told below the one broker, and what it does not explain stays outside.
func TestOneDeadBrokerExplainsItsPartitions(t *testing.T) {
	var twelve []string
	for i := range 12 {
		twelve = append(twelve, []string{part(1, "1,2,3", "1,2"), part(-1, "3", "3"), part(1, "1,3", "1"), part(2, "3,2,1", "2,1")}[i%4])
	}
	p := healthy().with(3, dead).of(topic("orders", `"2"`, twelve...),
		topic("other", `"2"`, part(1, "1,2,3", "1"), part(1, "1,2", "1"), part(-1, "2,3", "2,3")),
		topic("__consumer_offsets", `"2"`, part(1, "1,3", "1")))
	result := p.run(t)
	got := causes(result)
	folded := 0
	for what, cause := range got {
		if strings.Contains(what, "partition/orders/") {
			folded++
			if cause != "broker-missing broker/3" {
				t.Errorf("%s is caused by %q", what, cause)
			}
		}
	}
	if folded != 12 {
		t.Errorf("%d findings on the twelve partitions", folded)
	}
	for what, want := range map[string]string{
		"broker-missing broker/3":                "",
		"under-min-isr partition/other/0":        "", // lacks a replica on a healthy broker, too
		"under-min-isr partition/other/1":        "", // lacks that one alone
		"partition-leaderless partition/other/2": "", // broker 2 could lead it
		"offsets-topic-unavailable cluster":      "broker-missing broker/3",
	} {
		if cause, is := got[what]; !is || cause != want {
			t.Errorf("%s: told %v, caused by %q, want %q", what, is, cause, want)
		}
	}
}

// TestTwoDeadBrokers: a partition that lacks both is told below one of them.
func TestTwoDeadBrokers(t *testing.T) {
	got := causes(healthy().with(2, dead).with(3, killed).of(topic("orders", `"2"`, part(1, "1,2,3", "1"))).run(t))
	if cause := got["under-min-isr partition/orders/0"]; !strings.HasPrefix(cause, "broker-missing broker/") {
		t.Errorf("it is caused by %q: %v", cause, got)
	}
}

// TestAFailedDirectoryExplainsWhatLiesInIt, and not another replica on the same
// broker that lags for a reason of its own.
func TestAFailedDirectoryExplainsWhatLiesInIt(t *testing.T) {
	p := healthy().with(3, `"logDirs": [{"path": "/d1"}, {"path": "/d2", "error": "KAFKA_STORAGE_ERROR"}]`).of(topic("orders", `"2"`,
		part(1, "1,2,3", "1,2", "3"), part(1, "1,2,3", "1,2"), part(-1, "3", "3", "3"), part(-1, "1,3", "", "3")))
	got := causes(p.run(t))
	for what, want := range map[string]string{
		"log-dir-offline broker/3":                "",
		"at-min-isr partition/orders/0":           "log-dir-offline broker/3",
		"at-min-isr partition/orders/1":           "",
		"partition-leaderless partition/orders/2": "log-dir-offline broker/3",
		"partition-leaderless partition/orders/3": "log-dir-offline broker/3",
	} {
		if cause, is := got[what]; !is || cause != want {
			t.Errorf("%s: told %v, caused by %q, want %q", what, is, cause, want)
		}
	}
}

// TestAPartitionWaitsForTheOneThatMayLead: three brokers died one after the
// other, and the partition is told below the last one alone.
func TestAPartitionWaitsForTheOneThatMayLead(t *testing.T) {
	none := func(more string) string { return part(-1, "1,2,3", "", "1", "2", "3") + more }
	for more, want := range map[string]string{
		`, "eligible": [2], "lastKnown": [2]`: "broker-missing broker/2",
		`, "eligible": [], "lastKnown": [3]`:  "broker-missing broker/3",
		`, "eligible": [3, 4]`:                "", // broker 4 answers, and does not lead
		``:                                    "broker-missing broker/1",
	} {
		p := healthy().with(1, dead).with(2, dead).with(3, dead)
		p.brokers = append(p.brokers, broker(4))
		got := causes(p.of(topic("orders", `"1"`, none(more))).run(t))
		if cause, told := got["partition-leaderless partition/orders/0"]; !told || cause != want {
			t.Errorf("%s: told %v, caused by %q, want %q", more, told, cause, want)
		}
	}
}

// TestLostMetadataExplainReplicasThatDoNotFollow, of the same broker alone.
func TestLostMetadataExplainReplicasThatDoNotFollow(t *testing.T) {
	p := healthy().with(3, `"views": [`+otherView(0)+","+otherView(2000)+`]`).of(topic("orders", `"2"`, part(1, "1,2,3", "1,2"), part(1, "1,2,3", "1,3")))
	got := causes(p.run(t))
	if got["at-min-isr partition/orders/0"] != "metadata-disagrees broker/3" || got["at-min-isr partition/orders/1"] != "" {
		t.Errorf("causes %v", got)
	}
}

// TestTheOffsetsTopicInPart is not told below a broker that explains only some
// of its partitions.
func TestTheOffsetsTopicInPart(t *testing.T) {
	offsets := func(second string) plant {
		return healthy().with(3, dead).of(topic("__consumer_offsets", `"2"`, part(1, "1,3", "1"), second))
	}
	for second, want := range map[string]string{
		part(1, "1,2,3", "1,2"): "broker-missing broker/3",
		part(1, "1,3,2", "1,2"): "broker-missing broker/3",
		part(1, "1,2", "1"):     "",
		part(-1, "3", "3"):      "broker-missing broker/3",
		part(-1, "2,1", ""):     "",
	} {
		if got := causes(offsets(second).run(t)); got["offsets-topic-unavailable cluster"] != want {
			t.Errorf("%s: it is caused by %q, want %q", second, got["offsets-topic-unavailable cluster"], want)
		}
	}
}

// TestThousandsOfPartitions are judged and folded within the limits of a test.
func TestThousandsOfPartitions(t *testing.T) {
	var topics, moving []string
	for i := range 2000 {
		name := fmt.Sprintf("t%d", i)
		topics = append(topics, topic(name, `"2"`, part(1, "1,2,3", "1,2"), part(-1, "3", "3"), part(2, "2,3", "2")))
		moving = append(moving, fmt.Sprintf(`{"topic": %q, "partition": 0}`, name))
	}
	result := healthy().with(3, dead).of(topics...).and(`"moving": [` + strings.Join(moving, ",") + `]`).run(t)
	folded := 0
	for _, f := range result.Findings {
		if f.CausedBy != "" {
			folded++
		}
	}
	if folded != 4000 || len(rulestest.Of(result, BrokerMissing.Name)) != 1 {
		t.Errorf("%d of %d findings are folded, want 4000", folded, len(result.Findings))
	}
}
