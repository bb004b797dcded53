package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// withLogDirs is the broker that is judged where it answers and has told its log
// directories; nil for every other. That one which answers did not tell them is a skip.
func withLogDirs(p *rule.Pass) *model.Sighting {
	s := p.Seen()
	if s == nil || s.Answer != model.Answered {
		return nil
	}
	if !s.LogDirsKnown {
		p.Skip("log directories", "the broker did not tell them", model.Origin{})
		return nil
	}
	return s
}
