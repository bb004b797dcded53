package produce

import (
	"sync"
	"sync/atomic"
)

// partitions finds partitions by their names.
type partitions struct {
	last atomic.Pointer[parts] // mostly the topic is the same as before

	mu     sync.Mutex
	topics map[string]*parts
}

// parts are the partitions of a topic that were met, at their numbers.
type parts struct {
	topic string
	list  atomic.Pointer[[]atomic.Pointer[partition]]
}

func (ps *partitions) of(topic string, index int32) *partition {
	t := ps.last.Load()
	if t == nil || t.topic != topic {
		t = ps.topicOf(topic)
		ps.last.Store(t)
	}
	if list := *t.list.Load(); int(index) < len(list) {
		if p := list[index].Load(); p != nil {
			return p
		}
	}
	return ps.make(t, index)
}

func (ps *partitions) topicOf(topic string) *parts {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	t := ps.topics[topic]
	if t == nil {
		if ps.topics == nil {
			ps.topics = map[string]*parts{}
		}
		t = &parts{topic: topic}
		t.list.Store(new([]atomic.Pointer[partition]))
		ps.topics[topic] = t
	}
	return t
}

func (ps *partitions) make(t *parts, index int32) *partition {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	list := *t.list.Load()
	if int(index) >= len(list) {
		more := make([]atomic.Pointer[partition], max(int(index)+1, 2*len(list)))
		for i := range list {
			more[i].Store(list[i].Load())
		}
		list = more
		t.list.Store(&more)
	}
	p := list[index].Load()
	if p == nil {
		p = newPartition(t.topic, index)
		list[index].Store(p)
	}
	return p
}

// in is those of a topic that were met.
func (ps *partitions) in(topic string) []*partition { return ps.topicOf(topic).met() }

// all are those that were met.
func (ps *partitions) all() (out []*partition) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, t := range ps.topics {
		out = append(out, t.met()...)
	}
	return out
}

func (t *parts) met() (out []*partition) {
	list := *t.list.Load()
	for i := range list {
		if p := list[i].Load(); p != nil {
			out = append(out, p)
		}
	}
	return out
}
