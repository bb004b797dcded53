package timeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// copying is a broker that copies what was written while it was away.
type copying struct {
	records   float64 // that it lacks, over all its partitions
	perSecond float64 // by which that becomes less
	untold    bool
}

// setCopies has a broker that answers lack records of all that it holds and does
// not lead.
func setCopies(words []string) (action, error) {
	n, err := id(words[0])
	if err != nil {
		return nil, err
	}
	c := copying{untold: words[1] == "untold"}
	if !c.untold {
		records, err := strconv.ParseUint(words[1], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is no number of records", words[1])
		}
		c.records = float64(records)
	}
	if len(words) == 3 {
		text, grows := strings.CutPrefix(words[2], "-")
		perSecond, ok := rate(text)
		if !ok {
			return nil, fmt.Errorf("%q is no rate: want 200/s or -20/s", words[2])
		}
		if c.perSecond = perSecond; grows {
			c.perSecond = -perSecond
		}
	}
	return func(w *world) error {
		b, err := w.broker(n)
		if err != nil {
			return err
		}
		own := c // a file may be played more than once
		b.lacks = &own
		w.takeOut(n)
		return nil
	}, nil
}

// copyOn lets a broker copy for so many seconds. One that has copied all is in sync.
func (w *world) copyOn(b *broker, seconds float64) {
	c := b.lacks
	if c == nil || c.untold || b.answer != model.Answered {
		return
	}
	if c.records -= seconds * c.perSecond; c.records <= 0 {
		b.lacks = nil
		w.bringBack(b.id)
	}
}

// catchUpOf is what a broker tells of what it lacks: the same of each partition.
func (w *world) catchUpOf(b *broker) *model.CatchUp {
	if b.lacks == nil {
		return nil
	}
	var of []model.TopicPartition
	for _, t := range w.topics {
		for i, p := range t.partitions {
			if slices.Contains(p.replicas, b.id) && !slices.Contains(p.isr, b.id) && p.leader >= 0 {
				of = append(of, model.TopicPartition{Topic: t.name, Partition: int32(i)})
			}
		}
	}
	if len(of) == 0 {
		return nil
	}
	out := &model.CatchUp{Partitions: len(of), Untold: len(of)}
	if b.lacks.untold {
		return out
	}
	left := int64(b.lacks.records)
	for i, at := range of {
		share := left / int64(len(of)-i)
		out.Add(at, share)
		left -= share
		out.Untold--
	}
	return out
}
