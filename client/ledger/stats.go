package ledger

import "time"

// Stats are the counts of a Log since Open, unless it says otherwise.
type Stats struct {
	Appended uint64 // entries that Append took
	Synced   uint64 // of those, entries that are on disk
	Dropped  uint64 // of those, entries that were dropped because the disk took nothing
	Refused  uint64 // entries for which Append returned an error of the disk or ErrBehind
	Pending  uint64 // entries that wait for the disk
	Commits  uint64 // each one fsync
	// Failure is why the disk takes nothing; nil while it does.
	Failure error
	// Complete is when the last block that is on disk was sealed.
	Complete time.Time
	// Files and Bytes are all that is on disk, also from before Open.
	Files int
	Bytes int64
}

// Stats are the counts at this moment.
func (l *Log) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.Appended = l.appended
	s.Synced = l.settled - s.Dropped
	s.Pending = l.appended - l.settled
	s.Failure = l.failure
	return s
}

// account copies what the store knows to where others may read it. It holds the mutex,
// or the writer has not begun.
func (l *Log) account() {
	l.stats.Files, l.stats.Bytes = len(l.store.segments), l.store.size()
	l.stats.Complete = l.store.complete
	last := l.store.last()
	l.synced = position{last.first, last.size, l.store.next}
}
