package watch

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// often are the facts of every look.
func often() model.Facts {
	return model.FactsOf(model.FactConnections, model.FactMetadata, model.FactTopicLayout, model.FactBrokerCount,
		model.FactQuorum, model.FactGroups, model.FactOffsets, model.FactLedgers)
}

// slowly are the facts that change slowly, and that cost the most to ask for.
func slowly() model.Facts {
	return model.FactsOf(model.FactTopicConfig, model.FactBrokerConfig, model.FactLogDirs)
}

// quickly are the facts of a look that follows at once when a probe has cut one
// short: who is there, and what the others say of it.
func quickly() model.Facts {
	return model.FactsOf(model.FactConnections, model.FactMetadata, model.FactTopicLayout, model.FactBrokerCount)
}

// beyond tells a rule that needs what every look asks for, and this one does not.
func beyond(r *rule.Rule, want model.Facts) bool {
	missing := often().Without(want)
	return r.Needs.Without(missing) != r.Needs
}

// plan says when it is time to ask what. Times that are due are kept to the
// cadence: a look that is late makes the next one no later.
type plan struct {
	cadence               Cadence
	look, settings, views time.Time // when each is due next
}

// due tells whether it is time for a look.
func (p *plan) due(now time.Time) bool { return !now.Before(p.look) }

// want is what a look at this time asks for. The first one asks for all.
func (p *plan) want(now time.Time) model.Facts {
	want := often()
	p.look = next(p.look, now, p.cadence.Every)
	if !now.Before(p.settings) {
		p.settings = next(p.settings, now, p.cadence.Settings)
		want = want.Union(slowly())
	}
	if !now.Before(p.views) {
		p.views = next(p.views, now, p.cadence.Views)
		want = want.With(model.FactViews)
	}
	return want
}

// next is the time after now that is a whole number of steps after the last.
func next(last, now time.Time, step time.Duration) time.Time {
	if behind := now.Sub(last); last.IsZero() || behind > 10*step {
		return now.Add(step)
	}
	for !last.After(now) {
		last = last.Add(step)
	}
	return last
}
