package metrics

import (
	"cmp"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// view is one cluster of a board, with what its series are made from.
type view struct {
	*board.Cluster
	rows rows
	at   labels // cluster="…"

	several bool            // clusters on the board
	overdue bool            // its look should have ended long ago
	stale   bool            // nothing of it is known, or not any more
	dark    bool            // nothing was told by the last look
	brokers []*model.Broker // that were seen, by their ids
	byID    map[int32]*model.Sighting
	topics  []*model.Topic // with a layout, by name
	groups  map[string]*model.Group
	moving  map[model.TopicPartition]bool
	judged  map[model.Subject][]string // the rules that found something, by subject
	doubts  doubts
	unknown unknowns
}

func newView(r rows, c *board.Cluster, stale bool, clusters int) *view {
	v := &view{
		Cluster: c, rows: r, at: labels("").With("cluster", c.Name), several: clusters > 1,
		overdue: stale, stale: stale || c.At.IsZero(), byID: map[int32]*model.Sighting{}, groups: map[string]*model.Group{},
		moving: map[model.TopicPartition]bool{}, judged: map[model.Subject][]string{}, unknown: unknowns{},
	}
	v.dark = c.Scope == nil || c.Scope.Cluster == nil || c.Scope.Cluster.Dark
	if c.Scope != nil && !v.stale {
		v.see(c.Scope)
	}
	v.dark = v.dark || !slices.ContainsFunc(v.brokers, func(b *model.Broker) bool { return b.Seen.Answer == model.Answered })
	if c.Result != nil {
		for i := range c.Result.Findings {
			f := &c.Result.Findings[i]
			key := unplaced(f.Subject)
			v.judged[key] = append(v.judged[key], f.Rule)
		}
	}
	v.doubt()
	return v
}

// see sorts what was seen.
func (v *view) see(s *model.Scope) {
	for _, b := range s.Brokers {
		if b.Seen != nil && b.Seen.ID >= 0 && v.byID[b.Seen.ID] == nil {
			v.byID[b.Seen.ID] = b.Seen
			v.brokers = append(v.brokers, b)
		}
	}
	slices.SortFunc(v.brokers, func(a, b *model.Broker) int { return cmp.Compare(a.Seen.ID, b.Seen.ID) })
	for _, t := range s.Topics {
		if t.Layout != nil {
			v.topics = append(v.topics, t)
		}
	}
	slices.SortFunc(v.topics, func(a, b *model.Topic) int { return cmp.Compare(a.Name, b.Name) })
	if s.Cluster == nil {
		return
	}
	for _, g := range s.Cluster.Groups {
		v.groups[g.ID] = g
	}
	for _, m := range s.Cluster.Moving {
		v.moving[m] = true
	}
}

// unplaced is a subject without its cluster, which a board's cluster has anyway.
func unplaced(s model.Subject) model.Subject {
	s.Cluster = ""
	return s
}

// found tells whether a rule has found something on a subject.
func (v *view) found(rule string, on model.Subject) bool {
	return slices.Contains(v.judged[unplaced(on)], rule)
}

// skipped are the subjects on which a rule could not be judged.
func (v *view) skipped(of func(*finding.Skip) bool) map[model.Subject]bool {
	out := map[model.Subject]bool{}
	if v.Result == nil {
		return out
	}
	for i := range v.Result.Skipped {
		if s := &v.Result.Skipped[i]; of(s) {
			out[unplaced(s.Subject)] = true
		}
	}
	return out
}

// add writes a sample of the cluster itself.
func (v *view) add(f *family, value float64) { v.rows.add(f, v.at, value) }

// since is how long ago a time was when the cluster was looked at. Clocks of
// hosts differ: what lies ahead was just now.
func (v *view) since(ms int64) float64 {
	return max(0, v.At.Sub(time.UnixMilli(ms)).Seconds())
}
