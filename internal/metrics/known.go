package metrics

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// doubts say what must not be believed although it was told.
type doubts struct {
	partial map[model.Fact]bool // a part of it was asked for and not told, for the cluster as a whole
	secret  map[model.Fact]bool // the platform does not show it, as was announced: that it is unknown is no news
	brokers map[int32]bool      // that may be dead without their peers having noticed
	views   bool                // brokers tell different stories
}

// doubt finds them.
func (v *view) doubt() {
	v.doubts = doubts{partial: map[model.Fact]bool{}, secret: map[model.Fact]bool{}, brokers: map[int32]bool{}}
	if v.Result != nil {
		for _, g := range v.Result.Gaps {
			v.doubts.secret[g.Fact] = g.Expected && (v.doubts.secret[g.Fact] || !v.doubts.partial[g.Fact])
			v.doubts.partial[g.Fact] = true
			v.unknown.add(g.Fact, g.Scope)
		}
	}
	for _, b := range v.brokers {
		s := b.Seen
		v.doubts.brokers[s.ID] = !alive(s)
		if n := len(s.Views); n > 0 && s.Answer == model.Answered && !s.Views[n-1].Agrees {
			v.doubts.views = true
			v.unknown.add(model.FactViews, b.Subject())
		}
	}
}

// alive tells whether a broker is there, for whomever.
func alive(s *model.Sighting) bool { return s.Answer == model.Answered || s.Answer == model.Unusable }

// doubtful tells whether a broker that metadata build on may be dead: peers
// call it in sync until its session has run out.
func (v *view) doubtful(id int32) bool { return v.byID[id] == nil || v.doubts.brokers[id] }

// The ages up to which a fact holds that nobody has said is missing.
const (
	oldNews = time.Minute      // of what each look asks for
	oldFile = 30 * time.Minute // of what is asked for now and then
)

// told tells whether a fact was told, and lately. A watch that keeps no ages
// tells what it has.
func (v *view) told(f model.Fact) bool {
	if v.stale || v.dark || v.Result != nil && slices.Contains(v.Result.NotAsked, f) {
		return false
	}
	if len(v.Ages) == 0 {
		return true
	}
	last, ever := v.Ages[f]
	return ever && v.At.Sub(last) <= max(oldest(f), patience(v.Cluster))
}

func oldest(f model.Fact) time.Duration {
	switch f {
	case model.FactConnections, model.FactMetadata, model.FactQuorum, model.FactGroups, model.FactOffsets:
		return oldNews
	default:
		return oldFile
	}
}

// whole tells whether a fact was told without a gap.
func (v *view) whole(f model.Fact) bool { return v.told(f) && !v.doubts.partial[f] }
