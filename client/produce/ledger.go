package produce

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// A Ledger has an entry written for each record that the brokers acknowledge, and for each
// that was in doubt and is found in the log. The entry is in the memory of Log when the
// outcome is told, and on disk within ledger.Config.CommitEvery.
//
// What is acknowledged and not on disk is bounded, by the guard's Budget and by half of the
// Log's MaxPending. While the Log takes nothing, its OnFailure decides:
//
//   - ledger.Report: no record is sent. Each is NotPersisted at once (ErrLedger), and one
//     that only has to wait for the disk waits, as for room. What was sent before is kept.
//   - ledger.Drop: records go on without entries; ledger.Stats has how many.
type Ledger struct {
	// Log takes the entries. It stays the caller's: close it after the guard. It is not to
	// be nil.
	Log *ledger.Log

	// ID is the application's own id of a record, of up to ledger.MaxID bytes, which are
	// copied: Header takes it from a header. It is called when the record is acknowledged,
	// and must not wait. A longer id is left out of the entry, and counted. Nil is no ids.
	ID func(*kgo.Record) []byte

	// Missed is told of a record that is in the log and has no entry, and why. It is called
	// before the outcome is told, and must not wait.
	Missed func(*kgo.Record, error)
}

// Header is the value of a header of that name, as Ledger.ID; of several the first.
func Header(name string) func(*kgo.Record) []byte {
	return func(r *kgo.Record) []byte {
		for i := range r.Headers {
			if r.Headers[i].Key == name {
				return r.Headers[i].Value
			}
		}
		return nil
	}
}

// checked is a copy with what is not set.
func (l *Ledger) checked() (*Ledger, error) {
	if l == nil {
		return nil, nil
	}
	if l.Log == nil {
		return nil, errors.New("Config.Ledger has no Log: open one with ledger.Open")
	}
	c := *l
	if c.ID == nil {
		c.ID = func(*kgo.Record) []byte { return nil }
	}
	if c.Missed == nil {
		c.Missed = func(*kgo.Record, error) {}
	}
	return &c, nil
}

// expects asks the ledger, before a record is sent, whether there will be room for its
// entry. It waits for the disk where the sender may.
func (g *Guard) expects(o *errand, waits bool) error {
	if o.record.Topic == ledger.Topic {
		return nil
	}
	err := g.notes(o)
	if err == nil {
		if err = g.ledger.Log.Ready(atOnce); waits && errors.Is(err, ledger.ErrBehind) {
			err = g.waitsForLedger(o)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLedger, err)
	}
	return nil
}

// waitsForLedger waits until the disk is no longer behind.
func (g *Guard) waitsForLedger(o *errand) error {
	until, cancel := context.WithDeadline(o.Context, g.desk.at(o.deadline))
	defer cancel()
	return g.ledger.Log.Ready(until)
}

// notes has the ledger note a topic before the first record is sent to it, so that a crash
// names it. That waits for the disk as long as for the limits of the topic.
func (g *Guard) notes(o *errand) error {
	log := g.ledger.Log
	if o.topic == nil {
		return g.noting(o)
	}
	if o.topic.noted.Load() == log {
		return nil
	}
	err := g.noting(o)
	if err == nil && log.Noted(o.record.Topic) {
		o.topic.noted.Store(log)
	}
	return err
}

func (g *Guard) noting(o *errand) error {
	err := g.ledger.Log.Topic(atOnce, o.record.Topic)
	if !errors.Is(err, ledger.ErrBehind) {
		return err
	}
	until, cancel := context.WithDeadline(o.Context, g.desk.at(o.deadline))
	defer cancel()
	until, stop := context.WithTimeout(until, limitsFirst)
	defer stop()
	return g.ledger.Log.Topic(until, o.record.Topic)
}

// atOnce is a context that has ended.
var atOnce = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()
