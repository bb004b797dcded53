package produce

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestAnEntryIsSmall: 80 bytes where words have 64 bits, of which fetchNext fetches two lines of
// the cache. That is a size of Go's allocator, so that entries made together lie side by side.
func TestAnEntryIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(entry{}); unsafe.Sizeof(size) == 8 && size != 80 {
		t.Errorf("an entry has %d bytes", size)
	}
}

// TestFetchingChangesNothing, wherever it points to: there may be nothing.
func TestFetchingChangesNothing(t *testing.T) {
	one := entry{cost: 17}
	for _, e := range []*entry{&one, nil} {
		fetchNext(e)
	}
	if one.cost != 17 || one.record != nil || one.mark != nil {
		t.Errorf("fetched is %+v", &one)
	}
}

// TestAnEntryKnowsNothingOfTheRecordBefore that it served: a mark would say what had been
// written, a topic would keep a lane from ending.
func TestAnEntryKnowsNothingOfTheRecordBefore(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	before, after := new(topicLimit), new(topicLimit)
	e, err := d.enter(&errand{
		Context: context.WithValue(t.Context(), entryKeyOfTest{}, 1), record: new(kgo.Record), topic: before,
		theirs: t.Context(), told: func(Outcome) {}, cost: 17, given: time.Second, deadline: time.Minute,
	}, false)
	if err != nil || !d.between(before) || d.between(after) {
		t.Fatalf("%v, it is between: %t, and the other one: %t", err, d.between(before), d.between(after))
	}
	e.mark = &mark{at: newPartition("t", 1)}
	e.state.Store(ended)
	d.leave(e, true, change{told: 1})
	d.onlyLeft()
	o := errand{Context: t.Context(), record: new(kgo.Record), topic: after, given: time.Minute, deadline: time.Hour, cost: 18}
	again, err := d.enter(&o, false)
	if err != nil || again != e {
		t.Fatalf("%v, it is another entry", err)
	}
	if e.Context != o.Context || e.told != nil || e.record != o.record || e.mark != nil || e.more != nil || e.at() != nil ||
		e.deadline != o.deadline || e.given != o.given || e.topic != after || e.cost != 18 || e.state.Load() != entering {
		t.Errorf("it is %+v", e)
	}
	if d.between(before) || !d.between(after) {
		t.Error("it is between as one of the topic before")
	}
}

// onlyLeft has no free entries but what was left.
func (d *desk) onlyLeft() {
	d.in.here = 0
	for i := range d.in.list {
		d.in.list[i].free = 0
	}
}

// TestStates: an entry keeps its place whatever becomes of it, and of several who turn it one
// does.
func TestStates(t *testing.T) {
	const last = 1<<(32-stateBits) - 1
	for _, place := range []int32{0, 1, perShelf, last} {
		var s states
		s.at(place)
		if s.Load() != ended || s.turns(telling) {
			t.Errorf("place %d begins in state %d", place, s.Load())
		}
		for from := entering; from <= ended; from++ {
			s.Store(from)
			if before := s.Swap(from); before != from || s.Load() != from || s.CompareAndSwap((from+1)%(ended+1), telling) {
				t.Errorf("place %d: %d is %d", place, from, s.Load())
			}
			if turned := s.turns(doubtful); turned != (from <= waiting) || s.Load() == from == turned {
				t.Errorf("place %d: %d was turned: %t, and it is %d", place, from, turned, s.Load())
			}
			s.Store(from)
			if !s.CompareAndSwap(from, held) || s.Load() != held {
				t.Errorf("place %d: from %d to %d", place, from, s.Load())
			}
		}
		if s.place() != place {
			t.Errorf("place %d is %d", place, s.place())
		}
	}
}

// TestOneTurnsAnEntry, whoever of several comes first, also while it gets its partition.
func TestOneTurnsAnEntry(t *testing.T) {
	for range 2000 {
		var s states
		s.at(7)
		s.Store(entering)
		var all sync.WaitGroup
		var turned atomic.Int32
		all.Go(func() { s.CompareAndSwap(entering, waiting) })
		for _, to := range []uint32{ended, telling, doubtful} {
			all.Go(func() { turned.Add(int32(count(s.turns(to)))) })
		}
		all.Wait()
		if turned.Load() != 1 || s.Load() <= waiting || s.place() != 7 {
			t.Fatalf("%d have turned it, and it is %d", turned.Load(), s.Load())
		}
	}
}
