package web

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// behindOf is what a broker has yet to copy; nil for one that is in sync, or was
// not asked.
func behindOf(c *board.Cluster, id int32) *api.Behind {
	for i := range c.Behind {
		if b := &c.Behind[i]; b.ID == id {
			return &api.Behind{Partitions: b.Partitions, Records: lacked(b), Copied: copied(b), CatchUp: untilInSync(b)}
		}
	}
	return nil
}

const untold = "it has not told of all partitions how far it is"

func lacked(b *lag.Broker) api.Amount {
	if b.Untold == 0 {
		return api.Known(b.Records)
	}
	atLeast := b.Records
	return api.Amount{AtLeast: &atLeast, Why: untold}
}

func copied(b *lag.Broker) api.Rate {
	if !b.Rated {
		return api.Rate{Why: "how fast it copies is not known yet"}
	}
	perSecond := b.Rate
	return api.Rate{Value: &perSecond}
}

func untilInSync(b *lag.Broker) api.CatchUp {
	switch {
	case b.Untold > 0:
		return api.CatchUp{Why: untold}
	case !b.CatchUpKnown:
		return api.CatchUp{Why: "how fast it copies is not known yet"}
	case b.CatchUp < 0:
		return api.CatchUp{Never: true}
	}
	ms := b.CatchUp
	return api.CatchUp{Ms: &ms}
}

// behindOfIncident is that of the broker that an incident is about.
func (v view) behindOfIncident(in *incident.Incident) *api.Behind {
	s := in.Cause.Subject
	id, err := strconv.ParseInt(s.Name, 10, 32)
	if s.Kind != model.KindBroker || err != nil || in.State == incident.Resolved {
		return nil
	}
	for _, c := range v.Clusters {
		if c.Name == in.Cluster {
			return behindOf(c, int32(id))
		}
	}
	return nil
}
