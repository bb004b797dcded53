package produce

import (
	"sync"
	"sync/atomic"
)

// A partition is what is known of one that is written to.
type partition struct {
	topic string
	index int32

	requests atomic.Uint32 // how many requests to produce with it have begun to leave
	acked    atomic.Int64  // the highest offset that was acknowledged, or -1
	doubts   atomic.Int32  // how many records wait to be settled

	mu   sync.Mutex
	open []*doubt
}

func newPartition(topic string, index int32) *partition {
	p := &partition{topic: topic, index: index}
	p.acked.Store(-1)
	return p
}

// acknowledged notes the highest offset.
func (p *partition) acknowledged(offset int64) {
	for {
		old := p.acked.Load()
		if offset <= old || p.acked.CompareAndSwap(old, offset) {
			return
		}
	}
}

// partitions finds partitions by their names.
type partitions struct {
	last atomic.Pointer[partition] // mostly it is the same as before

	mu     sync.RWMutex
	topics map[string]map[int32]*partition
}

func (ps *partitions) of(topic string, index int32) *partition {
	if p := ps.last.Load(); p != nil && p.index == index && p.topic == topic {
		return p
	}
	ps.mu.RLock()
	p := ps.topics[topic][index]
	ps.mu.RUnlock()
	if p == nil {
		p = ps.make(topic, index)
	}
	ps.last.Store(p)
	return p
}

func (ps *partitions) make(topic string, index int32) *partition {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.topics == nil {
		ps.topics = map[string]map[int32]*partition{}
	}
	if ps.topics[topic] == nil {
		ps.topics[topic] = map[int32]*partition{}
	}
	p := ps.topics[topic][index]
	if p == nil {
		p = newPartition(topic, index)
		ps.topics[topic][index] = p
	}
	return p
}
