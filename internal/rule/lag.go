package rule

import (
	"runtime"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Lag is what the group that is judged has not read; with rates and ages as
// far as the cluster has been watched.
func (p *Pass) Lag() lag.Group { return p.world.Lag(p.group) }

// Lag is what a group of the state now has not read.
func (w *World) Lag(g *model.Group) lag.Group { return w.lags[g]() }

// Lags is what each of some groups has not read, in their order. They are computed
// side by side, unless a rule has asked for them before.
func (w *World) Lags(groups []*model.Group) []lag.Group {
	out := make([]lag.Group, len(groups))
	var all sync.WaitGroup
	each := (len(groups) + runtime.GOMAXPROCS(0)) / runtime.GOMAXPROCS(0)
	for from := 0; from < len(groups); from += each {
		all.Go(func() {
			for i := from; i < min(from+each, len(groups)); i++ {
				out[i] = w.Lag(groups[i])
			}
		})
	}
	all.Wait()
	return out
}

// lagsOf prepares the lag of every group. Each is computed when the first rule
// asks for it, and once: judges work side by side.
func (w *World) lagsOf() map[*model.Group]func() lag.Group {
	out := map[*model.Group]func() lag.Group{}
	for _, s := range w.Now.Scopes {
		if s.Cluster == nil {
			continue
		}
		topics := w.live[s].topics
		byName := func(name string) *model.Topic { return topics[name] }
		for _, g := range s.Cluster.Groups {
			out[g] = sync.OnceValue(func() lag.Group {
				return lag.Of(g, byName, w.past(s.Name), w.Now.At.UnixMilli())
			})
		}
	}
	return out
}
