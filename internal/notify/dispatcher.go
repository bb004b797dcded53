package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// What counts where Options and Route say nothing.
const (
	DefaultResend    = time.Minute
	DefaultCalm      = 10 * time.Minute
	DefaultTimeout   = 10 * time.Second
	DefaultPerMinute = 30
)

// Route is one receiver, and what it hears.
type Route struct {
	To        Receiver
	Min       finding.Severity // the mildest severity that it hears of; None: warning
	PerMinute int              // requests a minute; 0: DefaultPerMinute, and no limit where alerts are sent again
}

// Options are those of a Dispatcher.
type Options struct {
	Routes []Route          // their names differ
	Now    func() time.Time // the clock

	Resend  time.Duration // how often receivers that want it hear of an alert that is firing; 0: DefaultResend
	Calm    time.Duration // how long others hear nothing more of an alert of which only the summary changes, and which does not become worse; 0: DefaultCalm
	Timeout time.Duration // of one request; 0: DefaultTimeout
	Log     *slog.Logger  // nil: nowhere

	chance func() float64 // of the back-off, from 0 to 1; nil: random
}

// Dispatcher keeps every receiver up to date. A receiver that fails is tried
// again, later each time up to a minute, and hears of the newest state only;
// one that refuses an alert is asked again after Calm, for a person may have
// set right what it refused.
//
// An alert that came and went while a receiver could not be reached is told
// when it can: as firing, with the annotation Late, and Resend later as over.
// Each receiver drops what ends before it has told anybody, and somebody must
// learn of an outage.
type Dispatcher struct {
	now     func() time.Time
	workers []*worker

	closing chan struct{}
	closed  sync.Once
	stop    context.CancelFunc
	done    sync.WaitGroup
}

// New starts a Dispatcher. Close ends it.
func New(o Options) (*Dispatcher, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.chance == nil {
		o.chance = rand.Float64
	}
	o.Resend, o.Calm, o.Timeout = orElse(o.Resend, DefaultResend), orElse(o.Calm, DefaultCalm), orElse(o.Timeout, DefaultTimeout)
	d := &Dispatcher{now: o.Now, closing: make(chan struct{})}
	names := map[string]bool{}
	for _, r := range o.Routes {
		if name := r.To.Name(); names[name] {
			return nil, fmt.Errorf("two receivers of alerts are called %s: give one of them another name", name)
		}
		names[r.To.Name()] = true
		d.workers = append(d.workers, newWorker(r, &o))
	}
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	for _, w := range d.workers {
		d.done.Go(func() { w.run(ctx, d.closing) })
	}
	return d, nil
}

func newWorker(r Route, o *Options) *worker {
	_, byLabels := r.To.(ByLabels)
	resent := r.To.Resent()
	perMinute := r.PerMinute
	if perMinute == 0 && !resent {
		perMinute = DefaultPerMinute
	}
	box := &outbox{
		min: orElse(r.Min, finding.Warning), byLabels: byLabels,
		cadence: cadence{resent: resent, resend: o.Resend, calm: o.Calm},
		entries: map[string]*entry{}, round: 1, status: Status{Name: r.To.Name()},
	}
	return &worker{
		to: r.To, box: box, pace: pace{perMinute: perMinute, chance: o.chance},
		now: o.Now, timeout: o.Timeout, log: o.Log, wake: make(chan struct{}, 1),
	}
}

// Update takes the full present list: what is firing, and what was resolved
// lately. An alert that leaves the list while it is firing is held: nobody is
// told anything more of it until it is back or listed as resolved.
// Alertmanager takes it for resolved four times Resend later. Update waits for
// no receiver.
func (d *Dispatcher) Update(alerts []Alert) {
	now := d.now()
	for _, w := range d.workers {
		w.box.list(alerts, now)
		w.nudge()
	}
}

// Status is what became of the deliveries, in the order of the routes.
func (d *Dispatcher) Status() []Status {
	all := make([]Status, 0, len(d.workers))
	for _, w := range d.workers {
		all = append(all, w.box.report())
	}
	return all
}

// Close delivers what waits, as long as the context allows, and ends the
// goroutines. The error names the receivers that do not know everything.
func (d *Dispatcher) Close(ctx context.Context) error {
	d.closed.Do(func() { close(d.closing) })
	release := context.AfterFunc(ctx, d.stop)
	d.done.Wait()
	release()
	d.stop()
	var left error
	for _, s := range d.Status() {
		if s.Pending > 0 {
			left = errors.Join(left, fmt.Errorf("%s was not told of %s: %s",
				s.Name, finding.Plural(s.Pending, "alert"), orElse(s.Error, "they are not due yet, or its limit of requests is reached")))
		}
	}
	return left
}

// orElse is a value, or its default where it is zero.
func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}
