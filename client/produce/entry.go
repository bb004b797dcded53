package produce

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// An entry is a record on its way. It is the record's context while kgo has it: so the
// hook finds it, and kgo sees no deadline of the caller's, by which it would give up
// records of others, too. It serves one record after the other.
//
// All records on their way together are more than a cache holds: an entry is small, so that
// who sends and who answers have little to fetch. What few records have is elsewhere.
type entry struct {
	context.Context // the caller's, for its values
	told            func(Outcome)
	record          *kgo.Record
	mark            *mark         // how far things were when it got its partition; nil until then
	more            *more         // what few have; mostly nil
	deadline        time.Duration // by the desk's clock
	given           time.Duration // when it came
	topic           *topicLimit   // its topic's; nil without Options
	cost            uint32        // bytes of the budget
	state           states
}

// more is of the records that are not sent once, and answered in time.
type more struct {
	theirs context.Context // what the record's context was; mostly nil
	track  *track          // of a lane, from which kgo was given the record again
	last   *Outcome        // what came behind the first
	lent   bool            // another hook has put a context around the entry, which it may keep
	hidden bool            // another hook has put it away, so that its mark means nothing
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
	at       *partition
	requests uint64 // requests with its partition that had begun to leave
	bumps    uint64 // how often they had left in a newer epoch than before
	strange  uint64 // requests that may have held any partition
	producer uint64 // how often the producer id had become another one
	doubts   uint64 // records that had come in doubt because kgo gave up
}

// serves has the entry stand for a record.
func (e *entry) serves(o *errand) {
	e.Context, e.told, e.record = o.Context, o.told, o.record
	e.deadline, e.given, e.cost, e.mark = o.deadline, o.given, uint32(o.cost), nil
	if e.topic != o.topic { // mostly it is the same, and the garbage collector looks at what is written
		e.topic = o.topic
	}
	if o.theirs != nil {
		e.more = &more{theirs: o.theirs}
	}
	e.state.Store(entering)
}

// owed tells whether nothing was told.
func (e *entry) owed() bool { return e.state.Load() <= fitting }

// at is the record's partition; nil until it has one.
func (e *entry) at() *partition {
	if e.mark == nil {
		return nil
	}
	return e.mark.at
}

// has is where what few records have is kept of this one.
func (e *entry) has() *more {
	if e.more == nil {
		e.more = &more{}
	}
	return e.more
}

// restores gives the record the context that it had.
func (e *entry) restores() {
	if e.record.Context = nil; e.more != nil {
		e.record.Context = e.more.theirs
	}
}

// clear lets go of what its record was.
func (e *entry) clear() { e.Context, e.told, e.record, e.more = nil, nil, nil, nil }

// from is the track from which kgo was given the record again; else nil.
func (e *entry) from() *track {
	if e.more == nil {
		return nil
	}
	return e.more.track
}

// lent tells whether another hook may have kept the entry.
func (e *entry) lent() bool { return e.more != nil && e.more.lent }

// found notes what the hooks of others have made of the record's context.
func (e *entry) found(r *kgo.Record) {
	if own, is := r.Context.(*entry); !is || own != e {
		m := e.has()
		m.lent, m.hidden = true, entryOf(r) != e
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
	if e.Context == nil {
		return nil // somebody has kept it who should not
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
