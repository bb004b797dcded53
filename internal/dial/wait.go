package dial

import (
	"context"
	"errors"
	"net"
	"time"
)

// errSilent is why a context ends of a request to which nothing came for as
// long as it may be silent.
var errSilent = errors.New("nothing came")

// wait is one request that waits. Whatever comes from the broker sets its clock
// back: a broker that is slow has several round trips for one request, and is
// not one that hangs.
type wait struct {
	trace *trace
	timer *time.Timer
	limit time.Duration // how long nothing may come
	heard bool          // something came since the request began
}

// wait ends the context as soon as nothing has come for as long as the limit;
// never if that is zero. Call end.
func (t *trace) wait(ctx context.Context, limit time.Duration) (_ context.Context, w *wait, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w = &wait{trace: t, limit: limit}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waits == nil {
		t.waits = map[*wait]bool{}
	}
	t.waits[w] = true
	if limit > 0 {
		w.timer = time.AfterFunc(limit, func() { cancel(errSilent) })
	}
	return ctx, w, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.waits, w)
		if w.timer != nil {
			w.timer.Stop()
		}
		cancel(context.Canceled)
	}
}

// something tells whether anything came for the request.
func (w *wait) something() bool {
	w.trace.mu.Lock()
	defer w.trace.mu.Unlock()
	return w.heard
}

// came notes that something came from the broker.
func (t *trace) came() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for w := range t.waits {
		w.heard = true
		if w.timer != nil {
			w.timer.Reset(w.limit)
		}
	}
}

// listened is a connection that notes whatever comes, TLS included.
type listened struct {
	net.Conn
	trace *trace
}

// Read is that of the connection.
func (l *listened) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 {
		l.trace.came()
	}
	return n, err
}
