package deadletter

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// Writer writes dead letters. It may be used from several goroutines at once.
type Writer struct {
	cfg    Config
	format format
}

// New makes a Writer, and refuses what cannot work with one sentence: a missing part, a
// name that Kafka does not take, a dead-letter topic that would feed itself.
func New(cfg Config) (*Writer, error) {
	cfg = cfg.withDefaults()
	w := &Writer{cfg, format{cfg.Compat, cfg.HeaderBudget}}
	if err := cfg.valid(w.format.least()); err != nil {
		return nil, fmt.Errorf("deadletter: %w", err)
	}
	return w, nil
}

// Topic is the dead-letter topic of a source topic.
func (w *Writer) Topic(source string) (string, error) {
	return w.cfg.Naming.target(source, w.cfg.Group)
}

// Write writes a letter and returns nil only when the broker acknowledged it with
// acks=all. Every other end is an *Error: its State says whether the letter may be in the
// log. Nothing is tried twice here; writing a letter again gives it the same id. It
// returns at the latest when Timeout, or ctx, ends.
//
// A letter that is too large for its topic is written without its largest parts, with
// their sizes and hashes (Pointer): they have to be read at the origin. For a record that
// never had an offset that gives PointerOnly.
func (w *Writer) Write(ctx context.Context, l Letter) error {
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Timeout)
	defer cancel()
	topic, err := w.prepare(&l)
	if err != nil {
		return w.failed(l, topic, fmt.Errorf("%w: %w", ErrNotStored, err))
	}
	at, err := w.place(ctx, &l, topic)
	if err != nil {
		return w.failed(l, topic, fmt.Errorf("%w: %w", ErrNotStored, err))
	}
	most := w.mostBytes(topic)
	size := func(l Letter) int { return wire.Alone(w.format.record(l, topic, at, w.cfg.Now())) }
	if size(l) > most {
		l = shrunk(l, most, size)
	}
	return w.send(ctx, l, topic, at)
}

// place is the letter's partition.
func (w *Writer) place(ctx context.Context, l *Letter, topic string) (int32, error) {
	n, err := w.cfg.Partitions(ctx, topic)
	if err != nil {
		return 0, err
	}
	source := 0
	if l.Origin.Partition >= 0 {
		// Where only the source's number is not known, the key decides as if they differed.
		source, _ = w.cfg.SourcePartitions(ctx, l.Origin.Topic)
	}
	if n < 1 {
		return 0, fmt.Errorf("%s is said to have %d partitions: create it", topic, n)
	}
	return choose(l, source, n), nil
}

// send sends the letter, and as a pointer if the broker refuses its size all the same.
func (w *Writer) send(ctx context.Context, l Letter, topic string, at int32) error {
	err := w.cfg.Sender.Send(ctx, w.format.record(l, topic, at, w.cfg.Now()))
	if tooLarge(err) && l.Pointer == nil { // the topic takes less than MaxMessageBytes
		l = shrunk(l, w.cfg.least(), func(l Letter) int { return wire.Alone(w.format.record(l, topic, at, w.cfg.Now())) })
		err = w.cfg.Sender.Send(ctx, w.format.record(l, topic, at, w.cfg.Now()))
	}
	if err == nil && l.Pointer != nil && !l.Origin.Placed() {
		return &Error{PointerOnly, l.ID, topic, l.Origin, errNowhereElse}
	}
	return w.failed(l, topic, err)
}

// failed is the error of a letter, nil for nil.
func (w *Writer) failed(l Letter, topic string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{InDoubt, l.ID, topic, l.Origin, err}
	if errors.Is(err, ErrNotStored) || tooLarge(err) {
		e.State = NotStored
	}
	return e
}

// mostBytes is the largest batch that may hold a letter alone: kgo's own limit is one byte
// stricter than the broker's.
func (w *Writer) mostBytes(topic string) int {
	if limit := w.cfg.batchLimit(topic); limit > 0 {
		return min(w.cfg.MaxMessageBytes, limit-1)
	}
	return w.cfg.MaxMessageBytes
}
