package watch

import (
	"context"
	"errors"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// cuttable is a looker for one look, which a probe that sees a broker change cuts
// short, if it may.
type cuttable struct {
	Looker
	probes *prober
	mayCut bool
	err    error // what came of the look; nil until it has ended
}

// Collect is that of the looker. The error of a look that was cut short is
// errOvertaken; it adds nothing.
func (c *cuttable) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	ctx, end := c.probes.during(ctx, c.mayCut)
	err := c.Looker.Collect(ctx, want, b)
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errOvertaken) {
		err = cause
	}
	end(err)
	c.err = err
	return err
}

// AskFor is that of the looker, where it can.
func (c *cuttable) AskFor(topicKeys []string) {
	if a, can := c.Looker.(asker); can {
		a.AskFor(topicKeys)
	}
}

// Suspect is that of the looker, where it can.
func (c *cuttable) Suspect(all []model.TopicPartition) {
	if s, can := c.Looker.(suspicious); can {
		s.Suspect(all)
	}
}
