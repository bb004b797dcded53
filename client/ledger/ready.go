package ledger

import (
	"context"
	"fmt"
)

// Ready is nil while the entries of what is sent now will find room. It is asked before a
// record is sent, where an entry that is lost would be worse than a record that waits. With
// more than half of MaxPending in memory it waits for the disk until ctx is over
// (ErrBehind); the other half is for what is on its way. While the disk takes nothing it
// returns the error of the disk at once. Under Drop it is always nil.
func (l *Log) Ready(ctx context.Context) error {
	if !l.unready.Load() {
		return nil
	}
	l.mu.Lock()
	err := l.refuse
	if err == nil && l.failure != nil {
		err = takesNothing(l.failure)
	}
	l.mu.Unlock()
	if err != nil {
		return err
	}
	err = l.Sync(ctx)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrBehind, err)
	}
	return err
}

// look notes whether Ready has to say something. It holds the mutex.
func (l *Log) look() {
	l.unready.Store(l.config.OnFailure == Report && (l.closed || l.failure != nil || l.pending > l.config.MaxPending/2))
}

// behind is why Append takes nothing while memory is full.
func (l *Log) behind() error {
	if l.failure == nil {
		return ErrBehind
	}
	return fmt.Errorf("%w: %w", ErrBehind, l.failure)
}

func takesNothing(err error) error {
	return fmt.Errorf("the disk does not take the ledger: %w", err)
}
