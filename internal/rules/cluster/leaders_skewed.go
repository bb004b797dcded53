package cluster

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// LeadersSkewed finds brokers that lead far more than their share. Of two
// brokers none can have more than twice its share.
var LeadersSkewed = &rule.Rule{
	Name: "cluster/leaders-skewed", Severity: finding.Warning, On: model.KindBroker,
	Needs:  metadata.With(model.FactConnections),
	Settle: 15 * rule.Minute,
	Doc:    doc("leaders-skewed"),
	Params: []rule.Param{
		{Name: "least", Default: 30, Unit: rule.Count, Doc: "Brokers that lead fewer partitions are not judged."},
		{Name: "percent", Default: 200, Unit: rule.Count, Doc: "Percent of the fair share that a broker may lead."},
	},
	Check: func(p *rule.Pass) {
		s := p.Seen()
		if s == nil || s.Answer != model.Answered || int64(s.Leads) < p.Param("least") {
			return
		}
		share := shareOf(p)
		if share.brokers == 0 || int64(s.Leads)*100*int64(share.brokers) <= p.Param("percent")*int64(share.leads) {
			return
		}
		own := ledBy(p, s.ID)
		told := func(name string, n int) rule.Reading {
			return rule.Told(name, strconv.Itoa(n), "metadata of the brokers")
		}
		p.Report("broker %d leads %d of %d partitions, and %d brokers answer: its share would be %d. If it fails, %s of %s stop until other leaders are elected, about 9 s",
			s.ID, s.Leads, share.leads, share.brokers, share.leads/share.brokers, finding.Plural(s.Leads, "partition"), finding.Plural(own.topics, "topic")).
			Because(told("leads", s.Leads), told("partitions with a leader", share.leads), told("brokers that answer", share.brokers), told("is the preferred leader of", own.preferred)).
			Fix("%s", spread(p, s, own.preferred, share))
	},
}

// share is how many partitions are led, by how many brokers that answer.
type share struct{ leads, brokers int }

func shareOf(p *rule.Pass) share {
	var out share
	for _, b := range p.RunningBrokers() {
		out.leads += b.Seen.Leads
		if b.Seen.Answer == model.Answered {
			out.brokers++
		}
	}
	return out
}

// led is of how many topics a broker leads partitions, and of how many
// partitions it is the preferred leader.
type led struct{ topics, preferred int }

func ledBy(p *rule.Pass, id int32) led {
	var out led
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		leads := false
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			leads = leads || part.Leader == id
			if len(part.Replicas) > 0 && part.Replicas[0] == id {
				out.preferred++
			}
		}
		if leads {
			out.topics++
		}
	}
	return out
}

// spread is what to do: an election is enough where the preferred leaders are
// spread, and moves nothing where they are skewed themselves.
func spread(p *rule.Pass, s *model.Sighting, preferred int, of share) string {
	if int64(preferred)*100*int64(of.brokers) > p.Param("percent")*int64(of.leads) {
		return fmt.Sprintf("broker %d is the first replica of %s, so an election changes nothing: move replicas, or put others first in their lists, "+
			"by kafka-reassign-partitions.sh", s.ID, finding.Plural(preferred, "partition"))
	}
	return fmt.Sprintf("give the partitions back to their preferred leaders: kafka-leader-election.sh --bootstrap-server %s --election-type PREFERRED --all-topic-partitions", address(p))
}
