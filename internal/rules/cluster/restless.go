package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// restlessFor is how many restart budgets long restarts are counted.
const restlessFor = 3

// restless tells a broker that is shut down in an orderly way again and again.
// Each time looks planned; all of them together do not.
func restless(p *rule.Pass, s *model.Sighting) bool {
	h, ok := p.Past(0)
	if !ok {
		return false
	}
	after, limit := countedFrom(p), p.Param("restarts")
	n, _ := shutdowns(h.Broker(s.ID), after, patienceOf(p))
	return n-min(rolled(p, h, s.ID, after), 2*limit) >= limit
}

// countedFrom is since when restarts count.
func countedFrom(p *rule.Pass) int64 { return p.Now() - restlessFor*p.Param("restart_budget") }

// shutdowns counts how often a broker was shut down in an orderly way after a
// time, and says when it was first.
func shutdowns(past []model.BrokerMoment, after int64, by patience) (n, first int64) {
	for _, a := range departures(past, by) {
		if !a.answered || a.since <= after {
			continue
		}
		if n++; n == 1 {
			first = a.since
		}
	}
	return n, first
}

// rolled is how often every other broker was shut down in that time, too: so
// many are rolling restarts of the whole cluster. Of a broker that holds
// nothing a restart cannot be seen. Somebody who rolls a cluster for hours is
// believed only twice the limit: an operator may do it by mistake.
func rolled(p *rule.Pass, h model.History, id int32, after int64) int64 {
	fewest, found, by := int64(0), false, patienceOf(p)
	for _, b := range p.RunningBrokers() {
		if b.Seen.ID == id || b.Seen.Holds == 0 {
			continue
		}
		if n, _ := shutdowns(h.Broker(b.Seen.ID), after, by); !found || n < fewest {
			fewest, found = n, true
		}
	}
	return fewest
}

func reportRestless(p *rule.Pass, s *model.Sighting) {
	h, _ := p.Past(0)
	past := h.Broker(s.ID)
	by := patienceOf(p)
	a, _ := absenceOf(past, by)
	n, first := shutdowns(past, countedFrom(p), by)
	evidence(p, p.Report("broker %d restarts again and again: %d times within %s it was shut down in an orderly way, the last time %s. "+
		"%s until it is back; each time its leaders move, and a failure of another broker meanwhile would hurt", s.ID, n, rule.Span(p.Now()-first), ago(p, a.since), copiesLost(p, s)), s).
		Since(a.since).
		Fix("find out what stops broker %d: its log before each shutdown, the journal of systemd, kubectl describe pod (a liveness probe, evictions), an operator that rolls it. "+
			"If it is meant, say so: breakwater maintenance start broker/%d", s.ID, s.ID)
}
