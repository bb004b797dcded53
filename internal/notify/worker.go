package notify

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// worker delivers the letters of one receiver.
type worker struct {
	to      Receiver
	box     *outbox
	pace    pace
	now     func() time.Time
	timeout time.Duration // of one request
	log     *slog.Logger
	wake    chan struct{} // holds one: there is a new list
}

// run delivers until the context ends, or until closing is closed and nothing
// is due.
func (w *worker) run(ctx context.Context, closing <-chan struct{}) {
	flushing := false
	for ctx.Err() == nil {
		now := w.now()
		at, ok := w.box.next(now)
		if flushing && (!ok || at.After(now)) {
			return
		}
		if free := w.pace.next(now); free.After(at) {
			at = free
		}
		if ok && !at.After(now) {
			w.deliver(ctx)
			continue
		}
		if w.pause(ctx, closing, at.Sub(now), ok) {
			flushing, closing = true, nil
			w.pace.hurry()
		}
	}
}

// nudge has the worker look at its box. It never waits.
func (w *worker) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// pause waits so long, or for ever, or for a new list. It tells whether it was
// the closing that ended it.
func (w *worker) pause(ctx context.Context, closing <-chan struct{}, d time.Duration, limited bool) bool {
	var over <-chan time.Time
	if limited {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-over:
	case <-closing:
		return true
	}
	return false
}

// deliver sends what is due, and notes what became of it.
func (w *worker) deliver(ctx context.Context) {
	letters := w.box.collect(w.now())
	err := w.send(ctx, letters)
	if len(letters) < 2 || !isRefusal(err) {
		return
	}
	for i := range letters { // one that is refused must not take the others with it
		if err := w.send(ctx, letters[i:i+1]); err != nil && !isRefusal(err) {
			return
		}
	}
}

// send makes one request.
func (w *worker) send(ctx context.Context, letters []letter) error {
	if len(letters) == 0 {
		return nil
	}
	var alerts []Alert
	for i := range letters {
		alerts = append(alerts, letters[i].alerts...)
	}
	w.pace.went(w.now())
	limited, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	_, err := w.to.Send(limited, alerts)
	w.note(letters, err)
	return err
}

// note keeps what became of a request.
func (w *worker) note(letters []letter, err error) {
	now, name := w.now(), w.to.Name()
	switch {
	case err == nil:
		if w.pace.failures > 0 {
			w.log.Info("alerts are delivered again", "receiver", name)
		}
		w.pace.succeeded()
		w.box.delivered(letters, now)
	case isRefusal(err):
		w.box.failed(err, now)
		if len(letters) == 1 {
			w.log.Error("an alert was refused", "receiver", name, "alert", letters[0].news.Annotations[Summary], "error", err)
			w.box.refused(letters[0], now)
		}
	default:
		w.box.failed(err, now)
		pause := w.pace.failed(now, pauseAsked(err))
		w.log.Warn("alerts could not be delivered", "receiver", name, "alerts", len(letters), "again in", pause, "error", err)
	}
}

// isRefusal tells whether the receiver will not have what it was sent, however
// often it is sent.
func isRefusal(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Refused()
}

// pauseAsked is how long the receiver wants to be left alone.
func pauseAsked(err error) time.Duration {
	var f *Failure
	if errors.As(err, &f) {
		return f.After
	}
	return 0
}
