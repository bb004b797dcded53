package live

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// group is what the watch tells of a group.
func (s *stage) group(t *testing.T, id string) api.Group {
	t.Helper()
	var out api.OneGroup
	s.watch.ask("/api/v1/groups/"+id, &out)
	return out.Group
}

// partition is what the watch tells of one partition of a group.
func (s *stage) partition(t *testing.T, group, topic string, partition int32) (api.Lag, time.Time) {
	t.Helper()
	var out api.OneGroup
	s.watch.ask("/api/v1/groups/"+group, &out)
	for _, p := range out.Partitions.Items {
		if p.Topic == topic && p.Partition == partition {
			return p, out.Now
		}
	}
	return api.Lag{}, out.Now
}

// TestM25_APartitionThatNobodyReadsIsNamed: the members assign by hand, commit,
// and one partition was left out.
func TestM25_APartitionThatNobodyReadsIsNamed(t *testing.T) {
	const subject = "group/byhand"
	s := onStage(t, "group/partition-stuck "+subject)
	create(t, s.admin, "parcels", 30, 3)
	s.write(t, "parcels", constant(30, 4)...)
	stands := time.Now().Add(25 * time.Second) // by then it is known how the group commits
	var held int64
	s.commits(t, "byhand", "parcels", func(ends kadm.ListedOffsets) kadm.Offsets {
		at := kadm.Offsets{}
		ends.Each(func(o kadm.ListedOffset) {
			if o.Partition == 5 && time.Now().After(stands) {
				o.Offset = held
			} else if o.Partition == 5 {
				held = o.Offset
			}
			at.AddOffset(o.Topic, o.Partition, o.Offset, -1)
		})
		return at
	})
	fired := s.watch.expect(25*time.Second+30*time.Second+settles+8*looks, time.Now(), "firing", "group/partition-stuck", subject)
	t.Logf("named %s after the partition was left out", fired.At.Sub(stands).Round(time.Second))
	fired.says(t, "parcels/5", "The group has no members", "while others move")
}

// commits makes a group without members, which commits every two seconds what
// it is told to.
func (s *stage) commits(t *testing.T, group, topic string, what func(ends kadm.ListedOffsets) kadm.Offsets) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	t.Cleanup(func() { stop(); <-ended; s.forget(t, group) })
	go func() {
		defer close(ended)
		tick := time.NewTicker(2 * time.Second)
		defer tick.Stop()
		for {
			if ends, err := s.admin.ListEndOffsets(ctx, topic); err == nil {
				_ = s.admin.CommitAllOffsets(ctx, group, what(ends)) // what fails comes with the next
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
}

// TestM25_AHangingTransactionIsNamed: a producer is gone in the middle of a
// transaction that nobody coordinates, and read_committed gets nothing more. At
// first it is only seen that the group stands still; when no transaction may be
// open for as long, it is the transaction, with its producer, and the group below.
func TestM25_AHangingTransactionIsNamed(t *testing.T) {
	const group, partition = "group/ledger/bookings/7", "partition/bookings/7"
	s := onStage(t, "group/partition-stuck "+group, "cluster/transaction-hanging "+partition)
	create(t, s.admin, "bookings", 30, 3)
	s.write(t, "bookings", constant(30, 4)...)
	m := s.join(t, work{group: "ledger", topic: "bookings", commit: 5 * time.Second, opts: []kgo.Opt{kgo.FetchIsolationLevel(kgo.ReadCommitted())}})
	eventually(t, time.Minute, "the group reads", func() bool { return m.position(7) > 100 })
	producer := hang(t, s.cluster, "bookings", 7)
	began := time.Now()
	fired := s.watch.expect(30*time.Second+settles+8*looks, began, "firing", "group/partition-stuck", group)
	t.Logf("the group is named %s after the transaction was begun", fired.At.Sub(began).Round(time.Second))
	fired.says(t, "bookings/7", "last stable offset", "neither been committed nor aborted", "isolation.level=read_committed", "kafka-transactions.sh")

	cause := s.watch.expect(time.Minute+settles+8*looks, began, "firing", "cluster/transaction-hanging", partition)
	t.Logf("the transaction is named %s after it was begun", cause.At.Sub(began).Round(time.Second))
	stable := s.stable(t, "bookings", 7)
	cause.says(t, fmt.Sprintf("producer id %d, epoch %d", producer.ProducerID, producer.ProducerEpoch), "Its transactional id is lost-bookings", "Empty",
		fmt.Sprintf("abort --topic bookings --partition 7 --start-offset %d", stable))
	s.watch.expect(settles+8*looks, fired.At, "resolved", "group/partition-stuck", group)
	s.abort(t, "bookings", 7, stable)
	s.watch.expect(2*time.Minute, cause.At, "resolved", "cluster/transaction-hanging", partition)
}

// stable is the last stable offset of a partition.
func (s *stage) stable(t *testing.T, topic string, partition int32) int64 {
	t.Helper()
	all, err := s.admin.ListCommittedOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := all.Lookup(topic, partition)
	return at.Offset
}

// abort ends a transaction by the command that the finding names.
func (s *stage) abort(t *testing.T, topic string, partition int32, start int64) {
	t.Helper()
	classes, err := lab.FetchTools(t.Context(), s.cluster.Version(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes, "org.apache.kafka.tools.TransactionsCommand",
		"--bootstrap-server", addresses(s.cluster), "abort", "--topic", topic, "--partition", strconv.Itoa(int(partition)), "--start-offset", strconv.FormatInt(start, 10)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
