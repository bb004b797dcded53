package metrics

import (
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

var (
	byLabels = []string{"cluster", "broker", "by"}

	lagByBroker     = sum("breakwater_broker_lag_records", byLabels, "Lag of all groups by who is to deliver it: by=leader, the leader of the partition; by=coordinator, the coordinator of the group.", "where the lag of anything that may belong to it is not known")
	secondsByBroker = sum("breakwater_broker_lag_seconds", byLabels, "The oldest unread record behind the broker, as the leader of its partition or as the coordinator of its group.", "where the age of anything that may belong to it is not known")
)

// load is what groups have not read behind one broker.
type load struct {
	records, age       int64
	unknown, uncertain bool // a part of the records, of the age
}

func (l *load) add(records, age int64, known, aged bool) {
	l.records += records
	l.age = max(l.age, age)
	l.unknown = l.unknown || !known
	l.uncertain = l.uncertain || !known || !aged
}

// loads are those of brokers. Something that may belong to any of them makes
// all of them unknown.
type loads struct {
	of  map[int32]*load
	any load
}

func (s *loads) at(broker int32) *load {
	if s.of[broker] == nil {
		s.of[broker] = &load{}
	}
	return s.of[broker]
}

// writeBrokerLag shares all lag out among the brokers.
func writeBrokerLag(v *view) {
	leading, coordinating := loads{of: map[int32]*load{}}, loads{of: map[int32]*load{}}
	for i := range v.Lag {
		g := &v.Lag[i]
		t := v.tally(g)
		coordinating.at(g.Coordinator).add(g.Records, g.Age, t.complete, t.committed == 0 || t.aged)
		leading.share(g, t)
	}
	whole := v.whole(model.FactGroups) && v.told(model.FactOffsets) && len(v.lagMissing()) == 0
	for _, s := range []struct {
		by    string
		loads *loads
	}{{"leader", &leading}, {"coordinator", &coordinating}} {
		for _, b := range v.brokers {
			l := v.at.WithID("broker", b.Seen.ID).With("by", s.by)
			n := s.loads.at(b.Seen.ID)
			lagByBroker.write(v.rows, l, float64(n.records), whole && !n.unknown && !s.loads.any.unknown)
			secondsByBroker.write(v.rows, l, seconds(n.age), whole && !n.uncertain && !s.loads.any.uncertain)
		}
	}
}

// lagMissing are the groups that may have a lag and of which none was computed.
// Share groups have no commits.
func (v *view) lagMissing() (out []*model.Group) {
	has := make(map[string]bool, len(v.Lag))
	for i := range v.Lag {
		has[v.Lag[i].ID] = true
	}
	for id, g := range v.groups {
		if !has[id] && g.Type != "share" && (!g.CommitsKnown || len(g.Commits) > 0) {
			out = append(out, g)
		}
	}
	return out
}

// share gives the partitions of a group to their leaders.
func (s *loads) share(g *lag.Group, t tally) {
	if !t.commitsKnown || !t.complete && t.unknown == 0 {
		s.any.add(0, 0, false, false) // nobody knows which partitions are missing
	}
	for i := range g.Partitions {
		p := &g.Partitions[i]
		if !p.HasCommit {
			continue
		}
		records := p.Records
		if !p.Known {
			records = 0
		}
		s.at(p.Leader).add(records, p.Age, p.Known, p.AgeKnown && p.How != lag.AtLeast)
	}
}
