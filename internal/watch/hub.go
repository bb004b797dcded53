package watch

import (
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// hub is where the goroutines of all clusters meet: it makes the board of what
// each has published, and tells the notifiers.
type hub struct {
	o       Options
	started time.Time
	heap    heap

	mu       sync.Mutex
	by       Settings
	clusters []*board.Cluster
}

func newHub(o Options) *hub {
	return &hub{o: o, started: o.Now(), by: o.Settings, clusters: make([]*board.Cluster, len(o.Places))}
}

func (h *hub) settings() Settings {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by
}

func (h *hub) reload(s Settings) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.by = s
}

// patience is that of a rule by the settings in force.
func (h *hub) patience(r *rule.Rule) (settle, clearing time.Duration) {
	if r == nil { // of a watch that knew another rule
		return 0, rule.ClearDefault
	}
	return h.settings().Rules.Patience(r)
}

// publish takes in what is known of one cluster.
func (h *hub) publish(slot int, c *board.Cluster) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clusters[slot] = c
	b := &board.Board{At: h.o.Now(), Started: h.started, Version: h.o.Version, Clusters: h.shown()}
	if h.o.Keeper != nil {
		_, b.Storage = h.o.Keeper.Failing()
		b.Windows = h.o.Keeper.Windows()
	}
	if h.o.Teller != nil {
		h.o.Teller.Update(h.alerts(b))
		b.Delivery = h.o.Teller.Status()
		if t, has := h.o.Teller.(Remembering); has && h.o.Keeper != nil {
			Remember(t, h.o.Keeper, h.o.Log)
		}
	}
	h.o.Holder.Set(b)
}

// alerts are those of all incidents that anybody is to be told of, those that
// are over of late included, and the heartbeat of each cluster.
func (h *hub) alerts(b *board.Board) []notify.Alert {
	var out []notify.Alert
	for _, c := range b.Clusters {
		for i := range c.Incidents {
			if told(&c.Incidents[i]) {
				out = append(out, notify.From(c.Incidents[i], h.o.Runbook, h.page(c.Incidents[i].ID)))
			}
		}
		if !c.At.IsZero() {
			out = append(out, notify.Heartbeat(c.Name, c.Look.Ended))
		}
	}
	return out
}

// told tells whether receivers are to know of an incident: they are told that it
// holds, or that it is over if they were told of it before.
func told(i *incident.Incident) bool {
	return i.Told() || i.State == incident.Resolved && !i.Opened.IsZero()
}

func (h *hub) page(id string) string {
	if h.o.Incident == nil {
		return ""
	}
	return h.o.Incident(id)
}
