package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/admit"
	admitlive "github.com/breakwaterhq/breakwater/internal/admit/live"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// kafkaTopic is a KafkaTopic as the API server sends it.
func kafkaTopic(name string, partitions int, retention string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":%q,"namespace":"kafka","labels":{"strimzi.io/cluster":"plant"}},
		"spec":{"partitions":%d,"replicas":1,"config":{"retention.ms":%q}}}`, name, partitions, retention))
}

// admission judges changes of topics of one cluster.
func admission(t *testing.T, c *lab.Cluster) func(op admit.Operation, before, now json.RawMessage) (admit.Verdict, time.Duration) {
	t.Helper()
	to, err := target.New(addresses(c))
	if err != nil {
		t.Fatal(err)
	}
	judge := &admit.Rules{Known: rules.All(), Settings: &rule.Settings{}, Now: time.Now, Live: admitlive.Clusters{{Names: []string{"strimzi:kafka/plant"}, Target: to}}, Budget: 10 * time.Second}
	return func(op admit.Operation, before, now json.RawMessage) (admit.Verdict, time.Duration) {
		t.Helper()
		var object struct{ Metadata struct{ Name string } }
		if err := json.Unmarshal(before, &object); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		v, err := judge.Judge(t.Context(), &admit.Request{UID: "u", Kind: admit.Kind{Group: "kafka.strimzi.io", Version: "v1", Kind: "KafkaTopic"},
			Resource: admit.Resource{Group: "kafka.strimzi.io", Version: "v1", Resource: "kafkatopics"}, Name: object.Metadata.Name, Namespace: "kafka", Operation: op, Object: now, OldObject: before})
		if err != nil {
			t.Fatal(err)
		}
		return v, time.Since(began)
	}
}

// TestM05_AdmissionAsksKafkaWhatAChangeTakesAway: a topic that a group reads is not
// deleted, and a cut of its retention is told with what nobody has read.
func TestM05_AdmissionAsksKafkaWhatAChangeTakesAway(t *testing.T) {
	c := start(t, lab.Options{Brokers: 1})
	a := admin(t, c)
	create(t, a, "orders", 2, 1)
	create(t, a, "empty", 1, 1)
	writer, err := kgo.NewClient(append(c.Admin(), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(writer.Close)
	old := time.Now().Add(-2 * time.Hour)
	for i := range 10 {
		r := &kgo.Record{Topic: "orders", Value: []byte("order"), Timestamp: old}
		if i >= 7 {
			r.Timestamp = time.Now()
		}
		if err := writer.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, a, "audit", "orders", 4)
	joins(t, c, "billing", "orders")
	judge := admission(t, c)

	v, took := judge(admit.Delete, kafkaTopic("orders", 2, "604800000"), nil)
	t.Logf("a deletion is judged within %s: %s", took, v.Message)
	for _, part := range []string{"change/topic-destroyed", "Kafka holds at most 10 records of it, and 2 groups read it: billing (1 member", "audit (no member, but commits, 6 unread)", "breakwater/confirm-delete=orders"} {
		if v.Allowed || !strings.Contains(v.Message, part) {
			t.Errorf("a deletion is not refused with %q: %+v", part, v)
		}
	}
	v, _ = judge(admit.Delete, kafkaTopic("empty", 1, "604800000"), nil)
	if v.Allowed || !strings.Contains(v.Message, "Kafka holds no record of it, and no group reads it") {
		t.Errorf("an empty topic: %+v", v)
	}
	v, _ = judge(admit.Update, kafkaTopic("orders", 2, "604800000"), kafkaTopic("orders", 2, "3600000"))
	if v.Allowed || !strings.Contains(v.Message, "group audit has not read 3 records of that") {
		t.Errorf("a cut of the retention: %+v", v)
	}
	v, _ = judge(admit.Update, kafkaTopic("orders", 2, "604800000"), kafkaTopic("orders", 1, "604800000"))
	if v.Allowed || !strings.Contains(v.Message, "partitions go from 2 to 1") || !strings.Contains(v.Message, "10 records") {
		t.Errorf("fewer partitions: %+v", v)
	}
}

// joins makes a member of a group that reads a topic, and waits until it does.
func joins(t *testing.T, c *lab.Cluster, group, topic string) {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if f := client.PollFetches(ctx); f.Err() != nil || f.NumRecords() == 0 {
		t.Fatalf("the member reads nothing: %v", f.Err())
	}
}
