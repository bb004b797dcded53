package watch

import (
	"cmp"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// behind are the brokers that answer and are out of sync, and how far they are.
func behind(s *model.Scope, past model.History, at time.Time) (out []lag.Broker) {
	if s == nil {
		return nil
	}
	for _, b := range s.Brokers {
		if one, lacks := lag.OfBroker(b.Seen, past, at.UnixMilli()); lacks {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b lag.Broker) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
