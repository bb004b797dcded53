package ledger

import (
	"context"
	"fmt"
	"slices"
)

// waiter waits until the first entries, as many as target, are settled.
type waiter struct {
	target uint64
	told   chan error
}

// Sync waits until everything that was appended before is on disk, or ctx is over. It
// makes the writer write at once. An error says that some of it is not on disk: a
// *DroppedError under the policy Drop, under Report the error of the disk, which is tried
// again; both hold for all that Sync was not told of. After Close it tells what Close did.
func (l *Log) Sync(ctx context.Context) error {
	l.mu.Lock()
	if l.settled == l.appended {
		defer l.mu.Unlock()
		return l.dropped()
	}
	if l.ended {
		defer l.mu.Unlock()
		return l.end
	}
	w := waiter{l.appended, make(chan error, 1)}
	l.waiters = append(l.waiters, w)
	l.mu.Unlock()
	poke(l.hurry)
	select {
	case err := <-w.told:
		return err
	case <-ctx.Done():
		l.leave(w)
		return fmt.Errorf("the ledger was not synced in time: %w", context.Cause(ctx))
	}
}

// answer tells those who wait for entries up to a number.
func (l *Log) answer(upto uint64, err error) {
	l.waiters = slices.DeleteFunc(l.waiters, func(w waiter) bool {
		if w.target > upto {
			return false
		}
		w.told <- err
		return true
	})
}

func (l *Log) leave(w waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiters = slices.DeleteFunc(l.waiters, func(other waiter) bool { return other.told == w.told })
}
