package produce

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// Sizes keeps out what a topic cannot take, before it is sent: a record alone in a batch,
// uncompressed, must not be above the topic's max.message.bytes and segment.bytes, which
// are asked for again every ten seconds. What follows is tried in this order; what is nil
// is left out. The functions are called from the goroutine that sends, with a context
// that ends with the record's time, and may change the record, but not its topic. Where the
// limit was lowered since, they are called from a goroutine of the guard's, which sends
// nothing again meanwhile.
type Sizes struct {
	// Share is the part of the limit above which a record is shrunk, above 0 and up to
	// 1. The default is 0.9: what grows a little further would fail.
	Share float64
	// Shrink makes a record smaller, to so many bytes of key, value and headers or
	// fewer if it can: fewer samples, a coarser picture. It is called for what is above
	// Share of the limit.
	Shrink func(ctx context.Context, r *kgo.Record, bytes int) error
	// Claim keeps the payload elsewhere, and leaves in the record where it is
	// (claim check). It is called for what is above the limit.
	Claim func(ctx context.Context, r *kgo.Record) error
	// Keep takes a record that stays above the limit, as into a dead-letter topic, and
	// returns where it is. The record is then Rejected all the same: it is not where it
	// was to go. Give it a client of its own: while the limit of a topic is lowered, one
	// goroutine calls the functions for what is sent again, and what this guard sends to
	// that topic waits for it.
	Keep func(ctx context.Context, r *kgo.Record, why *TooLarge) (where string, err error)
	// Observe lets everything through, calls none of the functions, and has
	// Config.Observed told of what is above the limit.
	Observe bool
}

// TooLarge is why a record was not sent: alone it takes more than its topic takes.
type TooLarge struct {
	Topic string
	Size  int    // of a batch that holds the record alone, uncompressed, in bytes
	Limit int    // the smaller one of max.message.bytes and segment.bytes, in bytes
	Kept  string // where it is instead; "" where it is nowhere
	Err   error  // why it could not be shrunk, claimed or kept; nil if nothing failed
}

// Error says how large, how much the topic takes, and where the record is.
func (e *TooLarge) Error() string {
	s := fmt.Sprintf("the record takes %d bytes, and %s takes %d (the smaller one of max.message.bytes and segment.bytes)", e.Size, e.Topic, e.Limit)
	switch {
	case e.Kept != "":
		s += ": it is kept in " + e.Kept
	case e.Err != nil:
		s += ", and it is kept nowhere"
	}
	if e.Err != nil {
		s += fmt.Sprintf(": %v", e.Err)
	}
	return s
}

// Unwrap is what has failed.
func (e *TooLarge) Unwrap() error { return e.Err }

// sizes is the policy's name.
const sizesName = "sizes"

// fits holds a record against its topic's limit, and does what can be done.
func (g *Guard) fits(ctx context.Context, r *kgo.Record, deadline time.Duration) (*topicLimit, error) {
	if g.kit == nil {
		return nil, nil
	}
	topic := g.kit.limits.met(r.Topic)
	if !topic.goes.Load() {
		topic.wait(ctx, g.desk.at(deadline))
		if g.desk.now() >= deadline {
			return nil, fmt.Errorf("%w before it was sent, while the limits of its topic were waited for: %w", ErrTime, context.DeadlineExceeded)
		}
	}
	if g.sizes == nil {
		return topic, nil // but kgo makes no batches that are too large
	}
	return topic, g.sized(ctx, r, topic.limit(), deadline)
}

func (g *Guard) sized(ctx context.Context, r *kgo.Record, limit int, deadline time.Duration) error {
	size := wire.Alone(r)
	switch s := g.sizes; {
	case size <= s.most(limit):
		return nil
	case s.Observe && size <= limit:
		return nil
	case s.Observe:
		g.observes(r, &Rejection{sizesName, &TooLarge{Topic: r.Topic, Size: size, Limit: limit}})
		return nil
	default:
		ctx, cancel := context.WithDeadline(ctx, g.desk.at(deadline))
		defer cancel()
		return s.fits(ctx, r, size, limit)
	}
}

// most is what a record may take before it is shrunk.
func (s *Sizes) most(limit int) int { return int(s.Share * float64(limit)) }

func (s *Sizes) fits(ctx context.Context, r *kgo.Record, size, limit int) error {
	var failed error
	if s.Shrink != nil {
		failed = s.Shrink(ctx, r, s.most(limit)-wire.BatchOverhead-maxPrefix)
		size = wire.Alone(r)
	}
	if size > limit && s.Claim != nil {
		failed = s.Claim(ctx, r)
		size = wire.Alone(r)
	}
	if size <= limit {
		return nil
	}
	why := &TooLarge{Topic: r.Topic, Size: size, Limit: limit, Err: failed}
	if s.Keep != nil {
		why.Kept, why.Err = s.Keep(ctx, r, why)
	}
	return &Rejection{sizesName, why}
}

// maxPrefix is the most that a record alone has beside key, value and headers: its length,
// its attributes, two deltas of 0 and three lengths (varints of up to 5 bytes).
const maxPrefix = 5 + 1 + 1 + 1 + 3*5

// checked is a copy of the policy with its defaults.
func (s *Sizes) checked() (*Sizes, error) {
	if s == nil {
		return nil, nil
	}
	c := *s
	if c.Share == 0 {
		c.Share = 0.9
	}
	if c.Share < 0 || c.Share > 1 {
		return nil, fmt.Errorf("Sizes.Share is %g: it is a part of the limit, above 0 and up to 1", s.Share)
	}
	return &c, nil
}
