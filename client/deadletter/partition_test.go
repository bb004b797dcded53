package deadletter

import (
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

func TestThePartition(t *testing.T) {
	java := func(key string, n int) int32 {
		return int32(kgo.StickyKeyPartitioner(nil).ForTopic("").Partition(&kgo.Record{Key: []byte(key)}, n))
	}
	id := randomID()
	for name, c := range map[string]struct {
		own       int32
		key       []byte
		source, n int
		want      int32
	}{
		"as many":                  {7, []byte("k"), 12, 12, 7},
		"as many, null key":        {7, nil, 12, 12, 7},
		"fewer: by key":            {7, []byte("k"), 12, 5, java("k", 5)},
		"more: by key":             {7, []byte("k"), 12, 24, java("k", 24)},
		"empty key is a key":       {7, []byte{}, 12, 5, java("", 5)},
		"fewer, null key":          {7, nil, 12, 5, 2},
		"more, null key":           {7, nil, 12, 24, 7},
		"source grew":              {13, []byte("k"), 12, 12, java("k", 12)},
		"source grew, null key":    {13, nil, 12, 12, 1},
		"source not known":         {7, []byte("k"), 0, 12, java("k", 12)},
		"no partition":             {-1, []byte("k"), 12, 12, java("k", 12)},
		"no partition, null key":   {-1, nil, 12, 12, java(id, 12)},
		"one partition":            {7, []byte("k"), 12, 1, 0},
		"one partition, no origin": {-1, nil, 0, 1, 0},
	} {
		l := &Letter{ID: id, Origin: Origin{Partition: c.own}, Key: c.key}
		if got := choose(l, c.source, c.n); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// TestThePartitionerPlacesDeadLettersOnly: all other records go where they went.
func TestThePartitionerPlacesDeadLettersOnly(t *testing.T) {
	for name, others := range map[string]kgo.Partitioner{
		"manual": kgo.ManualPartitioner(), "sticky": kgo.StickyKeyPartitioner(nil), "round robin": kgo.RoundRobinPartitioner(),
	} {
		ours, theirs := Partitioner(others).ForTopic("t"), others.ForTopic("t")
		_, told := ours.(kgo.TopicPartitionerOnNewBatch)
		if _, wants := theirs.(kgo.TopicPartitionerOnNewBatch); told != wants {
			t.Errorf("%s: is told of new batches: %v", name, told)
		}
		for i := range int32(40) {
			r := &kgo.Record{Key: fmt.Append(nil, i), Partition: i}
			if got, want := ours.Partition(r, 50), theirs.Partition(r, 50); got != want || ours.RequiresConsistency(r) != theirs.RequiresConsistency(r) {
				t.Errorf("%s: %d, want %d", name, got, want)
			}
			r.Headers = []kgo.RecordHeader{header("trace", ""), header(prefix+"v", "1")}
			if got := ours.Partition(r, 50); got != int(i) || !ours.RequiresConsistency(r) {
				t.Errorf("%s: a dead letter for %d went to %d", name, i, got)
			}
			if got := ours.Partition(r, 7); got != int(i)%7 {
				t.Errorf("%s: of 7, a dead letter for %d went to %d", name, i, got)
			}
		}
	}
}

// backlog is what kgo tells a partitioner of its buffers.
type backlog []int64

func (b *backlog) Next() (int, int64) {
	i := len(*b) - 1
	n := (*b)[i]
	*b = (*b)[:i]
	return i, n
}

func (b *backlog) Rem() int { return len(*b) }

// TestThePartitionerAsksThoseWhoLookAtBuffers, of which kgo's default is one.
func TestThePartitionerAsksThoseWhoLookAtBuffers(t *testing.T) {
	least := Partitioner(kgo.LeastBackupPartitioner()).ForTopic("t").(kgo.TopicBackupPartitioner)
	if got := least.PartitionByBackup(&kgo.Record{}, 3, &backlog{5, 1, 7}); got != 1 {
		t.Errorf("the least loaded is 1, got %d", got)
	}
	keyed, r := Partitioner(nil).ForTopic("t").(kgo.TopicBackupPartitioner), &kgo.Record{Key: []byte("foobar")}
	if got, want := keyed.PartitionByBackup(r, 12, nil), int(byKey(r.Key, 12)); got != want {
		t.Errorf("kgo's default: %d, want %d", got, want)
	}
	dead := &kgo.Record{Partition: 2, Headers: hs(prefix+"v", "1")}
	if got := least.PartitionByBackup(dead, 3, nil); got != 2 {
		t.Errorf("a dead letter for 2 went to %d", got)
	}
	dead.Partition = -1
	if got := keyed.PartitionByBackup(&kgo.Record{Partition: -1, Key: r.Key, Headers: dead.Headers}, 12, nil); got != int(byKey(r.Key, 12)) {
		t.Errorf("a dead letter for no partition went to %d", got)
	}
}
