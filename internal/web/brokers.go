package web

import (
	"cmp"
	"net/http"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) brokers(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v, "cluster")
	if err != nil {
		return nil, "", err
	}
	return api.Brokers{Head: v.head(api.BrokersSchema), List: v.brokersOf(f.cluster, f.limit)}, "", nil
}

func (v view) brokersOf(cluster string, limit int) api.List[api.Broker] {
	var all []api.Broker
	for _, c := range v.Clusters {
		if c.Scope == nil || cluster != "" && c.Name != cluster {
			continue
		}
		for _, b := range c.Scope.Brokers {
			if b.Seen != nil {
				all = append(all, v.brokerOf(c, b))
			}
		}
	}
	return api.First(all, limit)
}

func (v view) brokerOf(c *board.Cluster, b *model.Broker) api.Broker {
	s := b.Seen
	out := api.Broker{
		Cluster: c.Name, Name: b.Name, Address: s.Address, Rack: s.Rack, Told: api.ToldAt(c.Ages[model.FactConnections], v.now),
		Answer: s.Answer.String(), Detail: s.Detail, SlowMs: s.Slow, Listed: s.Listed, Fenced: s.Fenced,
		Leaders: api.Known(s.Leads), Holds: api.Known(s.Holds), Version: version(b), Behind: behindOf(c, s.ID),
	}
	if why := noLayout(c); why != "" {
		out.Leaders, out.Holds = api.Unknown(why), api.Unknown(why)
	}
	return out
}

// noLayout is why nobody can count what the brokers lead and hold; "" if
// somebody can.
func noLayout(c *board.Cluster) string {
	if c.Scope.Cluster == nil || c.Scope.Cluster.Dark {
		return "no broker has told its metadata"
	}
	_, leaders := c.Ages[model.FactMetadata]
	_, layout := c.Ages[model.FactTopicLayout]
	if !leaders && !layout {
		return "the metadata were never told"
	}
	return missing(c, model.FactTopicLayout, model.FactMetadata)
}

// missing is why one of the facts is not known of the whole cluster; "" if
// all are.
func missing(c *board.Cluster, facts ...model.Fact) string {
	if c.Result == nil {
		return ""
	}
	of := model.FactsOf(facts...)
	for i := range c.Result.Gaps {
		g := &c.Result.Gaps[i]
		if of.Has(g.Fact) && g.Scope.Kind == model.KindCluster {
			return cmp.Or(g.Detail, g.Fact.String()+": "+g.Why.String())
		}
	}
	return ""
}

func version(b *model.Broker) api.Text {
	if b.Version.Usable() {
		raw := b.Version.Raw()
		return api.Text{Value: &raw}
	}
	return api.Text{Why: cmp.Or(b.Version.Why(), "the broker has not told what it runs")}
}
