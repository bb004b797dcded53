package web

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) groups(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v, "cluster")
	if err != nil {
		return nil, "", err
	}
	return api.Groups{Head: v.head(api.GroupsSchema), List: api.First(v.groupsOf(f.cluster), f.limit)}, "", nil
}

func (v view) groupsOf(cluster string) []api.Group {
	var all []api.Group
	for _, c := range v.Clusters {
		if cluster != "" && c.Name != cluster {
			continue
		}
		members := membersOf(c)
		for i := range c.Lag {
			all = append(all, v.groupOf(c, &c.Lag[i], members))
		}
	}
	return all
}

// membersOf are the groups that told their members, by id.
func membersOf(c *board.Cluster) map[string]bool {
	out := map[string]bool{}
	if c.Scope != nil && c.Scope.Cluster != nil {
		for _, g := range c.Scope.Cluster.Groups {
			out[g.ID] = g.MembersKnown
		}
	}
	return out
}

func (v view) groupOf(c *board.Cluster, g *lag.Group, members map[string]bool) api.Group {
	out := api.Group{
		Cluster: c.Name, ID: g.ID, Type: g.Type, State: g.State, InUse: g.InUse, Members: api.Known(g.Members),
		Coordinator: idOf(g.Coordinator), Told: api.ToldAt(c.Ages[model.FactOffsets], v.now), Partitions: len(g.Partitions),
		Records: api.Known(g.Records), AtMost: mayBeMarkers(g), Kafka: kafkaOf(g), KafkaTool: lag.Tool(g.Type), KafkaWhy: g.Differs(),
		Lost: api.Known(g.Lost), Age: ageOfGroup(g), CatchUp: catchUp(g),
	}
	if !members[g.ID] {
		out.Members = api.Unknown("the group has not told its members")
	}
	if why := noSum(g); why != "" {
		out.Records, out.Lost = partly(g.Records, why), partly(g.Lost, why)
	}
	return out
}

// mayBeMarkers tells whether all that a group has not read may be markers of
// transactions: then it has not fallen behind at all, perhaps.
func mayBeMarkers(g *lag.Group) bool {
	may := false
	for i := range g.Partitions {
		if p := &g.Partitions[i]; p.Records > 0 {
			if !p.AtMost {
				return false
			}
			may = true
		}
	}
	return may
}

// kafkaOf is the sum of what Kafka's own tool tells of the partitions.
func kafkaOf(g *lag.Group) api.Amount {
	told := 0
	for i := range g.Partitions {
		if p := &g.Partitions[i]; p.KafkaTells {
			told++
		} else if p.HasCommit {
			return partly(g.Kafka, lag.Tool(g.Type)+" tells none of "+p.Topic+"/"+strconv.Itoa(int(p.Partition)))
		}
	}
	if told == 0 {
		return api.Unknown(lag.Tool(g.Type) + " tells none")
	}
	return api.Known(g.Kafka)
}

// noSum is why a group's lag is not known; "" if it is. A group that has
// committed nothing has no lag, which is not the same as zero.
func noSum(g *lag.Group) string {
	commits, unknown, why := 0, 0, ""
	for i := range g.Partitions {
		p := &g.Partitions[i]
		if !p.HasCommit {
			continue
		}
		if commits++; !p.Known {
			unknown++
			why = cmp.Or(why, p.Why)
		}
	}
	switch {
	case unknown > 0:
		return fmt.Sprintf("the lag of %d of %s is not known: %s", unknown, finding.Plural(commits, "partition"), cmp.Or(why, "nobody told why"))
	case !g.Complete:
		return "not everything that the group has committed is known"
	case commits == 0:
		return "the group has committed nothing"
	}
	return ""
}

// partly is a sum of which not every part is known. Nothing is said of one
// of which no part is.
func partly(sum int64, why string) api.Amount {
	if sum <= 0 {
		return api.Unknown(why)
	}
	return api.Amount{AtLeast: &sum, Why: why}
}

// ageOfGroup is the age of the oldest unread record of all partitions, with
// the precision of that one. If another partition's is not known, it is at
// least so much.
func ageOfGroup(g *lag.Group) api.Age {
	var oldest *lag.Partition
	why := noSum(g)
	for i := range g.Partitions {
		p := &g.Partitions[i]
		switch age := ageOf(p); {
		case !p.HasCommit:
		case age.Ms == nil:
			why = cmp.Or(why, age.Why)
		case oldest == nil || p.Age > oldest.Age:
			oldest = p
		}
	}
	switch {
	case oldest == nil || oldest.Age == 0 && why != "":
		return api.Age{Why: cmp.Or(why, "when the first unread record was written is not known")}
	case why != "":
		age := max(0, oldest.Age-oldest.Within)
		return api.Age{Ms: &age, How: string(lag.AtLeast)}
	}
	return ageOf(oldest)
}

func catchUp(g *lag.Group) api.CatchUp {
	why := noSum(g)
	switch {
	case !g.CatchUpKnown || why != "":
		return api.CatchUp{Why: cmp.Or(why, "how fast the group reads is not known yet")}
	case g.CatchUp < 0:
		return api.CatchUp{Never: true}
	}
	ms := g.CatchUp
	return api.CatchUp{Ms: &ms}
}

// idOf is the id of a broker; nil for none.
func idOf(id int32) *int32 {
	if id < 0 {
		return nil
	}
	return &id
}
