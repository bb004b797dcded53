package produce

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// An entry is a record on its way. It is the record's context while kgo has it: so the
// hook finds it, and kgo sees no deadline of the caller's, by which it would give up
// records of others, too. It serves one record after the other.
//
// It is two lines of the cache: what who answers needs is in the first one, and only who
// sends writes to the second. A record costs little more than those lines on their way
// between two processors.
type entry struct {
	context.Context // the caller's, for its values
	told            func(Outcome)
	record          *kgo.Record
	at              *partition // nil until it has one
	mark            *mark      // how far things were then
	cost            uint32     // bytes of the budget
	place           int32      // among the desk's shelves
	state           atomic.Uint32
	lent            bool // another hook has put a context around it, which it may keep
	hidden          bool // another hook has put it away, so that at and mark mean nothing
	had             bool // the record had a context, which is theirs
	again           bool // kgo was given it again, from its track

	theirs          context.Context // what the record's context was
	track           *track          // of a lane
	last            *Outcome        // what came behind the first
	topic           *topicLimit     // its topic's; nil without Options
	guard           *Guard
	given, deadline time.Duration // by the desk's clock
}

// An errand is what a sender has the guard do.
type errand struct {
	context.Context
	record          *kgo.Record
	topic           *topicLimit
	theirs          context.Context // what the record's context was
	told            func(Outcome)
	cost            int64
	given, deadline time.Duration
	at              time.Time // when it was given
}

// mark is how far things were when a record got its partition. It never changes: records
// share one while nothing does.
type mark struct {
	requests uint64 // requests with its partition that had begun to leave
	bumps    uint64 // how often they had left in a newer epoch than before
	strange  uint64 // requests that may have held any partition
	producer uint64 // how often the producer id had become another one
	doubts   uint64 // records that had come in doubt because kgo gave up
}

// The states of an entry.
const (
	entering uint32 = iota // nothing was told, and kgo has not given the record a partition
	waiting                // nothing was told
	held                   // nor was it of one that waits in a lane, and that kgo does not have
	fitting                // nor was it of one that the lane makes fit, so that nobody else may have it
	telling                // it is being told that it is in doubt
	doubtful               // it was told that it is in doubt
	ended
)

// serves has the entry stand for a record.
func (e *entry) serves(o *errand) {
	e.Context, e.told, e.record, e.cost = o.Context, o.told, o.record, uint32(o.cost)
	e.at, e.lent, e.hidden, e.again = nil, false, false, false
	if e.had = o.theirs != nil; e.had {
		e.theirs = o.theirs
	}
	if e.given, e.deadline = o.given, o.deadline; e.topic != o.topic { // mostly it is the same: the garbage collector has its eye on pointers that are written
		e.topic = o.topic
	}
	e.state.Store(entering)
}

// owed tells whether nothing was told.
func (e *entry) owed() bool { return e.state.Load() <= fitting }

// turns goes from nothing told to another state, if that is still so and kgo has the record,
// or may have it.
func (e *entry) turns(to uint32) bool {
	for {
		now := e.state.Load()
		if now > waiting {
			return false
		}
		if e.state.CompareAndSwap(now, to) {
			return true
		}
	}
}

// restores gives the record the context that it had.
func (e *entry) restores() {
	if e.record.Context = nil; e.had {
		e.record.Context = e.theirs
	}
}

// clear lets go of what its record was.
func (e *entry) clear() {
	e.Context, e.told, e.record = nil, nil, nil
	if e.had {
		e.theirs = nil
	}
	if e.again {
		e.track = nil
	}
}

// from is the track from which kgo was given the record again; else nil.
func (e *entry) from() *track {
	if e.again {
		return e.track
	}
	return nil
}

// found notes what the hooks of others have made of the record's context.
func (e *entry) found(r *kgo.Record) {
	if own, is := r.Context.(*entry); !is || own != e {
		e.lent, e.hidden = true, entryOf(r) != e
	}
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
