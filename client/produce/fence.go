package produce

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A fence keeps records from leaving that were told never to have been sent. kgo encodes a
// request, and writes it a moment later; what it fails in between, because its topic was
// made anew or was purged, is in no request that has left, and would leave all the same.
//
// It is raised before a record is told to be certain, and each connection looks at it once,
// with the next request to produce: what it writes behind that was encoded later. A request
// that is turned back loses nothing, as kgo encodes it again for a new connection.
type fence struct {
	raised   uint64 // which one it is among all of the client, from 1
	from, to int64  // the times of the records behind it, ms since 1970
}

// raise has a record never leave if it has not begun to.
func (p *partition) raise(k *kit, e *entry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := millis(e.record)
	if p.fence.raised == 0 {
		p.fence.from, p.fence.to = at, at
	}
	p.fence.from, p.fence.to = min(p.fence.from, at), max(p.fence.to, at)
	p.fence.raised = k.raised.Add(1)
}

// behind tells whether a batch holds a record that must not leave, by the times of all.
func (p *partition) behind(seen uint64, batch []byte) bool {
	p.mu.Lock()
	up, f := p.fence.raised > seen, p.fence
	p.mu.Unlock()
	if !up {
		return false
	}
	read, _ := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{}, &kmsg.FetchResponseTopicPartition{RecordBatches: batch}, kgo.DefaultDecompressor(), nil)
	return read.Err != nil || len(read.Records) == 0 || slices.ContainsFunc(read.Records, func(r *kgo.Record) bool {
		return f.from <= millis(r) && millis(r) <= f.to
	})
}

// fenced looks at a request to produce if a fence was raised since the last one.
func (c *conn) fenced(b []byte) error {
	raised, seen := c.kit.raised.Load(), c.fences
	if raised == seen || len(b) < requestRest || binary.BigEndian.Uint16(b[requestKey:]) != keyProduce {
		return nil
	}
	c.fences = raised
	req := kmsg.NewPtrProduceRequest()
	req.SetVersion(int16(binary.BigEndian.Uint16(b[requestVersion:])))
	r := kbin.Reader{Src: b[requestRest:]}
	r.Int32() // correlation id
	if !reads(req, &r) {
		return errFenced
	}
	for i := range req.Topics {
		if c.kit.holdsBack(req.GetVersion(), &req.Topics[i], seen) {
			return errFenced
		}
	}
	return nil
}

// holdsBack tells whether one of a topic's batches may hold what must not leave.
func (k *kit) holdsBack(version int16, t *kmsg.ProduceRequestTopic, seen uint64) bool {
	name, known := t.Topic, true
	if version >= 13 {
		name, known = k.name(t.TopicID)
	}
	for _, p := range t.Partitions {
		if len(p.Records) > 0 && (!known || p.Partition < 0 || k.parts.of(name, p.Partition).behind(seen, p.Records)) {
			return true
		}
	}
	return false
}

// errFenced is one that kgo takes for a closed connection, on which nothing was written.
var errFenced = fmt.Errorf("records in this request were told never to have been sent, so that it does not leave: %w", net.ErrClosed)
