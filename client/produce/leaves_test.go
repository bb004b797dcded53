package produce

import (
	"encoding/binary"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// batchOf is the header of a batch of a producer.
func batchOf(id int64, epoch int16) []byte {
	b := make([]byte, wire.BatchOverhead)
	binary.BigEndian.PutUint64(b[batchProducer:], uint64(id))
	binary.BigEndian.PutUint16(b[batchEpoch:], uint16(epoch))
	return b
}

// request is one to produce, as kgo writes it.
func request(version int16, topics ...kmsg.ProduceRequestTopic) []byte {
	req := kmsg.NewPtrProduceRequest()
	req.SetVersion(version)
	req.Acks, req.Topics = -1, topics
	return kmsg.NewRequestFormatter(kmsg.FormatterClientID("plant")).AppendRequest(nil, req, 7)
}

var plantID = [16]byte{1, 2, 3}

func topicOf(name string, id [16]byte, parts map[int32][]byte) kmsg.ProduceRequestTopic {
	t := kmsg.NewProduceRequestTopic()
	t.Topic, t.TopicID = name, id
	for index, b := range parts {
		p := kmsg.NewProduceRequestTopicPartition()
		p.Partition, p.Records = index, b
		t.Partitions = append(t.Partitions, p)
	}
	return t
}

// TestWhatLeaves of every version of the request that kgo can write.
func TestWhatLeaves(t *testing.T) {
	for version := int16(3); version <= kmsg.NewPtrProduceRequest().MaxVersion(); version++ {
		k := newKit()
		k.names.Store(plantID, "orders")
		b := request(version, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1), 5: batchOf(4, 2)}))
		k.leaves(b)
		k.leaves(b)
		for index, want := range map[int32]uint64{0: 2, 1: 0, 5: 2} {
			if got := k.parts.of("orders", index).requests.Load(); got != want {
				t.Errorf("version %d, partition %d: %d requests, want %d", version, index, got, want)
			}
		}
		if id, epoch, ok := k.producer.since(0); id != 4 || epoch != 2 || !ok || k.strange.Load() != 0 {
			t.Errorf("version %d: producer %d, epoch %d, %t; %d strange", version, id, epoch, ok, k.strange.Load())
		}
	}
}

// TestStrangeWrites count for every partition; what is no request to produce for none.
func TestStrangeWrites(t *testing.T) {
	right := request(9, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1)}))
	metadata := kmsg.NewRequestFormatter().AppendRequest(nil, kmsg.NewPtrMetadataRequest(), 1)
	future := append([]byte(nil), right...)
	binary.BigEndian.PutUint16(future[requestVersion:], 999)
	for name, c := range map[string]struct {
		b    []byte
		want uint64
	}{
		"nothing":          {nil, 1},
		"a few bytes":      {right[:5], 1},
		"the first half":   {right[:len(right)/2], 1},
		"two at once":      {append(append([]byte(nil), right...), right...), 1},
		"a later version":  {future, 1},
		"no batch":         {request(9, topicOf("orders", plantID, map[int32][]byte{0: nil})), 0},
		"an empty batch":   {request(9, topicOf("orders", plantID, map[int32][]byte{0: {}})), 1},
		"half a batch":     {request(9, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1)[:40]})), 1},
		"an unknown topic": {request(13, topicOf("", [16]byte{9}, map[int32][]byte{0: batchOf(4, 1)})), 1},
		"a metadata query": {metadata, 0},
		"a right one":      {right, 0},
	} {
		k := newKit()
		k.leaves(c.b)
		if got := k.strange.Load(); got != c.want {
			t.Errorf("%s: %d strange requests, want %d", name, got, c.want)
		}
	}
}

// TestAnUnknownTopicIsAskedFor, and its producer is known all the same.
func TestAnUnknownTopicIsAskedFor(t *testing.T) {
	k := newKit()
	for range 100 { // more than are kept to be asked
		k.leaves(request(13, topicOf("", plantID, map[int32][]byte{0: batchOf(4, 1)})))
	}
	if id := <-k.learn; id != plantID {
		t.Errorf("asked for %v", id)
	}
	if id, _, ok := k.producer.since(0); id != 4 || !ok {
		t.Errorf("the producer is %d, %t", id, ok)
	}
}

func TestProducersChange(t *testing.T) {
	p := producers{id: -1, epoch: -1}
	if _, _, ok := p.since(0); ok {
		t.Error("nothing was written, and a producer is known")
	}
	p.leaves(4, 3)
	p.leaves(4, 1) // a resend of an older batch
	if id, epoch, ok := p.since(0); id != 4 || epoch != 3 || !ok {
		t.Errorf("%d, %d, %t", id, epoch, ok)
	}
	before := p.changes.Load()
	p.leaves(5, 0)
	if _, _, ok := p.since(before); ok {
		t.Error("two producers since, and one is told")
	}
	if id, epoch, ok := p.since(p.changes.Load()); id != 5 || epoch != 0 || !ok {
		t.Errorf("%d, %d, %t", id, epoch, ok)
	}
}

// TestEpochsOfAPartition begin anew with another producer.
func TestEpochsOfAPartition(t *testing.T) {
	p := newPartition("t", 0)
	for i, c := range []struct {
		id    int64
		epoch int16
		want  int16 // of a barrier of what was marked at first
		bumps uint64
	}{{4, 30000, 30001, 0}, {4, 30001, 30001, 1}, {4, 30000, 30001, 1}, {5, 0, 0, 1}} {
		p.leaves(head{id: c.id, epoch: c.epoch})
		if got := p.since(&mark{}); got != c.want || p.bumps.Load() != c.bumps || p.requests.Load() != uint64(i+1) {
			t.Errorf("request %d: epoch %d, %d bumps, %d requests", i+1, got, p.bumps.Load(), p.requests.Load())
		}
	}
	if got := p.since(&mark{bumps: 1}); got != 1 {
		t.Errorf("a later mark: epoch %d", got)
	}
}

// FuzzLeaves: whatever is written to a connection is written, and nothing panics.
func FuzzLeaves(f *testing.F) {
	for version := int16(0); version <= 13; version++ {
		f.Add(request(version, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1), 5: batchOf(4, 2)})))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k := newKit()
		k.leaves(b)
		if len(b) >= requestRest { // as a request, whatever its length says
			b = append([]byte(nil), b...)
			binary.BigEndian.PutUint32(b, uint32(len(b)-4))
			binary.BigEndian.PutUint16(b[requestKey:], 0)
			k.leaves(b)
		}
	})
}
