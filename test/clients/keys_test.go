package clients

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
)

// counts are the numbers of partitions by which the partitioners are compared.
var counts = []int{1, 2, 6, 12, 50}

// many and empty are how many keys there are, none like another, and how many empty ones
// are among them.
const many, empty = 10_000, 100

// keys are text as people choose it, bytes of any length up to 64, and empty ones.
func keys() [][]byte {
	chance, seen := rand.New(rand.NewPCG(29, 1)), map[string]bool{}
	for len(seen) < many/2 {
		seen[fmt.Sprintf("sensor-%d/größe", chance.IntN(1_000_000))] = true
	}
	for len(seen) < many {
		key := make([]byte, 1+chance.IntN(64))
		for i := range key {
			key[i] = byte(chance.Uint32())
		}
		seen[string(key)] = true
	}
	out := slices.Repeat([][]byte{{}}, empty)
	for _, key := range slices.Sorted(maps.Keys(seen)) {
		out = append(out, []byte(key))
	}
	chance.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// keyed is a record for every key and every number of partitions, each number in a topic
// of its own, as topics says.
func keyed(t *testing.T) (out []*kgo.Record, topics map[string]int) {
	t.Helper()
	topics = map[string]int{}
	for _, n := range counts {
		topic := topic(t, "keys", int32(n))
		topics[topic] = n
		for _, key := range keys() {
			out = append(out, &kgo.Record{Topic: topic, Key: key, Value: []byte("v")})
		}
	}
	return out, topics
}

// disagree is how many of the records were acknowledged in another partition than theirs,
// by their topic; and one of them. Those with an empty key count where withEmpty is true.
func disagree(theirs []told, ours []*kgo.Record, withEmpty bool) (by map[string]int, one string) {
	by = map[string]int{}
	for i, r := range ours {
		if !withEmpty && len(r.Key) == 0 || theirs[i].Partition == r.Partition {
			continue
		}
		by[r.Topic]++
		one = fmt.Sprintf("%s, key %q: theirs is in %d, ours in %d", r.Topic, r.Key, theirs[i].Partition, r.Partition)
	}
	return by, one
}

// TestM29_JavaAndWeChooseAlike: both send 10,000 keys, and a key is acknowledged in one
// partition.
func TestM29_JavaAndWeChooseAlike(t *testing.T) {
	ours, _ := keyed(t)
	theirs := java(t).produce(t, ours, "acks=1", "linger.ms=5")
	send(t, client(t, kgo.RecordPartitioner(partition.Java())), ours...)
	if bad, one := disagree(theirs, ours, true); len(bad) > 0 {
		t.Errorf("of %d keys in another partition than Java's: %v, as %s", many+empty, bad, one)
	}
}

// TestM29_LibrdkafkaAndWeChooseAlike: and who took Java's choice beside librdkafka's would
// have torn most keys apart.
func TestM29_LibrdkafkaAndWeChooseAlike(t *testing.T) {
	ours, topics := keyed(t)
	// Without this setting what has no key stays in one partition for 10 ms.
	theirs := librdkafka(t).produce(t, ours, "acks=1", "linger.ms=5", "sticky.partitioning.linger.ms=0")
	send(t, client(t, kgo.RecordPartitioner(partition.Librdkafka())), ours...)
	if bad, one := disagree(theirs, ours, false); len(bad) > 0 {
		t.Errorf("of %d keys in another partition than librdkafka's: %v, as %s", many, bad, one)
	}
	emptyGoAnywhere(t, theirs, ours, topics)
	mixed(t, theirs, ours, topics)
}

// emptyGoAnywhere holds against librdkafka that an empty key is none to it: by its CRC32
// all would be in partition 0.
func emptyGoAnywhere(t *testing.T, theirs []told, ours []*kgo.Record, topics map[string]int) {
	t.Helper()
	seen := map[string]map[int32]bool{}
	for i, r := range ours {
		if len(r.Key) == 0 {
			if seen[r.Topic] == nil {
				seen[r.Topic] = map[int32]bool{}
			}
			seen[r.Topic][theirs[i].Partition] = true
		}
	}
	for topic, n := range topics {
		if got := len(seen[topic]); got < min(n, 2) {
			t.Errorf("librdkafka put %d empty keys into %d of %d partitions", empty, got, n)
		}
	}
}

// mixed sends the keys by Java's choice, and tells how many are where librdkafka puts
// them: as many as chance has it.
func mixed(t *testing.T, theirs []told, ours []*kgo.Record, topics map[string]int) {
	t.Helper()
	send(t, client(t, kgo.RecordPartitioner(partition.Java())), ours...)
	bad, _ := disagree(theirs, ours, false)
	for topic, n := range topics {
		same := 1 - float64(bad[topic])/many
		t.Logf("%d partitions: %.1f %% of the keys are in one partition by both", n, 100*same)
		want := 1 / float64(n)
		if off := math.Abs(same - want); off > 5*math.Sqrt(want*(1-want)/many) {
			t.Errorf("%d partitions: %.3f of the keys by both in one, by chance it is %.3f", n, same, want)
		}
	}
}
