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
type entry struct {
	errand
	promise func(*kgo.Record, error) // kgo's, made once for all records that the entry is for
	guard   *Guard
	state   atomic.Uint32
	came    atomic.Uint32 // the turn in which kgo has had its record last
	turn    uint32        // how many records it has served, this one included
	place   int32         // among the desk's shelves
	lent    bool          // another hook has put a context around it, which it may keep
	hidden  bool          // another hook has put it away, so that at and mark mean nothing
	last    *Outcome      // what came behind the first
	next    *entry        // where it is free

	at    *partition // nil until it has one
	track *track     // from which kgo was given it again; else nil
	mark  mark
}

// An errand is what a sender has the guard do.
type errand struct {
	context.Context // the caller's, for its values
	record          *kgo.Record
	topic           *topicLimit     // its topic's; nil without Options
	theirs          context.Context // what the record's context was
	told            func(Outcome)
	cost            int64
	given, deadline time.Duration // by the desk's clock
	sent            int64         // when it was given, in ms since 1970
}

// mark is how far things were when a record got its partition.
type mark struct {
	requests uint64 // requests with its partition that had begun to leave
	bumps    uint64 // how often they had left in a newer epoch than before
	strange  uint64 // requests that may have held any partition
	producer uint64 // how often the producer id had become another one
	doubts   uint64 // records that had come in doubt because kgo gave up
}

// The states of an entry.
const (
	waiting  uint32 = iota // nothing was told
	held                   // nor was it of one that waits in a lane, and that kgo does not have
	fitting                // nor was it of one that the lane makes fit, so that nobody else may have it
	telling                // it is being told that it is in doubt
	doubtful               // it was told that it is in doubt
	ended
)

func newEntry(g *Guard, place int32) *entry {
	e := &entry{guard: g, place: place}
	e.promise = func(r *kgo.Record, err error) { e.guard.answered(e, r, err) }
	e.state.Store(ended)
	return e
}

// owed tells whether nothing was told.
func (e *entry) owed() bool { return e.state.Load() <= fitting }

// clear lets go of what its record was.
func (e *entry) clear() {
	e.Context, e.record, e.theirs, e.told, e.at, e.track = nil, nil, nil, nil, nil, nil
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
