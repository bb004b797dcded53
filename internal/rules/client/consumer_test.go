package client

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

const (
	group    = "group.id=g\n"
	protocol = "group.protocol=consumer\n"
)

func TestHeartbeatTooSlow(t *testing.T) {
	consumer(t, HeartbeatTooSlow, []row{
		{
			name: "equal throws",
			text: group + "heartbeat.interval.ms=6000\nsession.timeout.ms=6000\n",
			want: []string{"error consumer.properties:3 throws IllegalArgumentException"},
		},
		{
			name: "equal to the default throws",
			text: group + "heartbeat.interval.ms=45000\n",
			want: []string{"error consumer.properties:3 session.timeout.ms is only 45 s"},
		},
		{
			name: "a session below the default throws",
			text: group + "session.timeout.ms=3000\n",
			want: []string{"error consumer.properties:3 "},
		},
		{
			name: "more than a third",
			text: group + "heartbeat.interval.ms=20000\n",
			want: []string{"warning consumer.properties:3 more than a third"},
		},
		{
			name: "a short session",
			text: group + "session.timeout.ms=6000\n",
			want: []string{"warning consumer.properties:3 heartbeat.interval.ms is 3 s, more than a third of session.timeout.ms (6 s)"},
		},
		{name: "a third", text: group + "heartbeat.interval.ms=10000\nsession.timeout.ms=30000\n"},
		{name: "the defaults", text: group},
		{name: "brokers set the pace", target: "4.1", text: group + protocol + "heartbeat.interval.ms=45000\n"},
		{
			name: "an old client knows no other pace", target: "3.6",
			text: group + protocol + "heartbeat.interval.ms=45000\n",
			want: []string{"error consumer.properties:4 "},
		},
		{name: "unknown", text: group + "heartbeat.interval.ms=${H}\n", skips: "heartbeat.interval.ms"},
		{
			name:  "protocol unknown",
			text:  group + "group.protocol=${P}\nheartbeat.interval.ms=45000\n",
			skips: "group.protocol",
		},
	})
}

func TestLiveness(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the interval was written", "heartbeat.interval.ms=20000\n", "set heartbeat.interval.ms=15000"},
		{"the session was written", "session.timeout.ms=6000\n", "set heartbeat.interval.ms=2000"},
		{"the session is below the default interval", "session.timeout.ms=2000\n", "set session.timeout.ms=9000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{"consumer.properties": address + group + c.text}), HeartbeatTooSlow.Name)
			if len(found) != 1 || found[0].Fix[:len(c.want)] != c.want {
				t.Errorf("got %v, want the fix %q", found, c.want)
			}
		})
	}
}

func TestSessionOutOfBounds(t *testing.T) {
	broker := func(settings string) rulestest.Files { return rulestest.Files{"server.properties": server(settings)} }
	consumer(t, SessionOutOfBounds, []row{
		{name: "above the broker's", text: group + "session.timeout.ms=120000\n", files: broker("group.max.session.timeout.ms=60000\n"),
			want: []string{"error consumer.properties:3 session.timeout.ms is 2 min, above the brokers' group.max.session.timeout.ms of 1 min"}},
		{name: "below the broker's default", text: group + "session.timeout.ms=5000\n", files: broker(""),
			want: []string{"error consumer.properties:3 below the brokers' group.min.session.timeout.ms of 6 s"}},
		{name: "the default below the broker's", text: group, files: broker("group.min.session.timeout.ms=60000\n"),
			want: []string{"error server.properties:" + serverLine + " session.timeout.ms is 45 s, below"}},
		{name: "the default above the broker's", text: group, files: broker("group.max.session.timeout.ms=30000\n"),
			want: []string{"error server.properties:" + serverLine + " session.timeout.ms is 45 s, above"}},
		{name: "inside", text: group + "session.timeout.ms=10000\n", files: broker("")},
		{name: "at the bound", text: group + "session.timeout.ms=6000\n", files: broker("")},
		{
			name: "no broker is known",
			text: group + "session.timeout.ms=5000\n",
			want: []string{"warning consumer.properties:3 of 6 s"},
		},
		{
			name: "brokers set the pace", target: "4.1",
			text:  group + protocol + "session.timeout.ms=5000\n",
			files: broker(""),
		},
		{name: "unknown", text: group + "session.timeout.ms=${S}\n", files: broker(""), skips: "session.timeout.ms"},
		{
			name:  "the broker's unknown",
			text:  group + "session.timeout.ms=5000\n",
			files: broker("group.min.session.timeout.ms=${S}\n"),
			skips: "group.min.session.timeout.ms",
		},
	})
}

func TestPollIntervalShort(t *testing.T) {
	load := func(time string) rulestest.Files {
		return rulestest.Files{
			"topics.yaml": topics("plant", "retention.ms: 172800000"),
			"policy.yaml": workload("consumer.properties", "record_time: "+time),
		}
	}
	consumer(t, PollIntervalShort, []row{
		{name: "all written", text: group + "max.poll.interval.ms=60000\nmax.poll.records=100\n", files: load("1s"),
			want: []string{"error consumer.properties:3 max.poll.interval.ms is 1 min, but 100 records of up to 1 s each"}},
		{
			name:  "records by default",
			text:  group + "max.poll.interval.ms=60000\n",
			files: load("1s"),
			want:  []string{"error consumer.properties:3 500 records"},
		},
		{
			name:  "interval by default",
			text:  group + "max.poll.records=400\n",
			files: load("1s"),
			want:  []string{"error consumer.properties:3 max.poll.interval.ms is 5 min"},
		},
		{
			name:  "both by default",
			text:  group,
			files: load("1s"),
			want:  []string{"error consumer.properties:1 500 records"},
		},
		{name: "just enough", text: group + "max.poll.records=300\n", files: load("1s")},
		{
			name:  "one too many",
			text:  group + "max.poll.records=301\n",
			files: load("1s"),
			want:  []string{"error consumer.properties:3 "},
		},
		{
			name: "also where brokers set the pace", target: "4.1",
			text:  group + protocol,
			files: load("1s"),
			want:  []string{"error consumer.properties:1 "},
		},
		{
			name:  "a time beyond reason",
			text:  group + "max.poll.records=2147483647\n",
			files: load("1000d"),
			want:  []string{"error consumer.properties:3 "},
		},
		{
			name:  "nothing is declared",
			text:  group,
			files: rulestest.Files{"topics.yaml": topics("plant", "retention.ms: 1")},
		},
		{name: "unknown", text: group + "max.poll.records=${N}\n", files: load("1s"), skips: "max.poll.records"},
	})
}

func TestProtocolKeysConflict(t *testing.T) {
	const throws = "the consumer throws ConfigException"
	classic := []struct{ key, text string }{
		{"session.timeout.ms", "session.timeout.ms=45000\n"},
		{"heartbeat.interval.ms", "heartbeat.interval.ms=3000\n"},
		{"partition.assignment.strategy", "partition.assignment.strategy=" + assignors + "CooperativeStickyAssignor\n"},
	}
	for _, c := range classic {
		for _, target := range []string{"4.0", "4.1", "4.3"} {
			consumer(t, ProtocolKeysConflict, []row{
				{name: c.key + " " + target, target: target, text: group + protocol + c.text,
					want: []string{"error consumer.properties:4 " + c.key + " is set, but with group.protocol=consumer it has no meaning: " + throws}},
			})
		}
		consumer(t, ProtocolKeysConflict, []row{
			{
				name: c.key + " 3.9 accepts it", target: "3.9",
				text: group + protocol + c.text,
				want: []string{"info consumer.properties:4 this client ignores it"},
			},
			{name: c.key + " 3.6 has no such protocol", target: "3.6", text: group + protocol + c.text},
			{name: c.key + " classic", target: "4.3", text: group + c.text},
			{
				name: c.key + " without a version",
				text: group + protocol + c.text,
				want: []string{"warning consumer.properties:4 this holds from 4.0 on"},
			},
		})
	}
	consumer(t, ProtocolKeysConflict, []row{
		{name: "two keys", target: "4.3", text: group + "group.protocol=CONSUMER\nsession.timeout.ms=1\nheartbeat.interval.ms=1\n",
			want: []string{"error consumer.properties:4 session.timeout.ms", "error consumer.properties:5 heartbeat.interval.ms"}},
		{
			name: "a value that is filled in later is set", target: "4.3",
			text: group + protocol + "session.timeout.ms=${S}\n",
			want: []string{"error consumer.properties:4 "},
		},
		{name: "an empty list is accepted", target: "4.1", text: group + protocol + "partition.assignment.strategy=\n"},
		{name: "assignor of the broker", target: "4.1", text: group + protocol + "group.remote.assignor=uniform\n"},
		{name: "assignor of the broker, classic", target: "3.9", text: group + "group.remote.assignor=uniform\n",
			want: []string{"error consumer.properties:3 group.remote.assignor is set, but with group.protocol=classic it has no meaning: " + throws}},
		{
			name: "assignor of the broker, classic by name", target: "4.3",
			text: group + "group.protocol=classic\ngroup.remote.assignor=uniform\n",
			want: []string{"error consumer.properties:4 " + throws},
		},
		{
			name: "assignor of the broker, classic, 3.8", target: "3.8",
			text: group + "group.remote.assignor=uniform\n",
			want: []string{"info consumer.properties:3 this client ignores it"},
		},
		{
			name: "protocol unknown", target: "4.1",
			text:  group + "group.protocol=${P}\nsession.timeout.ms=45000\n",
			skips: "group.protocol",
		},
	})
}

func TestEagerAssignor(t *testing.T) {
	const key = "partition.assignment.strategy="
	consumer(t, EagerAssignor, []row{
		{
			name: "range",
			text: group + key + assignors + "RangeAssignor\n",
			want: []string{"info consumer.properties:3 lists RangeAssignor"},
		},
		{
			name: "round robin",
			text: group + key + assignors + "RoundRobinAssignor\n",
			want: []string{"info consumer.properties:3 lists RoundRobinAssignor"},
		},
		{
			name: "sticky",
			text: group + key + assignors + "StickyAssignor\n",
			want: []string{"info consumer.properties:3 lists StickyAssignor"},
		},
		{
			name: "one eager is enough",
			text: group + key + assignors + "CooperativeStickyAssignor, " + assignors + "RangeAssignor\n",
			want: []string{"info consumer.properties:3 "},
		},
		{name: "the default", text: group, want: []string{"info consumer.properties:1 lists RangeAssignor"}},
		{name: "cooperative", text: group + key + assignors + "CooperativeStickyAssignor\n"},
		{name: "of one's own", text: group + key + "com.example.Assignor\n"},
		{name: "brokers assign", target: "4.1", text: group + protocol},
		{name: "no group in the file", text: "auto.offset.reset=earliest\n"},
		{name: "unknown", text: group + key + "${ASSIGNOR}\n", skips: "partition.assignment.strategy"},
	})
}

func TestDynamicMembership(t *testing.T) {
	consumer(t, DynamicMembership, []row{
		{name: "dynamic", text: group, want: []string{"info consumer.properties:2 group.instance.id is not"}},
		{
			name: "dynamic, brokers set the pace", target: "4.1",
			text: group + protocol,
			want: []string{"info consumer.properties:2 "},
		},
		{name: "static", text: group + "group.instance.id=${POD}\n"},
		{name: "no group in the file", text: "auto.offset.reset=earliest\n"},
	})
}

func TestOffsetResetLatest(t *testing.T) {
	consumer(t, OffsetResetLatest, []row{
		{
			name: "latest",
			text: group + "auto.offset.reset=latest\n",
			want: []string{"info consumer.properties:3 auto.offset.reset is latest"},
		},
		{name: "by default", text: group, want: []string{"info consumer.properties:1 "}},
		{name: "earliest", text: group + "auto.offset.reset=earliest\n"},
		{name: "none", text: group + "auto.offset.reset=none\n"},
		{name: "by duration", target: "4.1", text: group + "auto.offset.reset=by_duration:PT1H\n"},
		{name: "no group in the file", text: "max.poll.records=1\n"},
		{name: "unknown", text: group + "auto.offset.reset=${R}\n", skips: "auto.offset.reset"},
	})
}

func TestAutoCommit(t *testing.T) {
	load := func(more string) rulestest.Files {
		return rulestest.Files{
			"topics.yaml": topics("plant", "retention.ms: 172800000"),
			"policy.yaml": workload("consumer.properties", more),
		}
	}
	consumer(t, AutoCommit, []row{
		{name: "at least once", text: group + "enable.auto.commit=true\n", files: load("at_least_once: true"),
			want: []string{"warning consumer.properties:3 the workload declares at_least_once=true"}},
		{
			name:  "dead letter",
			text:  group + "enable.auto.commit=true\n",
			files: load("dead_letter: iot-dlq"),
			want:  []string{"warning consumer.properties:3 dead_letter=iot-dlq"},
		},
		{
			name:  "by default",
			text:  group,
			files: load("at_least_once: true"),
			want:  []string{"warning consumer.properties:1 enable.auto.commit is true"},
		},
		{name: "off", text: group + "enable.auto.commit=false\n", files: load("at_least_once: true")},
		{name: "nothing is promised", text: group, files: load("at_least_once: false")},
		{name: "another client's promise", text: group, files: rulestest.Files{
			"topics.yaml": topics("plant", "retention.ms: 1"), "policy.yaml": workload("other.properties", "at_least_once: true")}},
		{
			name:  "no group in the file, so the default is off",
			text:  "max.poll.records=1\n",
			files: load("at_least_once: true"),
			skips: "group.id",
		},
		{
			name:  "unknown",
			text:  group + "enable.auto.commit=${ON}\n",
			files: load("at_least_once: true"),
			skips: "enable.auto.commit",
		},
	})
}

func TestReadsUncommitted(t *testing.T) {
	const tx = address + "transactional.id=t\n"
	byTopic := func(producerText string) rulestest.Files {
		return rulestest.Files{
			"apps/producer.properties": producerText,
			"topics.yaml":              topics("plant", "retention.ms: 172800000"),
			"policy.yaml":              "workloads:\n  - topics: [iot-telemetry]\n    clients: [consumer.properties, apps/producer.properties]\n",
		}
	}
	consumer(t, ReadsUncommitted, []row{
		{
			name:  "by topic and default",
			text:  group,
			files: byTopic(tx),
			want:  []string{"warning consumer.properties:1 apps/producer.properties writes topic iot-telemetry in transactions"},
		},
		{
			name:  "by topic and written",
			text:  group + "isolation.level=read_uncommitted\n",
			files: byTopic(tx),
			want:  []string{"warning consumer.properties:3 "},
		},
		{name: "by topic, committed", text: group + "isolation.level=read_committed\n", files: byTopic(tx)},
		{name: "by topic, no transactions", text: group, files: byTopic(address + "acks=all\n")},
		{
			name:  "by topic, an id that is filled in later",
			text:  group,
			files: byTopic(address + "transactional.id=${POD}\n"),
			want:  []string{"warning consumer.properties:1 "},
		},
		{
			name:  "by cluster",
			text:  group,
			files: rulestest.Files{"producer.properties": tx},
			want:  []string{"warning consumer.properties:1 producer.properties writes to this cluster"},
		},
		{
			name:  "by cluster, another producer may be the writer",
			text:  group,
			files: rulestest.Files{"producer.properties": tx, "producer2.properties": address + "acks=all\n"},
		},
		{
			name:  "another cluster",
			text:  group,
			files: rulestest.Files{"producer.properties": "bootstrap.servers=kafka-2.example.com:9092\ntransactional.id=t\n"},
		},
		{
			name:  "only the directory in common",
			text:  group,
			files: rulestest.Files{"producer.properties": "bootstrap.servers=${KAFKA}\ntransactional.id=t\n"},
		},
		{name: "one file for both sides", text: group + "transactional.id=t\n"},
		{
			name:  "unknown",
			text:  group + "isolation.level=${LEVEL}\n",
			files: rulestest.Files{"producer.properties": tx},
			skips: "isolation.level",
		},
	})
}

// TestLongestRecordTimeCounts: of several topics that a consumer reads, the
// slowest decides, wherever it stands.
func TestLongestRecordTimeCounts(t *testing.T) {
	file := "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics: [{name: a}, {name: b}, {name: c}]\n"
	load := func(first, second string) string {
		return "workloads:\n  - {topics: [a], clients: [consumer.properties], record_time: " + first + "}\n" +
			"  - {topics: [b], clients: [consumer.properties], record_time: " + second + "}\n" +
			"  - {topics: [c], clients: [consumer.properties]}\n"
	}
	consumer(t, PollIntervalShort, []row{
		{
			name: "the second", text: group,
			files: rulestest.Files{"topics.yaml": file, "policy.yaml": load("10ms", "2s")},
			want:  []string{"error consumer.properties:1 500 records of up to 2 s each"},
		},
		{
			name: "the first", text: group,
			files: rulestest.Files{"topics.yaml": file, "policy.yaml": load("2s", "10ms")},
			want:  []string{"error consumer.properties:1 500 records of up to 2 s each"},
		},
		{
			name: "neither", text: group,
			files: rulestest.Files{"topics.yaml": file, "policy.yaml": load("10ms", "20ms")},
		},
		{
			name: "no records is another rule's", text: group + "max.poll.records=0\n",
			files: rulestest.Files{"topics.yaml": file, "policy.yaml": load("2s", "2s")},
		},
	})
}
