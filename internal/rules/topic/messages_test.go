package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// told is what a finding says to somebody who has never heard of the rule.
type told struct {
	rule, message, fix, at string
	rests                  []string // NAME=VALUE at ORIGIN
}

// TestMessages holds the sentences that the documented examples give. They are
// what people act on at night, so a change of one must be seen in review. A
// rule without an entry here is fine.
func TestMessages(t *testing.T) {
	next := map[string]int{}
	for _, want := range everyMessage {
		found := rulestest.Of(rulestest.Lint(t, Rules, badExample(t, want.rule)), want.rule)
		n := next[want.rule]
		next[want.rule]++
		if n >= len(found) {
			t.Errorf("%s: %d findings, want one more: %s", want.rule, len(found), want.message)
			continue
		}
		f := found[n]
		same(t, want.rule+": message", f.Message, want.message)
		same(t, want.rule+": fix", f.Fix, want.fix)
		same(t, want.rule+": origin", f.Origin.String(), want.at)
		if len(f.Evidence) != len(want.rests) {
			t.Errorf("%s: rests on %d values, want %d: %+v", want.rule, len(f.Evidence), len(want.rests), f.Evidence)
			continue
		}
		for i, e := range f.Evidence {
			same(t, want.rule+": evidence", e.Name+"="+e.Value+" at "+e.Origin.String(), want.rests[i])
		}
	}
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	newest := catalog.Newest()
	want = strings.NewReplacer("NEWEST", catalog.Release(newest), "LINE", newest.String()).Replace(want)
	if got != want {
		t.Errorf("%s is\n%s\nwant\n%s", what, got, want)
	}
}

func badExample(t *testing.T, name string) files {
	t.Helper()
	for _, r := range Rules {
		if r.Name != name {
			continue
		}
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		fs := files{}
		for _, e := range page.Bad {
			fs[e.File] = e.Text
		}
		return fs
	}
	t.Fatalf("there is no rule %s", name)
	return nil
}

// everyMessage is in the order of the rules and of their findings. NEWEST and
// LINE stand for the newest Kafka of the catalogue.
var everyMessage = []told{
	{
		rule:    "topic/unknown-key",
		message: "log.retention.hours is what brokers call it, and topics call it retention.ms: Kafka refuses to create or alter the topic with INVALID_CONFIG (error 40)",
		fix:     "write retention.ms: 604800000",
		at:      "topics.yaml:9:7",
		rests: []string{
			"log.retention.hours=168 at topics.yaml:9:28",
		},
	},
	{
		rule:    "topic/unknown-key",
		message: "min.insync.replica is not a setting of topics in Kafka LINE (did you mean min.insync.replicas?): Kafka refuses to create or alter the topic with INVALID_CONFIG (error 40)",
		fix:     "write min.insync.replicas: 2, or remove the line",
		at:      "topics.yaml:10:7",
		rests: []string{
			"min.insync.replica=2 at topics.yaml:10:27",
		},
	},
	{
		rule:    "topic/value-invalid",
		message: "max.message.bytes is \"2.097152e+07\", a number in floating-point notation as Helm and YAML tools render large ones, but Kafka LINE takes an int (32-bit whole number), ≥ 0: it refuses the topic with INVALID_CONFIG (error 40)",
		fix:     "write max.message.bytes: 20971520",
		at:      "topics.yaml:9:26",
		rests: []string{
			"max.message.bytes=2.097152e+07 at topics.yaml:9:26",
		},
	},
	{
		rule:    "topic/value-invalid",
		message: "segment.bytes is \"1GB\", with a unit, but Kafka LINE takes an int (32-bit whole number), ≥ 1048576: it refuses the topic with INVALID_CONFIG (error 40)",
		fix:     "write segment.bytes: 1073741824",
		at:      "topics.yaml:10:22",
		rests: []string{
			"segment.bytes=1GB at topics.yaml:10:22",
		},
	},
	{
		rule:    "topic/outside-baseline",
		message: "segment.bytes is 1048588 B (1 MiB + 12 B), and the policy allows at least 512 MiB",
		fix:     "set segment.bytes: 536870912, or another value in the policy's range",
		at:      "topics.yaml:9:22",
		rests: []string{
			"segment.bytes=1048588 at topics.yaml:9:22",
			"policy range of segment.bytes=min 536870912, max 2147483648 at policy.yaml:4:7",
		},
	},
	{
		rule:    "topic/outside-baseline",
		message: "retention.ms is -1 (no limit), and the policy allows at most 30 d",
		fix:     "set retention.ms: 2592000000, or another value in the policy's range",
		at:      "topics.yaml:10:21",
		rests: []string{
			"retention.ms=-1 at topics.yaml:10:21",
			"policy range of retention.ms=min 86400000, max 2592000000 at policy.yaml:5:7",
		},
	},
	{
		rule:    "topic/batch-exceeds-segment",
		message: "max.message.bytes allows batches of up to 20 MiB, but a segment holds 1 MiB (segment.bytes): Kafka refuses every batch between the two with RECORD_LIST_TOO_LARGE (error 18), and the producer drops it",
		fix:     "set segment.bytes: 33554432 or more on the topic (Kafka's default is 1073741824), or lower max.message.bytes to 1048576",
		at:      "topics.yaml:9:22",
		rests: []string{
			"max.message.bytes=20971520 at topics.yaml:10:26",
			"segment.bytes=1048576 at topics.yaml:9:22",
		},
	},
	{
		rule:    "topic/payload-exceeds-limit",
		message: "the declared payload of 12 MiB is 12582980 B (12 MiB + 68 B) on the wire, but max.message.bytes allows 10 MiB: Kafka refuses every such record, with error 10 or 18",
		fix:     "set max.message.bytes: 16777216 and segment.bytes: 1073741824 or more",
		at:      "topics.yaml:9:26",
		rests: []string{
			"max_payload=12MiB at policy.yaml:3:18",
			"max.message.bytes=10485760 at topics.yaml:9:26",
		},
	},
	{
		rule:    "topic/min-isr-above-replicas",
		message: "min.insync.replicas is 2, but each partition has 1 replica: Kafka silently uses the smaller number, so acks=all is answered by a single copy",
		fix:     "set replicas: 3, so that 2 copies exist and one more may be down",
		at:      "topics.yaml:9:28",
		rests: []string{
			"min.insync.replicas=2 at topics.yaml:9:28",
			"replicas=1 at topics.yaml:7:15",
		},
	},
	{
		rule:    "topic/min-isr-equals-replicas",
		message: "min.insync.replicas is 3 and each partition has 3 replicas: one replica down, as in every restart of a broker, stops all writes with acks=all (NOT_ENOUGH_REPLICAS)",
		fix:     "set min.insync.replicas: 2, or replicas: 4",
		at:      "topics.yaml:9:28",
		rests: []string{
			"min.insync.replicas=3 at topics.yaml:9:28",
			"replicas=3 at topics.yaml:7:15",
		},
	},
	{
		rule:    "topic/min-isr-one",
		message: "min.insync.replicas is 1 for 3 replicas: acks=all may be answered by one copy, and if that broker fails the acknowledged records are gone",
		fix:     "set min.insync.replicas: 2",
		at:      "topics.yaml:9:28",
		rests: []string{
			"min.insync.replicas=1 at topics.yaml:9:28",
			"replicas=3 at topics.yaml:7:15",
		},
	},
	{
		rule:    "topic/too-few-replicas",
		message: "each partition has 1 replica: when its broker is down the partition is down, and when its disk is lost the records are lost",
		fix:     "set replicas: 3 and min.insync.replicas: 2",
		at:      "topics.yaml:7:15",
		rests: []string{
			"replicas=1 at topics.yaml:7:15",
		},
	},
	{
		rule:    "topic/replicas-exceed-brokers",
		message: "each partition asks for 4 replicas, but the cluster has 3 brokers: Kafka refuses to create the topic with INVALID_REPLICATION_FACTOR (error 38)",
		fix:     "set replicas: 3, or add brokers first",
		at:      "topic.yaml:9:13",
		rests: []string{
			"replicas=4 at topic.yaml:9:13",
			"replicas of pool=3 at pool.yaml:8:13",
		},
	},
	{
		rule:    "topic/unclean-election",
		message: "unclean.leader.election.enable is true: when all in-sync replicas are down, a replica that lacks acknowledged records becomes leader, and the others throw those records away",
		fix:     "set unclean.leader.election.enable: false on the topic",
		at:      "topics.yaml:9:39",
		rests: []string{
			"unclean.leader.election.enable=true at topics.yaml:9:39",
		},
	},
	{
		rule:    "topic/retention-unbounded",
		message: "retention.ms and retention.bytes set no limit: the topic grows until the disk is full, and then the broker stops with all its topics",
		fix:     "set retention.ms: 604800000 (7 d) or retention.bytes, or declare the reason in the policy: workloads: [{topics: [\"audit\"], unbounded: \"…\"}]",
		at:      "topics.yaml:9:21",
		rests: []string{
			"cleanup.policy=delete at default of Kafka NEWEST, version not declared",
			"retention.ms=-1 at topics.yaml:9:21",
			"retention.bytes=-1 at default of Kafka NEWEST, version not declared",
		},
	},
	{
		rule:    "topic/retention-below-outage",
		message: "records are deleted after 1 d (retention.ms), but consumers may be down for 3 d: what they have not read by then is lost",
		fix:     "set retention.ms: 518400000 or more",
		at:      "topics.yaml:9:21",
		rests: []string{
			"retention.ms=86400000 at topics.yaml:9:21",
			"outage_tolerance=3d at policy.yaml:3:23",
		},
	},
	{
		rule:    "topic/segments-explode",
		message: "a partition comes to about 10241 segments of 1048588 B (1 MiB + 12 B), and the policy allows 50: each one costs its broker open files and memory maps, and makes every restart longer",
		fix:     "set segment.bytes: 268435456 or more",
		at:      "topics.yaml:9:22",
		rests: []string{
			"segment.bytes=1048588 at topics.yaml:9:22",
			"retention.bytes=10737418240 at topics.yaml:10:24",
			"segment.ms=604800000 at default of Kafka NEWEST, version not declared",
		},
	},
	{
		rule:    "topic/segment-outlives-retention",
		message: "records must be gone within 30 d, but they may live for 30 d and for 7 d more, until their segment is closed (segment.ms)",
		fix:     "set retention.ms: 1296000000 and segment.ms: 648000000",
		at:      "topics.yaml:9:21",
		rests: []string{
			"erase_within=30d at policy.yaml:3:19",
			"retention.ms=2592000000 at topics.yaml:9:21",
			"segment.ms=604800000 at default of Kafka NEWEST, version not declared",
		},
	},
	{
		rule:    "topic/disk-overcommitted",
		message: "the topics may keep 1.8 TiB, but 3 brokers of 100 GiB hold 300 GiB: a full disk stops its broker with all its topics",
		fix:     "keep less, most of all on orders (retention.bytes or retention.ms), or use disks of 1 TiB or more",
		at:      "topic.yaml:4:9",
		rests: []string{
			"replicas of pool=3 at pool.yaml:8:13",
			"retention.bytes=53687091200 at topic.yaml:12:22",
		},
	},
	{
		rule:    "topic/compact-event-stream",
		message: "every record must be handled at least once (at_least_once), but cleanup.policy is compact: compaction removes all but the last record of each key, and a consumer that is behind never sees the others",
		fix:     "set cleanup.policy: delete, or min.compaction.lag.ms: 86400000 (as long as consumers may be down) or more",
		at:      "topics.yaml:9:23",
		rests: []string{
			"cleanup.policy=compact at topics.yaml:9:23",
			"min.compaction.lag.ms=0 at default of Kafka NEWEST, version not declared",
			"at_least_once=true at policy.yaml:3:20",
			"outage_tolerance=1d at policy.yaml:4:23",
		},
	},
	{
		rule:    "topic/tombstones-too-short",
		message: "tombstones are kept for 1 d (delete.retention.ms), but consumers may be down for 3 d: one that is back later never learns of the deletes, and keeps those keys for ever",
		fix:     "set delete.retention.ms: 518400000 or more",
		at:      "topics.yaml:9:23",
		rests: []string{
			"delete.retention.ms=86400000 at default of Kafka NEWEST, version not declared",
			"outage_tolerance=3d at policy.yaml:3:23",
			"cleanup.policy=compact at topics.yaml:9:23",
		},
	},
	{
		rule:    "topic/tiered-retention",
		message: "local.retention.ms is 14 d, more than retention.ms of 7 d, though remote storage is on: Kafka refuses the setting (INVALID_CONFIG, error 40)",
		fix:     "set local.retention.ms: 604800000 or less, or -2 to follow retention.ms",
		at:      "topics.yaml:11:27",
		rests: []string{
			"local.retention.ms=1209600000 at topics.yaml:11:27",
			"retention.ms=604800000 at topics.yaml:10:21",
			"remote.storage.enable=true at topics.yaml:9:30",
		},
	},
	{
		rule:    "topic/compaction-lag-conflict",
		message: "min.compaction.lag.ms is 1 d, more than max.compaction.lag.ms of 1 h: Kafka refuses the topic (INVALID_CONFIG, error 40)",
		fix:     "set min.compaction.lag.ms: 3600000 or less, or max.compaction.lag.ms: 86400000 or more",
		at:      "topics.yaml:10:30",
		rests: []string{
			"min.compaction.lag.ms=86400000 at topics.yaml:10:30",
			"max.compaction.lag.ms=3600000 at topics.yaml:11:30",
		},
	},
	{
		rule:    "topic/timestamps-refused",
		message: "records older than 1 min are refused (message.timestamp.before.max.ms), but producer.properties keeps a record for up to 2 min before it is delivered (delivery.timeout.ms): after a short outage Kafka refuses what was waiting with INVALID_TIMESTAMP (error 32), and it is lost",
		fix:     "set message.timestamp.before.max.ms: 240000 or more",
		at:      "topics.yaml:9:40",
		rests: []string{
			"message.timestamp.before.max.ms=60000 at topics.yaml:9:40",
			"delivery.timeout.ms=120000 at producer.properties:4:21",
			"message.timestamp.type=CreateTime at default of Kafka NEWEST, version not declared",
		},
	},
	{
		rule:    "topic/cleanup-policy-empty",
		message: "cleanup.policy is empty: since Kafka 4.2 that means that nothing is ever deleted, whatever retention.ms and retention.bytes say",
		fix:     "set cleanup.policy: delete, or compact; if nothing may be deleted, say so by retention.ms: -1",
		at:      "topics.yaml:9:23",
		rests: []string{
			"cleanup.policy= at topics.yaml:9:23",
		},
	},
	{
		rule:    "topic/name-invalid",
		message: "the name \"orders/eu\" has the character '/' in it: Kafka refuses to create the topic with INVALID_TOPIC_EXCEPTION (error 17)",
		fix:     "use letters, digits, '.', '_' and '-' only, at most 249 of them",
		at:      "topics.yaml:5:11",
	},
	{
		rule:    "topic/name-collides",
		message: "orders_eu and orders.eu differ only in '.' and '_': Kafka refuses to create the second with INVALID_TOPIC_EXCEPTION (error 17), because their metrics would have one name",
		fix:     "rename one of the two, and use either '.' or '_' in all names",
		at:      "topics.yaml:10:11",
		rests: []string{
			"topic=orders.eu at topics.yaml:5:11",
		},
	},
	{
		rule:    "topic/dead-letter-too-small",
		message: "max.message.bytes of this dead-letter topic is 1048588 B (1 MiB + 12 B), but its source orders allows 20 MiB: a record that is larger can be neither handled nor set aside, and its consumer stands still or drops it",
		fix:     "set max.message.bytes: 21037056 or more, so that the headers which describe the failure fit, too",
		at:      "topics.yaml:10:11",
		rests: []string{
			"max.message.bytes=1048588 at default of Kafka NEWEST, version not declared",
			"topic=orders at topics.yaml:5:11",
			"max.message.bytes=20971520 at topics.yaml:9:26",
			"dead_letter=orders-failed at policy.yaml:3:18",
		},
	},
	{
		rule:    "topic/dead-letter-too-short",
		message: "dead letters are deleted after 1 d (retention.ms), sooner than 3 d: a weekend passes before anybody has looked at them",
		fix:     "set retention.ms: 1209600000 or more",
		at:      "topics.yaml:14:21",
		rests: []string{
			"retention.ms=86400000 at topics.yaml:14:21",
			"dead_letter=orders-failed at policy.yaml:3:18",
		},
	},
	{
		rule:    "topic/dead-letter-compacted",
		message: "this dead-letter topic is compacted (cleanup.policy is compact): only the last dead letter of each key is kept, and one without a key is refused with INVALID_RECORD (error 87)",
		fix:     "set cleanup.policy: delete, and retention.ms: 1209600000 (14 d)",
		at:      "topics.yaml:14:23",
		rests: []string{
			"cleanup.policy=compact at topics.yaml:14:23",
		},
	},
	{
		rule:    "topic/two-owners",
		message: "the topic is declared twice in one cluster, here with retention.ms 86400000 and in team-a/topics.yaml:9:21 with 604800000: each owner undoes what the other sets",
		fix:     "keep one of the two declarations and delete the other",
		at:      "team-b/topics.yaml:9:21",
		rests: []string{
			"retention.ms=86400000 at team-b/topics.yaml:9:21",
			"retention.ms=604800000 at team-a/topics.yaml:9:21",
		},
	},
}
