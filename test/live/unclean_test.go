package live

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// TestM13_UncleanElection: the only replica in sync goes down, and somebody lets
// one lead that is behind. It is told with the records that are gone.
func TestM13_UncleanElection(t *testing.T) {
	c := start(t, lab.Options{Brokers: 3, Controllers: 1, Config: map[string]string{
		"default.replication.factor": "3", "min.insync.replicas": "2", "offsets.topic.replication.factor": "3", "offsets.topic.num.partitions": "3",
	}})
	a := admin(t, c)
	last := c.Node(2)
	assign(t, a, c, "orders", [][]int32{{2, 3}}, "min.insync.replicas", "1")
	create(t, a, "orders.billing.dlq", 1, 3, "retention.ms", "1209600000")
	write(t, c, "orders", 0, 100, 100)
	w := watchIt(t, addresses(c), "--policy", policy(t, "rules:\n  topic/min-isr-one: off\n  quorum/few-voters: off\n"))
	looked(w, 1)
	w.only(time.Time{})

	began, _ := killNamed(t, w, c.Node(3))
	write(t, c, "orders", 0, 50, 100, kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite())
	write(t, c, "orders.billing.dlq", 0, 3, 10)
	arrived := w.expect(15*time.Second, began, "firing", "topic/dead-letters-arriving", "topic/orders.billing.dlq")
	for _, want := range []string{"3 records have arrived", "of orders "} {
		if text := arrived.Annotations["description"]; !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	eventually(t, 30*time.Second, "broker 2 is the only one in sync", func() bool {
		topics, err := a.ListTopics(t.Context(), "orders")
		return err == nil && len(topics["orders"].Partitions[0].ISR) == 1 && w.logEnd("orders") == 150
	})
	if err := last.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Node(3).Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 40*time.Second, "broker 3 leads", func() bool { // not before the controllers miss broker 2
		_, err := a.ElectLeaders(t.Context(), kadm.ElectLiveReplica, kadm.TopicsSet{"orders": {0: {}}})
		topics, seen := a.ListTopics(t.Context(), "orders")
		return err == nil && seen == nil && topics["orders"].Partitions[0].Leader == 3
	})
	fired := w.expect(40*time.Second, began, "firing", "cluster/unclean-election", "partition/orders/0")
	text := fired.Annotations["description"]
	t.Log(text)
	for _, want := range []string{"broker 3 became the leader", "in-sync replicas before (2)", "ended at 150, and then at 100: 50 records", "epoch"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	w.only(began, "cluster/broker-missing broker/3", "cluster/broker-missing broker/2", "cluster/unclean-election partition/orders/0",
		"topic/dead-letters-arriving topic/orders.billing.dlq")
}

// logEnd is the sum of a topic's log ends, as the watch last saw it; -1 where it
// does not tell.
func (w *watched) logEnd(topic string) float64 {
	w.t.Helper()
	for labels, n := range series(w.scrape(), "breakwater_topic_log_end_offset") {
		if strings.Contains(labels, "topic="+strconv.Quote(topic)) {
			return n
		}
	}
	return -1
}
