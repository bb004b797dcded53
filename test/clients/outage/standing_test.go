package outage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/test/mend"
)

// standing is the cluster that the last test has left, whatever was done to it; nil where
// that test has failed, because of it, perhaps.
var standing *lab.Cluster

// shared is the cluster of the tests that run beside each other.
var shared struct {
	sync.Mutex
	*lab.Cluster
	users  int
	failed bool
}

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil { // who runs beside others waits for Kafka, and not for a processor
		panic(err)
	}
	code := m.Run()
	if standing != nil {
		if err := standing.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// cluster is three real nodes that a test has to itself, of which all are controllers, too.
type cluster struct {
	*testing.T
	*lab.Cluster
}

// begin gives a test the cluster that stands, whole and without topics, or a new one. It may
// break it as it likes, and leave it so.
func begin(t *testing.T) cluster {
	t.Helper()
	skipShort(t)
	c := whole(t)
	t.Cleanup(func() { gives(t, c, t.Failed()) })
	return cluster{t, c}
}

// beside is begin for what breaks nothing, has topics of its own, and mostly waits: such
// tests run beside each other on one cluster, when all others have ended.
func beside(t *testing.T) cluster {
	t.Helper()
	skipShort(t)
	t.Parallel()
	shared.Lock()
	defer shared.Unlock()
	if shared.users == 0 {
		shared.Cluster, shared.failed = whole(t), false
	}
	shared.users++
	t.Cleanup(func() {
		shared.Lock()
		defer shared.Unlock()
		shared.failed = shared.failed || t.Failed()
		if shared.users--; shared.users == 0 {
			gives(t, shared.Cluster, shared.failed)
		}
	})
	return cluster{t, shared.Cluster}
}

func skipShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real Kafka nodes")
	}
}

// part is a part of a test that runs beside the others of it.
func (c cluster) part(name string, run func(c cluster)) {
	c.Run(name, func(t *testing.T) {
		t.Parallel()
		run(cluster{t, c.Cluster})
	})
}

// gives leaves a cluster to the next test, or ends it.
func gives(t *testing.T, c *lab.Cluster, failed bool) {
	t.Helper()
	if !failed {
		standing = c
		return
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// whole is the cluster that stands, or a new one.
func whole(t *testing.T) *lab.Cluster {
	t.Helper()
	if c := stands(t); c != nil {
		return c
	}
	return fresh(t)
}

// stands takes the cluster that the last test has left, mended; nil where there is none.
func stands(t *testing.T) *lab.Cluster {
	t.Helper()
	c := standing
	standing = nil
	if c == nil {
		return nil
	}
	err := mend.Revive(t.Context(), c)
	if err == nil {
		err = mend.Empty(t.Context(), c)
	}
	if err == nil {
		return c
	}
	t.Logf("the cluster that was broken before does not become whole, and a new one is taken: %v", errors.Join(err, c.Close()))
	return nil
}

// fresh starts a cluster.
func fresh(t *testing.T) *lab.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{Version: os.Getenv("BREAKWATER_KAFKA"), Brokers: 3, Progress: os.Stderr, Config: map[string]string{
		"auto.create.topics.enable": "false", "min.insync.replicas": "2", "default.replication.factor": "3",
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
