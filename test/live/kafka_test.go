package live

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// line is the release line of Kafka that the tests run on.
func line() string { return cmp.Or(os.Getenv("BREAKWATER_KAFKA"), "4.3") }

// start starts nodes for one test.
func start(t *testing.T, o lab.Options) *lab.Cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real Kafka nodes")
	}
	if _, err := exec.LookPath("java"); err != nil {
		t.Fatal("real Kafka needs Java 17: install it, or run the tests with -short")
	}
	o.Version, o.Keep = cmp.Or(o.Version, line()), t.Failed
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c, err := lab.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// addresses is the bootstrap list as a flag takes it.
func addresses(c *lab.Cluster) string { return strings.Join(c.Bootstrap("PLAINTEXT"), ",") }

// admin is a client that may do everything.
func admin(t *testing.T, c *lab.Cluster, opts ...kgo.Opt) *kadm.Client {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return kadm.NewClient(client)
}

// config is what kadm takes as the overrides of a topic.
func config(pairs ...string) map[string]*string {
	out := map[string]*string{}
	for pair := range slices.Chunk(pairs, 2) {
		out[pair[0]] = &pair[1]
	}
	return out
}

// create makes a topic.
func create(t *testing.T, a *kadm.Client, name string, partitions int32, replicas int16, pairs ...string) {
	t.Helper()
	if resp, err := a.CreateTopic(t.Context(), partitions, replicas, config(pairs...), name); err != nil {
		t.Fatalf("creating %s: %v %v", name, err, resp.ErrMessage)
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("not within %s: %s", limit, what)
		case <-tick.C:
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// commit makes a group without members that has a committed offset. Right
// after the topic was made its coordinator may not know it yet.
func commit(t *testing.T, a *kadm.Client, group, topic string, offset int64) {
	t.Helper()
	offsets := kadm.Offsets{}
	offsets.AddOffset(topic, 0, offset, -1)
	eventually(t, 20*time.Second, "the commit of "+group, func() bool { return a.CommitAllOffsets(t.Context(), group, offsets) == nil })
}
