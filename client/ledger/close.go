package ledger

import "fmt"

// Close writes what was appended, marks the end, and lets the folder go, unless a
// Shipper still needs it. Its error says what is not on disk. Further calls return the
// same.
func (l *Log) Close() error {
	l.once.Do(func() {
		l.mu.Lock()
		l.closed, l.refuse = true, ErrClosed
		l.look()
		l.mu.Unlock()
		close(l.closing)
	})
	<-l.done
	return l.end
}

// finish is the end of the writer. The mark is a commit of its own: if it stands, so does
// all before it.
func (l *Log) finish() {
	l.commit()
	l.mu.Lock()
	l.queue = append(l.queue, sealed{buf: make([]byte, room, room+trailer), at: l.stamp(), upto: l.appended, closed: true})
	l.pending += room
	l.mu.Unlock()
	marked := l.commit()
	fault := l.store.close()
	l.mu.Lock()
	l.ended, l.end = true, l.verdict(marked, fault)
	l.answer(l.appended, l.end)
	l.mu.Unlock()
	l.leaveFolder()
}

// verdict is what Close returns.
func (l *Log) verdict(marked bool, fault error) error {
	switch left := l.appended - l.settled; {
	case left > 0:
		return fmt.Errorf("the ledger was closed, and %d entries are not on disk: %w", left, l.failure)
	case !marked:
		return fmt.Errorf("the ledger was closed without its mark, so that the next Open calls its end not clean: %w", l.failure)
	case l.stats.Dropped > 0:
		return l.dropped()
	case fault != nil:
		return fmt.Errorf("cannot close the last file of the ledger: %w", fault)
	}
	return nil
}

// leaveFolder unlocks the folder when nobody needs it any more.
func (l *Log) leaveFolder() {
	l.mu.Lock()
	l.users--
	last := l.users == 0
	l.mu.Unlock()
	if last {
		_ = l.held.Close()
	}
}
