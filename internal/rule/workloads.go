package rule

import (
	"path"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// usage is who uses which topics, as the workloads of the policy say.
type usage struct {
	load    map[*model.Topic]*model.Workload
	topics  map[*model.Workload][]*model.Topic
	clients map[*model.Workload][]*model.Client
	speaks  map[*model.Topic][]*model.Client // see SpeaksFor
}

// usageOf matches each topic and each client once: the patterns are asked by
// many rules.
func usageOf(now *model.Snapshot) usage {
	u := usage{load: map[*model.Topic]*model.Workload{}, topics: map[*model.Workload][]*model.Topic{},
		clients: map[*model.Workload][]*model.Client{}, speaks: map[*model.Topic][]*model.Client{}}
	if len(now.Workloads) == 0 {
		return u
	}
	for _, t := range now.Topics {
		for _, load := range now.Workloads {
			if t.NameUnknown == "" && MatchesAny(load.Topics, t.Name) {
				u.load[t] = load
				u.topics[load] = append(u.topics[load], t)
				break
			}
		}
	}
	for _, load := range now.Workloads {
		for _, c := range now.Clients {
			if names(load, c) {
				u.clients[load] = append(u.clients[load], c)
			}
		}
	}
	return u
}

// names tells whether a workload names a client's file.
func names(load *model.Workload, client *model.Client) bool {
	file := path.Clean(strings.ReplaceAll(client.Name, `\`, "/"))
	for _, pattern := range load.Clients {
		pattern = path.Clean(pattern)
		if matches(pattern, file) || strings.HasSuffix(file, "/"+pattern) {
			return true
		}
	}
	return false
}

// Workload is what the policy says that the topic is for; nil if nothing. For
// a topic whose name is only filled in later that cannot be said: a skip.
func (p *Pass) Workload() *model.Workload {
	if p.topic == nil {
		return nil
	}
	p.needsName(len(p.world.Now.Workloads) > 0)
	return p.WorkloadOf(p.topic)
}

// WorkloadOf is the same for another topic, without a skip.
func (p *Pass) WorkloadOf(t *model.Topic) *model.Workload { return p.world.usage.load[t] }

// Workloads lists all that the policy says of what topics are for, in its
// order: of several that match a topic the first counts.
func (p *Pass) Workloads() []*model.Workload { return p.world.Now.Workloads }

// Ranges lists the ranges of the policy.
func (p *Pass) Ranges() []Range {
	p.needsName(len(p.settings.Ranges) > 0)
	return p.settings.Ranges
}

// needsName records a skip if the policy goes by names and the topic's own is
// not known.
func (p *Pass) needsName(asked bool) {
	if asked && p.topic != nil && p.topic.NameUnknown != "" {
		p.Skip("topic name", p.topic.NameUnknown, p.topic.At)
	}
}

// TopicsOf lists the topics that a client is declared to use, by the
// workloads that name its file. Where the client's own cluster has such
// topics, those are meant; a topic of another cluster that breakwater.yaml
// tells apart from the client's never is.
func (p *Pass) TopicsOf(c *model.Client) []*model.Topic {
	var out []*model.Topic
	for _, load := range p.world.Now.Workloads {
		for _, user := range p.world.usage.clients[load] {
			if user == c {
				out = append(out, p.world.usage.topics[load]...)
			}
		}
	}
	return nearest(p.world, out, c.Home, func(t *model.Topic) model.Home { return t.Home })
}

// ClientsOf lists the clients that are declared to use a topic, in the same
// way.
func (p *Pass) ClientsOf(t *model.Topic) []*model.Client { return p.world.clientsOf(t) }

func (w *World) clientsOf(t *model.Topic) []*model.Client {
	users := w.usage.clients[w.usage.load[t]]
	return nearest(w, users, t.Home, func(c *model.Client) model.Home { return c.Home })
}

// SpeaksFor lists the clients for which the topic stands: of all topics that a
// client is declared to use, it is the first one with the largest payload. What
// is wrong with a client's own limit is told there, once, and not for each of
// thousands of topics.
func (p *Pass) SpeaksFor() []*model.Client { return p.world.usage.speaks[p.topic] }

// speakers finds each client's topic of the largest payload. All topics of one
// workload in one cluster have the same payload and the same clients, so the
// first of them is enough.
func (w *World) speakers() {
	type group struct {
		load  *model.Workload
		scope string
	}
	type speaker struct {
		topic   *model.Topic
		payload int64
	}
	seen, of := map[group]bool{}, map[*model.Client]speaker{}
	for _, t := range w.Now.Topics {
		load := w.usage.load[t]
		if load == nil || seen[group{load, t.Home.Scope}] {
			continue
		}
		seen[group{load, t.Home.Scope}] = true
		payload, ok := Whole(load.MaxPayload)
		if !ok {
			continue
		}
		for _, c := range w.clientsOf(t) {
			if first, has := of[c]; !has || payload > first.payload {
				of[c] = speaker{t, payload}
			}
		}
	}
	for _, c := range w.Now.Clients {
		if s, has := of[c]; has {
			w.usage.speaks[s.topic] = append(w.usage.speaks[s.topic], c)
		}
	}
}

// nearest keeps the things of one's own cluster, if there are any; else those
// whose cluster may be the same one.
func nearest[T any](w *World, all []T, home model.Home, of func(T) model.Home) []T {
	var own, perhaps []T
	for _, one := range all {
		switch other := of(one); {
		case other.Scope == home.Scope:
			own = append(own, one)
		case !w.declared(other) || !w.declared(home):
			perhaps = append(perhaps, one)
		}
	}
	if len(own) > 0 {
		return own
	}
	return perhaps
}

// declared tells a cluster that breakwater.yaml names.
func (w *World) declared(home model.Home) bool {
	scope := w.scopes[home.Scope]
	return scope != nil && scope.Declared
}
