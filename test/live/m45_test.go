package live

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// load produces to a topic, and consumes it as a group, until the test ends.
func load(t *testing.T, c *lab.Cluster, topic, group string) {
	t.Helper()
	producer, err := kgo.NewClient(append(c.Admin(), kgo.DefaultProduceTopic(topic), kgo.RecordPartitioner(kgo.RoundRobinPartitioner()))...)
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := kgo.NewClient(append(c.Admin(), kgo.ConsumeTopics(topic), kgo.ConsumerGroup(group), kgo.AutoCommitInterval(time.Second),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	go func() { // ends with the context of the test
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				producer.Produce(ctx, &kgo.Record{Value: []byte(strings.Repeat("x", 100))}, nil)
			}
		}
	}()
	go func() {
		for ctx.Err() == nil {
			consumer.PollFetches(ctx)
		}
	}()
	t.Cleanup(func() { producer.Close(); consumer.Close() })
}

// TestM45_OneBrokerKilledIsOneAlert: from the kill on, everything that follows
// from it is below one alert, which names the broker before the others'
// metadata do.
func TestM45_OneBrokerKilledIsOneAlert(t *testing.T) {
	c := guardedLong(t)
	a := admin(t, c)
	create(t, a, "orders", 12, 3)
	create(t, a, "payments", 6, 3)
	load(t, c, "orders", "billing")
	w := watchIt(t, addresses(c))
	began := time.Now()
	eventually(t, 30*time.Second, "a few looks", func() bool { return time.Since(began) > 12*time.Second })
	w.only(time.Time{})

	victim := c.Node(2)
	killed, fired := killNamed(t, w, victim)
	t.Logf("named %s after the kill", fired.At.Sub(killed).Round(10*time.Millisecond))

	// The watch is killed, too, and started again: the same incident.
	eventually(t, time.Minute, "the consequences", func() bool { return time.Since(killed) > 15*time.Second })
	w.stop(syscall.SIGKILL)
	w.start()
	eventually(t, time.Minute, "half a minute", func() bool { return time.Since(killed) > 30*time.Second })
	w.only(killed, "cluster/broker-missing broker/2")
	if n := len(w.since(killed)); n != 1 {
		t.Errorf("%d alerts, want one:\n%s", n, w.got(killed))
	}

	returned := time.Now()
	if err := victim.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	over := w.expect(90*time.Second, returned, "resolved", "cluster/broker-missing", "broker/2")
	if !over.StartsAt.Equal(fired.StartsAt) {
		t.Errorf("it is another incident: started at %s, and %s", fired.StartsAt, over.StartsAt)
	}
	w.only(killed, "cluster/broker-missing broker/2")
}

// killNamed kills a broker, which must be named at the receiver within ten
// seconds.
func killNamed(t *testing.T, w *watched, victim *lab.Node) (killed time.Time, fired alert) {
	t.Helper()
	undisturbed(func() {
		killed = time.Now()
		if err := victim.Kill(); err != nil {
			t.Fatal(err)
		}
		fired = w.expect(10*time.Second, killed, "firing", "cluster/broker-missing", subject(victim))
	})
	return killed, fired
}
