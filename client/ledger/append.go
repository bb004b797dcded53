package ledger

import "slices"

// Append takes an entry, and does not wait for the disk: see Sync. It copies what it
// keeps. An error says that the entry is not in the ledger: it is not one (then nothing
// is counted), the ledger is closed (ErrClosed), or memory is full (ErrBehind, with the
// error of the disk if it takes nothing).
func (l *Log) Append(e Entry) error {
	if !e.sound() {
		return e.unsound()
	}
	l.mu.Lock()
	err := l.take(&e)
	l.mu.Unlock()
	return err
}

func (l *Log) take(e *Entry) error {
	if l.open.full() {
		l.seal()
	}
	if l.refuse != nil || l.overfull() {
		return l.refusal()
	}
	if l.open.count == 0 {
		poke(l.begun)
	}
	l.open.add(e)
	l.appended++
	return nil
}

// overfull says whether memory has no room for one more block.
func (l *Log) overfull() bool { return l.pending > l.config.MaxPending-l.config.CommitBytes }

// refusal is why no entry is taken now; what is refused is counted.
func (l *Log) refusal() error {
	err := l.refuse
	if err == nil {
		err = l.behind()
	}
	if !l.closed {
		l.stats.Refused++
		l.lost++
	}
	return err
}

// seal ends the open block and begins the next.
func (l *Log) seal() {
	if l.open.count == 0 {
		return
	}
	l.queue = append(l.queue, sealed{buf: l.open.buf, count: l.open.count, at: l.stamp(), upto: l.appended,
		ends: slices.Clone(l.open.streams)})
	l.pending += len(l.open.buf)
	l.open.begin(l.buffer())
	l.look()
	poke(l.hurry)
}

// buffer is a buffer for a block, used before if there is one.
func (l *Log) buffer() []byte {
	if n := len(l.free); n > 0 {
		buf := l.free[n-1]
		l.free = l.free[:n-1]
		return buf
	}
	return make([]byte, 0, l.config.CommitBytes)
}

// maxFree is how many buffers are kept for later.
const maxFree = 4

func (l *Log) recycle(group []sealed) {
	for _, b := range group {
		if len(l.free) < maxFree && cap(b.buf) == l.config.CommitBytes {
			l.free = append(l.free, b.buf[:0])
		}
	}
}

// poke tells a goroutine to look, which it does once for any number of pokes.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
