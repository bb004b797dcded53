package clients

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// patience is how long anything here may take: what takes longer hangs.
const patience = 2 * time.Minute

// shared is what the first test that needs it makes, and all use.
var shared struct {
	node    *lab.Cluster
	admin   *kadm.Client
	topics  atomic.Int32
	classes string // the folder with java/Peer.java, compiled
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	code := m.Run()
	var errs []error
	if shared.admin != nil {
		shared.admin.Close()
	}
	if shared.node != nil {
		errs = append(errs, shared.node.Close())
	}
	if shared.classes != "" {
		errs = append(errs, os.RemoveAll(shared.classes))
	}
	if err := errors.Join(errs...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

var boot = sync.OnceValues(func() (*lab.Cluster, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	var err error
	shared.node, err = lab.Start(ctx, lab.Options{Version: os.Getenv("BREAKWATER_KAFKA"), Progress: os.Stderr, Config: map[string]string{
		"auto.create.topics.enable": "false", "offsets.topic.num.partitions": "1",
	}})
	if err != nil {
		return nil, err
	}
	client, err := kgo.NewClient(shared.node.Admin()...)
	if err == nil {
		shared.admin = kadm.NewClient(client)
	}
	return shared.node, err
})

// node is one node for all tests.
func node(t *testing.T) *lab.Cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a real Kafka node")
	}
	c, err := boot()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// client is one that ends with the test.
func client(t *testing.T, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	one, err := kgo.NewClient(append(node(t).Admin(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(one.Close)
	return one
}

// topic makes a topic, and gives its name: the one asked for, and a number, so that a test
// may run again. Settings are pairs of a key and a value.
func topic(t *testing.T, name string, partitions int32, settings ...string) string {
	t.Helper()
	node(t)
	config := map[string]*string{}
	for pair := range slices.Chunk(settings, 2) {
		config[pair[0]] = &pair[1]
	}
	name = fmt.Sprint(name, "-", shared.topics.Add(1))
	if made, err := shared.admin.CreateTopic(t.Context(), partitions, 1, config, name); err != nil {
		t.Fatalf("%s: %v %s", name, err, made.ErrMessage)
	}
	return name
}

// send sends records by kgo, all at once, and waits until each is acknowledged: it then
// has its partition and its offset.
func send(t *testing.T, c *kgo.Client, records ...*kgo.Record) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var first kgo.FirstErrPromise
	for _, r := range records {
		r.Context = nil // kgo keeps the first: a record may be sent again
		c.Produce(ctx, r, first.Promise())
	}
	if err := errors.Join(c.Flush(ctx), first.Err()); err != nil {
		t.Fatal(err)
	}
}
