package live

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// theatre is one cluster with one watch, on which the tests of groups play side
// by side: each has topics and groups of its own.
type theatre struct {
	cluster *lab.Cluster
	admin   *kadm.Client
	doomed  doomed
	watched *watched // of the test that built it

	empty  chan struct{} // closed when the last user has left
	users  int
	busy   int // users that still write and read
	claims []string
}

// stage is the theatre as one test uses it.
type stage struct {
	*theatre
	watch *watched // fails the test
	rest  func()   // the test only reads from now on; returns when the others do, too
}

// looks is how often the watch of the stage looks.
const looks = 3 * time.Second

// offsetsKept and deletes are how long the cluster keeps offsets, and how often
// it looks for records that it may delete.
const (
	offsetsKept = time.Minute
	deletes     = 2 * time.Second
)

// longestTransaction is how long, in ms, a transaction may be open.
const longestTransaction = "60000"

// patience is what the rules are told to wait for: minutes where they wait for
// hours, so that it can be seen in a test.
const patience = `rules:
  group/partition-stuck: {params: {at_most: 30s}}
  group/hot-partition: {settle: 10s, clear: 30s, params: {sustained: 1m}}
  group/data-at-risk: {settle: 10s}
  group/rebalance-storm: {params: {sustained: 1m}}
`

// theatres is the theatre that stands, if one does, and whether both turns are kept
// for the next one.
var theatres struct {
	sync.Mutex
	now  *theatre
	kept bool
}

// keepTurns takes both turns for the next stage: a dozen tests play on it at once, and
// hold times against the truth, so that all others wait. It is done before any test
// runs, because who has one turn and waits for the other keeps it from everybody. The
// caller has the lock.
func keepTurns() {
	if theatres.now != nil || theatres.kept {
		return
	}
	taking.long <- struct{}{}
	taking.turn <- struct{}{}
	theatres.kept = true
}

// onStage makes a test run beside others on one cluster, and takes note of the
// alerts that it will raise: RULE SUBJECT. Who comes first builds the theatre,
// and takes it down when the last has left.
func onStage(t *testing.T, claims ...string) *stage {
	t.Helper()
	if !testing.Short() {
		locked(keepTurns)
	}
	begin(t)
	theatres.Lock()
	defer theatres.Unlock()
	if theatres.now == nil {
		built := build(t)
		t.Cleanup(func() {
			<-built.empty
			built.watched.only(time.Time{}, built.claims...)
		})
		theatres.now = built
	}
	in := theatres.now
	in.users++
	in.busy++
	in.claims = append(in.claims, claims...)
	rests := sync.OnceFunc(func() { locked(func() { in.busy-- }) })
	t.Cleanup(func() { rests(); in.leave() })
	watch := *in.watched
	watch.t = t
	return &stage{theatre: in, watch: &watch, rest: func() {
		rests()
		eventually(t, 5*time.Minute, "all others are done", func() (done bool) {
			locked(func() { done = in.busy == 0 })
			return done
		})
	}}
}

// locked does what reads or changes the theatres.
func locked(what func()) {
	theatres.Lock()
	defer theatres.Unlock()
	what()
}

func (in *theatre) leave() {
	locked(func() {
		if in.users--; in.users == 0 {
			theatres.now = nil
			close(in.empty)
		}
	})
}

// build starts the cluster and the watch.
func build(t *testing.T) *theatre {
	t.Helper()
	keepTurns()
	theatres.kept = false
	taking.took.Store(t, true)
	t.Cleanup(func() { <-taking.turn; <-taking.long })
	c := own(t, lab.Options{Brokers: 3, Config: map[string]string{
		"default.replication.factor": "3", "min.insync.replicas": "2", "auto.create.topics.enable": "false",
		"offsets.topic.replication.factor": "3", "offsets.topic.num.partitions": "9", "group.initial.rebalance.delay.ms": "0",
		"offsets.retention.minutes": "1", "offsets.retention.check.interval.ms": "1000",
		"log.retention.check.interval.ms": "2000", "log.initial.task.delay.ms": "1000", "log.cleaner.backoff.ms": "1000",
		"transaction.max.timeout.ms":                longestTransaction,
		"transaction.partition.verification.enable": "false", "transaction.state.log.num.partitions": "3",
	}})
	in := &theatre{cluster: c, admin: admin(t, c), empty: make(chan struct{})}
	in.doomed = doom(t, in)
	file := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(file, []byte(patience), 0o600); err != nil {
		t.Fatal(err)
	}
	in.watched = watchIt(t, addresses(c), "--policy", file, "--every", looks.String(), "--partitions", "all")
	return in
}
