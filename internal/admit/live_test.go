package admit

import (
	"strings"
	"testing"
	"time"
)

func asks(j *Rules, k *kafka) *Rules {
	j.Live, j.Budget = k, 50*time.Millisecond
	return j
}

var billing = Reader{Group: "billing", Members: 2, Commits: true, Unread: 17}

func TestM05_ADeletionIsRefusedWithWhatIsLost(t *testing.T) {
	const topicOfPlant = "strimzi:kafka/plant iot"
	k := &kafka{topic: TopicFacts{Exists: true, Partitions: 6, Brokers: 3, Records: 120, Readers: []Reader{billing}}}
	v := by(t, asks(judges(), k), asked(t, Delete, topic, ""))
	v.says(t, "change/topic-destroyed", "all its records are lost", "Kafka holds at most 120 records of it, and 1 group reads it: billing (2 members, 17 unread)",
		"kubectl annotate kafkatopics iot -n kafka breakwater/confirm-delete=iot")
	if len(k.asked) != 1 || k.asked[0] != topicOfPlant {
		t.Errorf("Kafka was asked for %q", k.asked)
	}

	k.topic = TopicFacts{Exists: true}
	by(t, asks(judges(), k), asked(t, Delete, topic, "")).says(t, "Kafka holds no record of it, and no group reads it", "confirm-delete=iot")
	k.topic = TopicFacts{}
	by(t, asks(judges(), k), asked(t, Delete, topic, "")).says(t, "Kafka has no topic of that name", "confirm-delete=iot")
	k.topic = TopicFacts{Exists: true, Records: 1, Readers: []Reader{billing, {Group: "a", Commits: true, Unread: 0}, {Group: "b", Members: 1, Unread: -1}, billing, billing}}
	by(t, asks(judges(), k), asked(t, Delete, topic, "")).says(t, "at most 1 record of it, and 5 groups read it: billing (2 members, 17 unread), a (no member, but commits, 0 unread), b (1 member), and 2 more")
}

func TestAConfirmedDeletionTellsWhatGoes(t *testing.T) {
	sure := strings.Replace(topic, "labels:", "annotations: {breakwater/confirm-delete: iot}, labels:", 1)
	k := &kafka{topic: TopicFacts{Exists: true, Records: 120, Readers: []Reader{billing}}}
	v := by(t, asks(judges(), k), asked(t, Delete, sure, ""))
	if v.Audit["confirmed-delete"] != "iot" || !strings.Contains(v.Audit["change.topic-destroyed"], "billing (2 members") {
		t.Errorf("the audit log has %v", v.Audit)
	}
	v.warns(t, "change/topic-destroyed: ")
	v = by(t, asks(under(t, "admit: {not_known: deny}"), &kafka{fails: errAway}), asked(t, Delete, sure, ""))
	v.warns(t, "not known: what Kafka holds of topic iot", "connection refused")
}

func TestTheDeletionOfAClusterWantsAWord(t *testing.T) {
	const plant = "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant, namespace: kafka}\nspec: {kafka: {version: 4.1.1}}\n"
	by(t, judges(), asked(t, Delete, plant, "")).says(t, "breakwater refuses Kafka kafka/plant for 1 reason:\n- ", "stops all brokers", "kubectl annotate kafkas plant -n kafka breakwater/confirm-delete=plant")
	sure := strings.Replace(plant, "namespace: kafka}", "namespace: kafka, annotations: {breakwater/confirm-delete: plant}}", 1)
	if v := by(t, judges(), asked(t, Delete, sure, "")); !v.Allowed || v.Audit["confirmed-delete"] != "plant" {
		t.Errorf("confirmed: %+v", v)
	}
	going := strings.Replace(plant, "namespace: kafka}", "namespace: kafka, deletionTimestamp: '2026-11-30T03:00:00Z'}", 1)
	if v := by(t, judges(), asked(t, Delete, going, "")); !v.Allowed || v.Audit["skipped"] == "" {
		t.Errorf("being deleted: %+v", v)
	}
}

func TestM05_FewerPartitionsAreRefusedByTheSentenceOfLint(t *testing.T) {
	fewer := strings.Replace(topic, "partitions: 6", "partitions: 3", 1)
	k := &kafka{topic: TopicFacts{Exists: true, Partitions: 6, Records: 9, Readers: []Reader{billing}}}
	by(t, asks(judges(), k), asked(t, Update, topic, fewer)).says(t, "change/partitions-decrease: spec.partitions: partitions go from 6 to 3: Kafka cannot take partitions away (INVALID_PARTITIONS, error 37)", "; Kafka holds at most 9 records of it")
	if v := by(t, asks(judges(), &kafka{topic: k.topic}), asked(t, Update, fewer, topic)); !v.Allowed {
		t.Errorf("more partitions: %s", v.Message)
	}
}

func TestACutOfRetentionIsMeasured(t *testing.T) {
	cutTo := func(key, from, to string) *Request {
		return asked(t, Update, strings.Replace(topic, "config: {", "config: {"+key+": "+from+", ", 1), strings.Replace(topic, "config: {", "config: {"+key+": "+to+", ", 1))
	}
	inMs, inBytes := cutTo("retention.ms", "604800000", "3600000"), cutTo("retention.bytes", "1073741824", "1048576")
	for _, c := range []struct {
		name   string
		q      *Request
		facts  TopicFacts
		denied bool
		warned bool
		says   string
	}{
		{"unread records go", inMs, TopicFacts{Exists: true, Readers: []Reader{{Group: "billing", Commits: true, Unread: 50, Going: 40}}}, true, false, "what is older is deleted within minutes, read or not: group billing has not read 40 records of that"},
		{"all was read that goes", inMs, TopicFacts{Exists: true, Readers: []Reader{{Group: "billing", Commits: true, Unread: 50}}}, false, false, "every group has read what goes"},
		{"nobody reads", inMs, TopicFacts{Exists: true}, false, false, "every group has read what goes"},
		{"a group without commits", inMs, TopicFacts{Exists: true, Readers: []Reader{{Group: "new", Members: 1, Unread: -1}}}, false, true, "it is not known whether they have read what goes: new (1 member)"},
		{"bytes, and unread records", inBytes, TopicFacts{Exists: true, Readers: []Reader{billing}}, false, true, "it is not known whether they have read what goes: billing (2 members, 17 unread)"},
		{"bytes, and all was read", inBytes, TopicFacts{Exists: true, Readers: []Reader{{Group: "billing", Commits: true}}}, false, false, "every group has read what goes"},
	} {
		k := &kafka{topic: c.facts}
		v := by(t, asks(judges(), k), c.q)
		if v.Allowed == c.denied || len(v.Warnings) > 0 != c.warned || !strings.Contains(v.Audit["change.retention-cut-deletes-unread"], c.says) {
			t.Errorf("%s: %+v", c.name, v)
		}
		if aged := c.q == inMs; aged != !k.kept.IsZero() || aged && judges().Now().Sub(k.kept) != time.Hour {
			t.Errorf("%s: what stays begins at %s", c.name, k.kept)
		}
	}
	by(t, asks(under(t, "rules: {change/retention-cut-deletes-unread: {severity: warning}}"), &kafka{topic: TopicFacts{Exists: true, Readers: []Reader{{Group: "g", Commits: true, Unread: 2, Going: 2}}}}), inMs).warns(t, "retention.ms goes from 7 d to 1 h")
}

func TestMoreReplicasThanKafkaHasBrokers(t *testing.T) {
	five := strings.Replace(topic, "replicas: 3", "replicas: 5", 1)
	k := &kafka{topic: TopicFacts{Exists: true, Brokers: 3}}
	by(t, asks(judges(), k), asked(t, Update, topic, five)).says(t, "topic/replicas-exceed-brokers: spec.replicas: each partition asks for 5 replicas, but the cluster has 3 brokers: Kafka refuses to create the topic with INVALID_REPLICATION_FACTOR (error 38)")
	k.topic.Brokers = 5
	if v := by(t, asks(judges(), k), asked(t, Update, topic, five)); !v.Allowed {
		t.Errorf("as many brokers: %s", v.Message)
	}
	if v := by(t, asks(under(t, "rules: {topic/replicas-exceed-brokers: off}"), &kafka{topic: TopicFacts{Exists: true, Brokers: 3}}), asked(t, Update, topic, five)); !v.Allowed {
		t.Errorf("switched off: %s", v.Message)
	}
}

// TestWhatKafkaDoesNotTellFollowsThePolicy holds that no answer is no yes and no silence.
func TestWhatKafkaDoesNotTellFollowsThePolicy(t *testing.T) {
	shorter := asked(t, Update, strings.Replace(topic, "config: {", "config: {retention.ms: 604800000, ", 1), strings.Replace(topic, "config: {", "config: {retention.ms: 3600000, ", 1))
	nowhere := asked(t, Update, strings.Replace(strings.Replace(topic, "config: {", "config: {retention.ms: 604800000, ", 1), "strimzi.io/cluster: plant", "a: b", 1),
		strings.Replace(strings.Replace(topic, "config: {", "config: {retention.ms: 3600000, ", 1), "strimzi.io/cluster: plant", "a: b", 1))
	for _, c := range []struct {
		name string
		q    *Request
		k    *kafka
		why  string
	}{
		{"it is away", shorter, &kafka{fails: errAway}, "what Kafka holds of topic iot, and who reads it (connection refused)"},
		{"it hangs", shorter, &kafka{hangs: true}, "(no answer in time)"},
		{"it shows some groups", shorter, &kafka{topic: TopicFacts{Exists: true, ReadersWhy: "no right"}}, "whether further groups read topic iot (no right)"},
		{"it shows some logs", shorter, &kafka{topic: TopicFacts{Exists: true, RecordsWhy: "no leader"}}, "whether topic iot has more records (no leader)"},
		{"nobody knows which", nowhere, &kafka{}, "nothing says which cluster it is of"},
	} {
		v := by(t, asks(judges(), c.k), c.q)
		v.warns(t, "breakwater: not known: ")
		if !strings.Contains(v.Audit["not-known"], c.why) {
			t.Errorf("%s: the audit log has %v", c.name, v.Audit)
		}
		by(t, asks(under(t, "admit: {not_known: deny}"), c.k), c.q).says(t, "- not known: ", c.why, "not_known: deny")
	}
}

// TestKafkaIsAskedForNothingElse holds that a review which takes nothing away costs Kafka
// nothing.
func TestKafkaIsAskedForNothingElse(t *testing.T) {
	for name, q := range map[string]*Request{
		"a new topic": asked(t, Create, "", topic), "more partitions": asked(t, Update, topic, strings.Replace(topic, "partitions: 6", "partitions: 12", 1)),
		"a pod set": asked(t, Create, "", theWriteUp), "a label": asked(t, Update, topic, strings.Replace(topic, "labels: {", "labels: {a: b, ", 1)),
		"a topic that the operator leaves alone": asked(t, Delete, strings.Replace(topic, "labels:", "annotations: {strimzi.io/managed: 'false'}, labels:", 1), ""),
	} {
		k := &kafka{fails: errAway}
		if by(t, asks(judges(), k), q); len(k.asked) > 0 {
			t.Errorf("%s: Kafka is asked for %q", name, k.asked)
		}
	}
}
