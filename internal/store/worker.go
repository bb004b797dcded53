package store

import (
	"context"
	"errors"
	"sync"
	"time"
)

// worker runs what touches the disk on one goroutine, one thing after the
// other. A write to a disk that hangs cannot be called off, so whoever asks
// waits beside it, and leaves when its time is over. It ends by end.
type worker struct {
	jobs  chan job
	ended chan struct{}

	once sync.Once // the last job is on its way
	err  error     // of the last job; read once ended is closed
}

// job is one thing to do; last ends the worker.
type job struct {
	run  func()
	last bool
}

func newWorker() *worker {
	w := &worker{jobs: make(chan job), ended: make(chan struct{})}
	go w.run()
	return w
}

func (w *worker) run() {
	defer close(w.ended)
	for {
		j := <-w.jobs
		j.run()
		if j.last {
			return
		}
	}
}

// ask runs fn on the worker, and waits as long as limit for its answer. What fn
// reads must not change afterwards: it may run on when nobody waits any more.
func ask[T any](w *worker, limit time.Duration, fn func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	answers := make(chan answer, 1)
	run := func() {
		value, err := fn(ctx)
		answers <- answer{value, err}
	}
	var none T
	select {
	case w.jobs <- job{run: run}:
	case <-w.ended:
		return none, ErrClosed
	case <-ctx.Done():
		return none, ErrStuck
	}
	select {
	case a := <-answers:
		if errors.Is(a.err, context.DeadlineExceeded) {
			return none, ErrStuck
		}
		return a.value, a.err
	case <-ctx.Done():
		return none, ErrStuck
	}
}

// end runs last as soon as it can, and ends the worker; it is run once, however
// often end is called. The channel is closed when it has been.
func (w *worker) end(last func() error) <-chan struct{} {
	w.once.Do(func() {
		go func() { w.jobs <- job{func() { w.err = last() }, true} }()
	})
	return w.ended
}

// close is end, and waits as long as Limit for it.
func (w *worker) close(last func() error) error {
	timeout := time.NewTimer(Limit)
	defer timeout.Stop()
	select {
	case <-w.end(last):
		return w.err
	case <-timeout.C:
		return ErrStuck
	}
}
