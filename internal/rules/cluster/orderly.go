package cluster

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// absence is how a broker left the cluster: it leads nothing and is in sync
// nowhere since then.
type absence struct {
	since    int64 // when it was first seen so
	answered bool  // it answered until then, or until a moment before, as the same watch saw
	gone     int64 // when it was first seen not to answer after that; 0: it answers
}

// away tells a moment of a broker that leads nothing and is in sync nowhere.
func away(m model.BrokerMoment) bool { return m.Leads == 0 && m.InSync == 0 }

// absenceOf is the newest absence of a broker that was in sync before; not ok
// for one that is there, or that was never seen in sync.
func absenceOf(past []model.BrokerMoment, by patience) (a absence, ok bool) {
	all := departures(past, by)
	if len(all) == 0 || !away(past[len(past)-1]) {
		return absence{}, false
	}
	return all[len(all)-1], true
}

// departures are all absences that the past of a broker shows, the oldest first.
func departures(past []model.BrokerMoment, by patience) []absence {
	var out []absence
	for i := 1; i < len(past); i++ {
		if away(past[i]) && !away(past[i-1]) {
			out = append(out, absenceAt(past, i, by))
		}
	}
	return out
}

// absenceAt is the absence that begins with a moment.
func absenceAt(past []model.BrokerMoment, first int, by patience) absence {
	a := absence{since: past[first].At}
	looked := past[first].Before
	last := lastAnswer(past[:first], looked)
	a.answered = looked > 0 && last > 0 && a.since-looked < by.session && a.since-last < by.soonest()
	for _, m := range past[first:] {
		if !away(m) {
			break
		}
		if m.Answer != model.Answered {
			a.gone = m.At
			break
		}
	}
	return a
}

// lastAnswer is when a broker was last seen to answer, of which the last moment is
// known and when it was last looked at; 0 where nobody saw it.
func lastAnswer(past []model.BrokerMoment, looked int64) int64 {
	for i := len(past) - 1; i >= 0 && past[i].Answer != model.Answered; i-- {
		looked = past[i].Before
	}
	return looked
}

// leaving is how long a broker may answer after it has given up all that it
// led, in ms. Kafka stops it within seconds; one that answers for longer is cut
// off from the controllers.
const leaving = 60_000

// orderly tells a broker that was shut down as it should be, and is not away
// for longer than a restart may take. It led nothing and was in sync nowhere
// when it stopped answering: whoever crashes is both in the metadata of the
// others until its session ends. What nobody can read or write makes it an
// error all the same. Without a past nobody can tell.
func orderly(p *rule.Pass, s *model.Sighting) bool {
	h, ok := p.Past(0)
	if !ok || s.Holds == 0 {
		return false
	}
	a, ok := absenceOf(h.Broker(s.ID), patienceOf(p))
	if !ok || !a.answered || p.Now()-a.since > p.Param("restart_budget") {
		return false
	}
	stopped := a.gone
	if stopped == 0 {
		stopped = p.Now()
	}
	return stopped-a.since <= leaving && !hurts(p, s.ID)
}

// hurts tells whether a partition of the broker has no leader, or takes no
// writes with acks=all.
func hurts(p *rule.Pass, id int32) bool {
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		settings := p.OfTopic(t)
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			if !slices.Contains(part.Replicas, id) {
				continue
			}
			if v := judge(settings, part, p.Moving(t.Name, part.Index)); v.state >= underMinISR {
				return true
			}
		}
	}
	return false
}

func reportOrderly(p *rule.Pass, s *model.Sighting) {
	h, _ := p.Past(0)
	a, _ := absenceOf(h.Broker(s.ID), patienceOf(p))
	budget := p.Param("restart_budget")
	what := "was shut down in an orderly way"
	if s.Answer == model.Answered {
		what = "is shutting down or starting"
	}
	evidence(p, p.Report("broker %d %s: %s it gave up all that it led, before it stopped. %s until it is back, and no partition is without a leader or refuses writes. "+
		"It is an error if it is not back in %s", s.ID, what, ago(p, a.since), copiesLost(p, s), rule.Span(a.since+budget-p.Now())), s).
		As(finding.Info).Since(a.since).
		Fix("nothing, if somebody restarts it. Do not stop another broker before it is back in sync")
}

// howItWent is what the past says of a broker that is missing.
func howItWent(p *rule.Pass, s *model.Sighting) string {
	h, ok := p.Past(0)
	if !ok {
		return ""
	}
	past := h.Broker(s.ID)
	for i := len(past) - 1; i > 0; i-- {
		if past[i].Answer == model.Answered || past[i-1].Answer != model.Answered {
			continue
		}
		if at := past[i]; at.Leads+at.InSync > 0 {
			return ". It still led " + finding.Plural(at.Leads, "partition") + " when it stopped answering " + ago(p, at.At) + ": nobody shut it down in an orderly way"
		}
		return ". It stopped answering " + ago(p, past[i].At)
	}
	return ""
}
