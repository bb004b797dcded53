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

// stage is one cluster with one watch, on which the tests of groups play side
// by side: each has topics and groups of its own.
type stage struct {
	cluster *lab.Cluster
	watch   *watched // that fails the test it was handed to
	admin   *kadm.Client
	doomed  doomed

	empty  chan struct{} // closed when the last user has left
	users  int
	busy   int // users that still write and read
	claims []string
	rest   func() // waits until nobody writes or reads any more
}

// looks is how often the watch of the stage looks.
const looks = 3 * time.Second

// offsetsKept and deletes are how long the cluster keeps offsets, and how often
// it looks for records that it may delete.
const (
	offsetsKept = time.Minute
	deletes     = 2 * time.Second
)

// patience is what the rules are told to wait for: minutes where they wait for
// hours, so that it can be seen in a test.
const patience = `rules:
  group/partition-stuck: {params: {at_most: 30s}}
  group/hot-partition: {settle: 10s, clear: 30s, params: {sustained: 1m}}
  group/data-at-risk: {settle: 10s}
  group/rebalance-storm: {params: {sustained: 1m}}
`

// stages is the stage that stands, if one does.
var stages struct {
	sync.Mutex
	now *stage
}

// onStage hands out the stage to a test that runs beside others, and takes note
// of the alerts that it will raise: RULE SUBJECT. Who comes first builds it, and
// takes it down when the last has left.
func onStage(t *testing.T, claims ...string) *stage {
	t.Helper()
	t.Parallel()
	stages.Lock()
	defer stages.Unlock()
	if stages.now == nil {
		built := build(t)
		t.Cleanup(func() {
			<-built.empty
			built.watch.only(time.Time{}, built.claims...)
		})
		stages.now = built
	}
	shared := stages.now
	shared.users++
	shared.busy++
	shared.claims = append(shared.claims, claims...)
	leaves := sync.OnceFunc(func() { stages.Lock(); defer stages.Unlock(); shared.busy-- })
	t.Cleanup(func() { leaves(); shared.leave() })

	mine, watch := *shared, *shared.watch
	watch.t = t
	mine.watch = &watch
	mine.rest = func() {
		leaves()
		eventually(t, 5*time.Minute, "all others are done", func() bool { stages.Lock(); defer stages.Unlock(); return shared.busy == 0 })
	}
	return &mine
}

func (s *stage) leave() {
	stages.Lock()
	defer stages.Unlock()
	if s.users--; s.users == 0 {
		stages.now = nil
		close(s.empty)
	}
}

// build starts the cluster and the watch.
func build(t *testing.T) *stage {
	t.Helper()
	c := start(t, lab.Options{Brokers: 3, Config: map[string]string{
		"default.replication.factor": "3", "min.insync.replicas": "2", "auto.create.topics.enable": "false",
		"offsets.topic.replication.factor": "3", "offsets.topic.num.partitions": "9", "group.initial.rebalance.delay.ms": "0",
		"offsets.retention.minutes": "1", "offsets.retention.check.interval.ms": "1000",
		"log.retention.check.interval.ms": "2000", "log.initial.task.delay.ms": "1000",
		"transaction.partition.verification.enable": "false", "transaction.state.log.num.partitions": "3",
	}})
	s := &stage{cluster: c, admin: admin(t, c), empty: make(chan struct{})}
	s.doomed = doom(t, s)
	file := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(file, []byte(patience), 0o600); err != nil {
		t.Fatal(err)
	}
	s.watch = watchIt(t, addresses(c), "--policy", file, "--every", looks.String(), "--partitions", "all")
	return s
}
