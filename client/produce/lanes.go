package produce

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// lanes are those of all topics that have one. They begin before kgo hears of a refusal, so
// that nothing newer comes between.
type lanes struct {
	guard *Guard
	ask   func(ctx context.Context, topic string) // has its limit asked for, and waits
	free  func(*kgo.Record) bool                  // has no order to keep: kgo chooses where it goes
	more  chan struct{}                           // tells who runs them that there may be something to do

	mu     sync.Mutex
	list   []*lane
	closed bool
	any    atomic.Bool // there are some, or others may wait for what this guard's records hold up
}

const (
	// turnstile is how long it is waited for those who are just giving kgo a record of the
	// topic: mostly microseconds, and longer where a hook of another takes its time.
	turnstile = 5 * time.Second
	// turns is how often it is looked whether they have.
	turns = 50 * time.Microsecond
)

func newLanes(g *Guard, ask func(context.Context, string)) *lanes {
	return &lanes{guard: g, ask: ask, free: func(r *kgo.Record) bool { return r.Key == nil }, more: make(chan struct{}, 1)}
}

// refused begins a lane, if the topic has none, when a broker has refused a batch of a
// partition for its size. Then kgo may hear of it.
func (l *lanes) refused(at *partition) {
	if l == nil {
		return
	}
	of := l.begin(at)
	if of == nil {
		return
	}
	until := time.Now().Add(turnstile)
	for l.guard.desk.between(of.topic) {
		if time.Now().After(until) {
			l.leaks(of)
			break
		}
		<-time.After(turns)
	}
	l.answers(of, at)
	wake(l.more)
}

// answers notes that a partition is not silent. What kgo promises of a refused batch may come
// behind much else.
func (l *lanes) answers(of *lane, at *partition) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(of.stalls, at)
}

func (l *lanes) begin(at *partition) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	topic := l.guard.kit.limits.topic(at.topic)
	of := topic.lane.Load()
	if of == nil {
		of = newLane(topic)
		l.list = append(l.list, of)
		l.any.Store(true)
		l.guard.desk.bars(of)
	}
	of.stale = true
	of.track(at)
	delete(of.stalls, at)
	return of
}

// leaks has a lane keep nothing, since it came too late.
func (l *lanes) leaks(of *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of.leaks = true
}

// keeps takes in a record that kgo has failed and that is surely not in the log, and tells
// whether it waits in a lane. If not, its outcome is to be told.
func (l *lanes) keeps(e *entry, why error) bool {
	if l == nil || !tooLarge(why) {
		return false
	}
	at := e.at()
	if at == nil {
		return false // kgo itself has refused what has no partition
	}
	w := waiter{e: e, why: why, size: wire.Alone(e.record), most: wire.Most(e.record), free: l.free(e.record)}
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.guard.kit.limits.topic(at.topic).lane.Load()
	if of == nil || of.leaks || l.closed {
		return false
	}
	if !e.state.CompareAndSwap(waiting, held) {
		return false // it was told that it is in doubt
	}
	w.with = of.silent[at]
	t := of.home(w, at)
	t.back = append(t.back, w)
	return true
}

// looks has the lanes looked at when kgo has answered a record, which may have been given to
// it from a track.
func (l *lanes) looks(from *track) {
	if from != nil {
		from.given.Add(-1)
	}
	if l != nil && l.any.Load() {
		wake(l.more)
		wake(l.guard.kit.lanes.Load().more) // of the guard that the client has now
	}
}

// bars has no more records of a lane's topic in.
func (d *desk) bars(of *lane) {
	d.in.Lock()
	defer d.in.Unlock()
	of.topic.lane.Store(of)
}

// between tells whether records of a topic have passed the desk, and kgo does not have them
// yet.
func (d *desk) between(t *topicLimit) bool {
	d.in.Lock()
	defer d.in.Unlock()
	for e := range d.in.all {
		if e.topic == t && e.state.Load() == entering {
			return true
		}
	}
	return false
}

// errLane: the record's topic has a lane at this moment.
var errLane = errors.New("the topic has a lane")

// waitsForLane has a record wait until its topic has no lane any more.
func (g *Guard) waitsForLane(o *errand, waits bool) error {
	of := o.topic.lane.Load()
	if of == nil {
		return nil
	}
	why := fmt.Errorf("%w: %s", ErrHeld, o.record.Topic)
	if !waits {
		return why
	}
	err := g.desk.waits(o.Context, g.desk.at(o.deadline), of.over)
	if err == nil || errors.Is(err, ErrClosed) {
		return err
	}
	return fmt.Errorf("%w: %w", why, err)
}
