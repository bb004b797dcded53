package web

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) lag(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v, "cluster", "group", "topic")
	if err != nil {
		return nil, "", err
	}
	group, topic := f.values.Get("group"), f.values.Get("topic")
	return api.LagOf{Head: v.head(api.LagSchema), List: v.lagOf(f.limit, func(c *board.Cluster, g *lag.Group, p *lag.Partition) bool {
		return (f.cluster == "" || c.Name == f.cluster) && (group == "" || g.ID == group) && (topic == "" || p.Topic == topic)
	})}, "", nil
}

// lagOf are the partitions that are wanted. All are counted; only what is
// listed is put into words.
func (v view) lagOf(limit int, want func(*board.Cluster, *lag.Group, *lag.Partition) bool) api.List[api.Lag] {
	out := api.List[api.Lag]{Items: []api.Lag{}}
	for _, c := range v.Clusters {
		for i := range c.Lag {
			g := &c.Lag[i]
			for j := range g.Partitions {
				if p := &g.Partitions[j]; want(c, g, p) {
					if out.Total++; out.Total <= limit {
						out.Items = append(out.Items, v.partitionOf(c, g, p))
					}
				}
			}
		}
	}
	return out
}

func (s *server) group(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v, "cluster")
	if err != nil {
		return nil, "", err
	}
	c, g, err := v.findGroup(f.cluster, r.PathValue("id"))
	if err != nil {
		return nil, "", err
	}
	return api.OneGroup{
		Head: v.head(api.GroupSchema), Group: v.groupOf(c, g, membersOf(c)),
		Partitions: v.lagOf(f.limit, func(in *board.Cluster, of *lag.Group, _ *lag.Partition) bool { return in == c && of == g }),
	}, "", nil
}

// findGroup is the group of an id. Two clusters may each have one.
func (v view) findGroup(cluster, id string) (*board.Cluster, *lag.Group, error) {
	var in []string
	var home *board.Cluster
	var found *lag.Group
	for _, c := range v.Clusters {
		for i := range c.Lag {
			if c.Lag[i].ID == id && (cluster == "" || c.Name == cluster) {
				home, found = c, &c.Lag[i]
				in = append(in, c.Name)
			}
		}
	}
	switch len(in) {
	case 0:
		return nil, nil, notFound("there is no group %s: /api/v1/groups lists those that are known", quoted(id))
	case 1:
		return home, found, nil
	}
	return nil, nil, badRequest("%s have a group %s: say which by ?cluster=", strings.Join(in, " and "), quoted(id))
}

func (v view) partitionOf(c *board.Cluster, g *lag.Group, p *lag.Partition) api.Lag {
	out := api.Lag{
		Cluster: c.Name, Group: g.ID, Topic: p.Topic, Partition: p.Partition, Leader: idOf(p.Leader), AtMost: p.AtMost,
		Told: api.ToldAt(c.Ages[model.FactOffsets], v.now), Committed: api.Known(p.Committed), Age: ageOf(p),
		Read: rate(p.Read, p.Rates), Written: rate(p.Written, p.Rates),
	}
	out.Kafka, out.KafkaWhy = api.Known(p.Kafka), p.Differs()
	if !p.KafkaTells {
		out.Kafka = api.Unknown(lag.Tool(g.Type) + " tells none")
	}
	if !p.HasCommit {
		out.Committed = api.Unknown(noCommit)
	}
	if why := noLag(p); why != "" {
		out.Start, out.End, out.Records, out.Lost = api.Unknown(why), api.Unknown(why), api.Unknown(why), api.Unknown(why)
		return out
	}
	out.Start, out.End, out.Records, out.Lost = api.Known(p.Start), api.Known(p.End), api.Known(p.Records), api.Known(p.Lost)
	return out
}

const noCommit = "the group has committed nothing here"

// noLag is why the lag of a partition is not known; "" if it is.
func noLag(p *lag.Partition) string {
	switch {
	case !p.Known:
		return cmp.Or(p.Why, "nobody told the offsets")
	case !p.HasCommit:
		return noCommit
	}
	return ""
}

// ageOf is since when the first unread record of a partition has waited. An
// age of 0 is exact: there is none.
func ageOf(p *lag.Partition) api.Age {
	if why := noLag(p); why != "" || !p.AgeKnown {
		return api.Age{Why: cmp.Or(why, p.Why, "when the first unread record was written is not known")}
	}
	age, within := p.Age, p.Within
	return api.Age{Ms: &age, Within: &within, How: string(p.How)}
}

func rate(perSecond float64, known bool) api.Rate {
	if !known {
		return api.Rate{Why: "it has not been watched for long enough"}
	}
	return api.Rate{Value: &perSecond}
}
