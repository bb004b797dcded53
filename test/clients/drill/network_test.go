package drill

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// behind is an embedded broker, the network before it, and a client of each side.
func behind(t *testing.T) (n *network, producer, admin *kgo.Client) {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, topic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	address := c.ListenAddrs()[0]
	n = newNetwork(t, address)
	_, proxy, _ := strings.Cut(n.pairs(), "=")
	open := func(opts ...kgo.Opt) *kgo.Client {
		client, err := kgo.NewClient(append(opts, kgo.SeedBrokers(address))...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		return client
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, proxy)
	}
	return n, open(kgo.Dialer(dial), kgo.DefaultProduceTopic(topic), kgo.MetadataMinAge(50*time.Millisecond)), open()
}

// comes waits for what comes by itself.
func comes(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); {
		if time.Now().After(end) {
			t.Fatalf("it does not come about that %s", what)
		}
		select {
		case <-t.Context().Done():
		case <-time.After(time.Millisecond):
		}
	}
}

// end is how many records the log has.
func end(t *testing.T, admin *kgo.Client) int64 {
	t.Helper()
	ends, err := kadm.NewClient(admin).ListEndOffsets(t.Context(), topic)
	if err = errors.Join(err, ends.Error()); err != nil {
		t.Fatal(err)
	}
	o, _ := ends.Lookup(topic, 0)
	return o.Offset
}

// TestTheNetworkLosesAcknowledgements of what is in the log, and of that alone.
func TestTheNetworkLosesAcknowledgements(t *testing.T) {
	n, producer, admin := behind(t)
	if err := producer.ProduceSync(t.Context(), kgo.StringRecord("before")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	n.set(func() { n.lossy = true })
	told := make(chan error, 1)
	r := kgo.StringRecord("lost")
	producer.Produce(t.Context(), r, func(_ *kgo.Record, err error) { told <- err })
	comes(t, "an acknowledgement is lost", func() bool { dropped, _, _ := n.uses(); return dropped > 0 })
	if at := end(t, admin); at != 2 {
		t.Errorf("the log ends at %d", at)
	}
	n.set(func() { n.lossy = false })
	if err := <-told; err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("0 %d", r.Offset); n.dropped[0] != want || r.Offset != 1 || end(t, admin) != 2 {
		t.Errorf("dropped %q, and it is at %s; the log ends at %d", n.dropped, want, end(t, admin))
	}
}

// TestTheNetworkHoldsRequests longer than their producer lives.
func TestTheNetworkHoldsRequests(t *testing.T) {
	n, producer, admin := behind(t)
	if err := producer.ProduceSync(t.Context(), kgo.StringRecord("before")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	n.holds()
	producer.Produce(t.Context(), kgo.StringRecord("held"), nil)
	comes(t, "a request is held", func() bool { _, holding, _ := n.uses(); return holding > 0 })
	if err := producer.Ping(t.Context()); err != nil {
		t.Errorf("other requests do not pass: %v", err)
	}
	if at := end(t, admin); at != 1 {
		t.Errorf("a held request has arrived: the log ends at %d", at)
	}
	producer.Close()
	comes(t, "the producer has hung up", func() bool { return n.abandoned() == 1 })
	n.lets()
	comes(t, "the held request arrives", func() bool { return end(t, admin) == 2 })
	if _, _, late := n.uses(); late != 1 {
		t.Errorf("%d requests have arrived late", late)
	}
}

// TestTheNetworkEndsWhatIsNotKafka: a client that speaks something else is cut off.
func TestTheNetworkEndsWhatIsNotKafka(t *testing.T) {
	n, _, _ := behind(t)
	_, proxy, _ := strings.Cut(n.pairs(), "=")
	c, err := net.Dial("tcp", proxy)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(patience))
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("it answered %d bytes", n)
	}
}
