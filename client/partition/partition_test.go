package partition

import (
	"fmt"
	"hash/crc32"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

func keyed(key string) *kgo.Record { return &kgo.Record{Key: []byte(key)} }

// TestJavaChoosesAsJava: what Utils.toPositive(Utils.murmur2(key)) % n of
// kafka-clients 4.3.1 gives.
func TestJavaChoosesAsJava(t *testing.T) {
	p := Java().ForTopic("t")
	// The hashes are those of org.apache.kafka.common.utils.UtilsTest.testMurmur2.
	for key, hash := range map[string]int32{
		"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536,
		"a-little-bit-longer-string": -1486304829, "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
		"abc": 479470107,
	} {
		for _, n := range []int{1, 6, 12, 100} {
			if got, want := p.Partition(keyed(key), n), int(hash&0x7fffffff)%n; got != want {
				t.Errorf("%s of %d: %d, want %d", key, n, got, want)
			}
		}
	}
}

func TestLibrdkafkaChoosesByCRC32(t *testing.T) {
	p := Librdkafka().ForTopic("t")
	for i := range 1000 {
		key := fmt.Sprint("sensor-", i)
		if got, want := p.Partition(keyed(key), 6), int(crc32.ChecksumIEEE([]byte(key))%6); got != want {
			t.Fatalf("%s: %d, want %d", key, got, want)
		}
		if !p.RequiresConsistency(keyed(key)) {
			t.Fatal("a record with a key may move")
		}
	}
}

// TestWithoutAKeyABatchStaysTogether: and for librdkafka an empty key is none.
func TestWithoutAKeyABatchStaysTogether(t *testing.T) {
	none, empty := &kgo.Record{}, &kgo.Record{Key: []byte{}}
	for name, c := range map[string]struct {
		by      kgo.Partitioner
		keyless []*kgo.Record
	}{
		"java":       {Java(), []*kgo.Record{none}},
		"librdkafka": {Librdkafka(), []*kgo.Record{none, empty}},
		"tenants":    {Tenants(4, At("/")), []*kgo.Record{none}},
	} {
		p := c.by.ForTopic("t")
		chosen := map[int]bool{}
		for range 50 {
			first := p.Partition(c.keyless[0], 12)
			chosen[first] = true
			for range 10 {
				for _, r := range c.keyless {
					if got := p.Partition(r, 12); got != first || p.RequiresConsistency(r) {
						t.Fatalf("%s: %d, then %d", name, first, got)
					}
				}
			}
			p.(kgo.TopicPartitionerOnNewBatch).OnNewBatch()
		}
		if len(chosen) < 4 {
			t.Errorf("%s: 50 batches went to %d partitions", name, len(chosen))
		}
	}
}

// TestHowOftenTheyAgree is the reason for this package.
func TestHowOftenTheyAgree(t *testing.T) {
	java, rd := Java().ForTopic("t"), Librdkafka().ForTopic("t")
	same := 0
	for i := range 10_000 {
		if r := keyed(fmt.Sprint("sensor-", i)); java.Partition(r, 6) == rd.Partition(r, 6) {
			same++
		}
	}
	if same < 1400 || same > 1900 {
		t.Errorf("%d of 10,000 keys", same)
	}
}

func TestTenants(t *testing.T) {
	java := Java().ForTopic("t")
	for _, c := range []struct {
		width, partitions, want int // how many partitions a large tenant has
	}{{4, 12, 4}, {1, 12, 1}, {0, 12, 1}, {-3, 12, 1}, {20, 12, 12}, {4, 1, 1}} {
		p := Tenants(c.width, At("/")).ForTopic("t")
		first, of := java.Partition(keyed("acme"), c.partitions), map[int]int{}
		for i := range 4000 {
			key := fmt.Sprint("acme/sensor-", i)
			at := p.Partition(keyed(key), c.partitions)
			of[at]++
			if at < 0 || at >= c.partitions || at != p.Partition(keyed(key), c.partitions) || !p.RequiresConsistency(keyed(key)) {
				t.Fatalf("%+v: %s is once in %d", c, key, at)
			}
			if (at-first+c.partitions)%c.partitions >= max(1, c.width) {
				t.Fatalf("%+v: %s is in %d, and its tenant begins at %d", c, key, at, first)
			}
		}
		if len(of) != c.want {
			t.Errorf("%+v: %d partitions", c, len(of))
		}
		for at, n := range of {
			if n < 4000/c.want*7/10 {
				t.Errorf("%+v: partition %d has %d of 4,000", c, at, n)
			}
		}
	}
}

func TestKeysOfTenants(t *testing.T) {
	for key, want := range map[string][2]string{
		"acme/a": {"acme", "a"}, "acme": {"acme", ""}, "acme/a/b": {"acme", "a/b"}, "/a": {"", "a"}, "": {"", ""}, "acme/": {"acme", ""},
	} {
		tenant, sub := At("/")([]byte(key))
		if string(tenant) != want[0] || string(sub) != want[1] {
			t.Errorf("%q: %q and %q", key, tenant, sub)
		}
	}
	p := Tenants(4, At("/")).ForTopic("t")
	if got, want := p.Partition(keyed("acme"), 12), p.Partition(keyed("acme/"), 12); got != want {
		t.Errorf("without a sub-key %d, with an empty one %d", got, want)
	}
	if allocs := testing.AllocsPerRun(100, func() { p.Partition(record, 12) }); allocs > 0 {
		t.Errorf("%v allocations a record", allocs)
	}
}

var record = keyed("acme/sensor-7")
