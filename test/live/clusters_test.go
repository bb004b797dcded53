package live

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/test/mend"
)

// line is the release line of Kafka that the tests run on.
func line() string { return cmp.Or(os.Getenv("BREAKWATER_KAFKA"), "4.3") }

// Two clusters run at once: one for the tests that take a minute or more and mostly
// wait, one for all others in turn, so that both lines take about as long. More of
// them use both cores of a small machine up, and then it is the machine that fails
// the tests.
var taking = struct {
	turn, long chan struct{} // each has room for one test
	begun      sync.Map      // the tests that run beside others
	took       sync.Map      // those that have had a turn
	started    sync.Mutex    // one cluster starts at a time: it takes the whole machine
}{turn: make(chan struct{}, 1), long: make(chan struct{}, 1)}

// begin makes a test run beside others. It may be called again.
func begin(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real Kafka nodes")
	}
	if _, again := taking.begun.LoadOrStore(t, true); !again {
		t.Parallel()
	}
}

// takeTurn waits until a test may have a cluster, once for all its clusters. It
// gives its turn back at its end.
func takeTurn(t *testing.T, turn chan struct{}) {
	t.Helper()
	begin(t)
	if _, again := taking.took.LoadOrStore(t, true); again {
		return
	}
	waits := time.Now()
	turn <- struct{}{}
	t.Cleanup(func() { <-turn })
	if waited := time.Since(waits); waited > time.Second {
		t.Logf("its turn came after %s", waited.Round(time.Second))
	}
}

// start starts nodes for one test, which waits for its turn. Who needs nothing
// special of them takes those of guarded, which stand already.
func start(t *testing.T, o lab.Options) *lab.Cluster {
	t.Helper()
	takeTurn(t, taking.turn)
	return own(t, o)
}

// startLong is start for what takes a minute or more.
func startLong(t *testing.T, o lab.Options) *lab.Cluster {
	t.Helper()
	takeTurn(t, taking.long)
	return own(t, o)
}

// own starts nodes that end with the test.
func own(t *testing.T, o lab.Options) *lab.Cluster {
	t.Helper()
	o.Keep = t.Failed
	c := boot(t, o)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// boot starts nodes that the caller closes.
func boot(t *testing.T, o lab.Options) *lab.Cluster {
	t.Helper()
	if _, err := exec.LookPath("java"); err != nil {
		t.Fatal("real Kafka needs Java 17: install it, or run the tests with -short")
	}
	taking.started.Lock()
	defer taking.started.Unlock()
	if _, err := program(); err != nil { // the watch is built before anything is timed
		t.Fatal(err)
	}
	o.Version = cmp.Or(o.Version, line())
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c, err := lab.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// undisturbed does what has to be seen within seconds while no cluster starts
// beside it.
func undisturbed(run func()) {
	taking.started.Lock()
	defer taking.started.Unlock()
	run()
}

// standing are guarded clusters that no test has, whatever was done to them.
var standing struct {
	sync.Mutex
	all []*hall
}

// hall is a guarded cluster, and whether a test has failed on it.
type hall struct {
	*lab.Cluster
	failed atomic.Bool
}

// guarded are three nodes that keep acknowledged records in two places. The test
// may break them as it likes, and leave them so: who gets them next gets them
// whole, without topics and groups. What a test sets in a broker itself it takes
// back.
func guarded(t *testing.T) *lab.Cluster {
	t.Helper()
	takeTurn(t, taking.turn)
	return lent(t)
}

// guardedLong is guarded for what takes a minute or more.
func guardedLong(t *testing.T) *lab.Cluster {
	t.Helper()
	takeTurn(t, taking.long)
	return lent(t)
}

// lent is a guarded cluster that stands already, or a new one.
func lent(t *testing.T) *lab.Cluster {
	t.Helper()
	h := stands(t)
	if h == nil {
		h = &hall{}
		h.Cluster = boot(t, lab.Options{Brokers: 3, Keep: h.failed.Load, Config: map[string]string{
			"default.replication.factor": "3", "min.insync.replicas": "2", "auto.create.topics.enable": "false",
			"offsets.topic.replication.factor": "3", "offsets.topic.num.partitions": "10",
		}})
	}
	t.Cleanup(func() {
		if !t.Failed() {
			standing.Lock()
			defer standing.Unlock()
			standing.all = append(standing.all, h)
			return
		}
		h.failed.Store(true)
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h.Cluster
}

// mended makes a cluster what it was when it was new. Its nodes start while no others do.
func mended(ctx context.Context, c *lab.Cluster) error {
	taking.started.Lock()
	err := mend.Revive(ctx, c)
	taking.started.Unlock()
	if err != nil {
		return err
	}
	return mend.Empty(ctx, c)
}

// stands is one of those that stand, whole again; nil where there is none.
func stands(t *testing.T) *hall {
	t.Helper()
	for {
		standing.Lock()
		n := len(standing.all)
		if n == 0 {
			standing.Unlock()
			return nil
		}
		h := standing.all[n-1]
		standing.all = standing.all[:n-1]
		standing.Unlock()
		err := mended(t.Context(), h.Cluster)
		if err == nil {
			return h
		}
		t.Logf("a cluster that was broken before does not become whole, and another one is taken: %v", err)
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}

// closeStanding ends what the tests have left.
func closeStanding() (all error) {
	standing.Lock()
	defer standing.Unlock()
	for _, h := range standing.all {
		all = errors.Join(all, h.Close())
	}
	return all
}
