package produce

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// An entry is a record on its way. It is the record's context while kgo has it: so the
// one promise that all records share finds it, and kgo sees no deadline of the caller's,
// by which it would give up records of others, too.
//
// There is one for each record, so that it is kept small: two lines of a processor's
// cache.
type entry struct {
	context.Context // the caller's, for its values
	told            func(Outcome)
	record          *kgo.Record
	guard           *Guard
	next, prev      *entry // in its slot of the wheel
	slot            int32  // -1 where it is in none
	state           atomic.Uint32

	theirs   context.Context // what the record's context was
	at       *partition      // nil until it has one
	mark     mark
	cost     int64
	deadline time.Duration // since the guard's start
}

// mark is how far things were when a record got its partition.
type mark struct {
	requests uint32 // requests with its partition that had begun to leave
	strange  uint32 // requests that may have held any partition
	producer uint32 // how often the producer id had become another one
	doubts   uint32 // records that had come in doubt because kgo gave up
}

// The states of an entry.
const (
	waiting  uint32 = iota // nothing was told
	doubtful               // it was told that it is in doubt
	ended
)

var entries = sync.Pool{New: func() any { return &entry{slot: -1} }}

func newEntry() *entry { return entries.Get().(*entry) }

// recycle gives an entry back that nobody has any more.
func recycle(e *entry) {
	*e = entry{slot: -1}
	entries.Put(e)
}

// Deadline is none.
func (*entry) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done is nil: kgo is never asked to give up.
func (*entry) Done() <-chan struct{} { return nil }

// Err is nil.
func (*entry) Err() error { return nil }

// entryKey finds the entry below a context that a hook has put around it.
type entryKey struct{}

// Value is the caller's.
func (e *entry) Value(key any) any {
	if key == (entryKey{}) {
		return e
	}
	return e.Context.Value(key)
}

// entryOf is the entry of a record that kgo has; nil for one that no guard sent.
func entryOf(r *kgo.Record) *entry {
	if e, is := r.Context.(*entry); is {
		return e
	}
	if r.Context == nil {
		return nil
	}
	e, _ := r.Context.Value(entryKey{}).(*entry)
	return e
}
