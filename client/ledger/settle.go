package ledger

// settle makes known what became of blocks, and is what an operator should know of it.
func (l *Log) settle(group []sealed, lost uint64, err error) *Notice {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		return l.written(group, lost)
	}
	first := l.failure == nil
	l.failure = err
	if l.config.OnFailure == Report {
		l.keep(group, err)
	} else {
		l.drop(group)
	}
	l.look()
	if first {
		return &Notice{Kind: WriteFailed, Err: err}
	}
	return nil
}

func (l *Log) written(group []sealed, lost uint64) (healed *Notice) {
	if l.failure != nil {
		healed = &Notice{Kind: WriteHealed, Entries: lost}
		l.failure = nil
	}
	l.lost -= lost
	l.stats.Commits++
	l.account()
	l.forget(group)
	l.look()
	l.answer(l.settled, l.dropped())
	if l.shipper != nil {
		poke(l.shipper.more)
	}
	return healed
}

// forget takes blocks out of the books, whatever became of them.
func (l *Log) forget(group []sealed) {
	for _, b := range group {
		l.pending -= len(b.buf)
		l.settled = max(l.settled, b.upto)
	}
	l.recycle(group)
}

// keep puts blocks back, so that they are tried again.
func (l *Log) keep(group []sealed, err error) {
	l.queue = append(group, l.queue...)
	l.answer(l.appended, takesNothing(err))
}

func (l *Log) drop(group []sealed) {
	for _, b := range group {
		l.stats.Dropped += uint64(b.count)
		l.lost += uint64(b.count)
	}
	l.forget(group)
	l.answer(l.settled, l.dropped())
}

func (l *Log) dropped() error {
	if l.stats.Dropped == 0 {
		return nil
	}
	return &DroppedError{l.stats.Dropped}
}
