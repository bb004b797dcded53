package ledger

import "time"

// maxPause is how long the writer waits at most before it tries a failing disk again.
const maxPause = time.Second

// write is the goroutine that writes. Close ends it.
func (l *Log) write() {
	defer close(l.done)
	var pause time.Duration
	for l.await(pause) {
		if l.commit() {
			pause = 0
		} else {
			pause = min(maxPause, 2*max(pause, l.config.CommitEvery))
		}
	}
	l.finish()
}

// await waits until blocks are to be written, after a failure at least for the pause or
// until somebody is in a hurry. It is false when the Log is closing.
func (l *Log) await(pause time.Duration) bool {
	var begun <-chan struct{}
	var again <-chan time.Time
	if pause > 0 {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		again = timer.C
	} else {
		begun = l.begun
	}
	select {
	case <-begun:
		return l.gather()
	case <-again:
	case <-l.hurry:
	case <-l.closing:
		return false
	}
	return true
}

// gather lets others join the first entry of a block.
func (l *Log) gather() bool {
	timer := time.NewTimer(l.config.CommitEvery)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.hurry:
	case <-l.closing:
		return false
	}
	return true
}

// commit writes all that waits, and is false when the disk did not take it.
func (l *Log) commit() bool {
	for {
		group, lost := l.collect()
		if len(group) == 0 {
			return true
		}
		err := l.put(group, lost)
		if notice := l.settle(group, lost, err); notice != nil {
			l.config.Tell(*notice)
		}
		if err != nil {
			return false
		}
	}
}

// collect takes blocks from the queue, at most as many as a file holds.
func (l *Log) collect() (group []sealed, lost uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seal()
	size, n := int64(0), 0
	for n < len(l.queue) && (n == 0 || size+int64(len(l.queue[n].buf)) <= l.config.SegmentBytes/2) {
		size += int64(len(l.queue[n].buf))
		n++
	}
	group = l.queue[:n:n]
	l.queue = l.queue[n:]
	if len(l.queue) == 0 {
		l.queue = nil
	}
	return group, l.lost
}
