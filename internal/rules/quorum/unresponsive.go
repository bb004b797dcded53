package quorum

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Unresponsive finds an active controller that is stuck. Brokers hand
// DescribeQuorum on to it, and answer Metadata from what they have: while one
// hangs and the other does not, the cluster looks healthy and cannot change.
var Unresponsive = &rule.Rule{
	Name: "quorum/unresponsive", Severity: finding.Error, On: model.KindCluster,
	Needs: quorum,
	Reads: rule.ReadsHistoryIfAny,

	// Two looks: until another one is elected, nobody answers for a moment.
	Settle: rule.Second,
	Doc:    doc("unresponsive"),
	Check: func(p *rule.Pass) {
		c := p.Cluster()
		if c == nil || c.Quorum == nil || c.Quorum.Silent == nil {
			return
		}
		silent := c.Quorum.Silent
		limit := rule.FormatMillis(silent.Limit)
		if silent.Advanced > 0 {
			p.Report("a controller does not answer: DescribeQuorum did not answer within %s through %s. The metadata log went on by %s meanwhile, so a controller leads it: "+
				"the one that led before is most likely stuck or stopped, and brokers wait for it with such questions for up to 30 s after another was elected",
				limit, through(silent.Asked), finding.Plural(silent.Advanced, "record")).As(finding.Warning).
				Blames(ledLast(p)...).
				Because(rule.Told("DescribeQuorum", "no answer within "+limit, rule.NamedBrokers(silent.Asked...)),
					rule.Told("metadata records meanwhile", strconv.FormatInt(silent.Advanced, 10), "ApiVersions of the brokers")).
				Fix("look again in 30 seconds: the quorum then tells which voter does not fetch. Look at that node, and restart it if it is stuck")
			return
		}
		p.Report("the controllers do not answer: DescribeQuorum did not answer within %s through %s, which answered Metadata. The active controller is stuck, or there is none: "+
			"no topic can be created, no partition leader elected and no setting changed", limit, through(silent.Asked)).
			Because(rule.Told("DescribeQuorum", "no answer within "+limit, rule.NamedBrokers(silent.Asked...))).
			Blames(waitsFor(p)...).
			Fix("look at the controllers: which of the voters runs, and what the log of the last active one says (a long garbage collection, a stopped process, a full or failed disk); " +
				"restart the one that is stuck, and the others elect a leader. Restart nothing else before that")
	},
}

// ledLast is the broker that was the active controller when the quorum last
// told, if that does not answer any more: what is silent then waits for it.
func ledLast(p *rule.Pass) []int32 {
	h, ok := p.Past(0)
	if !ok {
		return nil
	}
	for _, m := range slices.Backward(h.Quorum()) {
		if m.Leader < 0 {
			continue
		}
		if b := p.BrokerByID(m.Leader); b != nil && b.Seen != nil && b.Seen.Answer != model.Answered {
			return []int32{m.Leader}
		}
		break
	}
	return nil
}

// waitsFor are the brokers for which a silent quorum waits: the one that led it,
// if that does not answer, else the voters that are gone, if the others are no
// majority: then none can lead, and the one that led has resigned.
func waitsFor(p *rule.Pass) []int32 {
	if led := ledLast(p); led != nil {
		return led
	}
	h, ok := p.Past(0)
	if !ok {
		return nil
	}
	voters := h.Voters()
	var gone []int32
	for _, id := range voters {
		if b := p.BrokerByID(id); b != nil && b.Seen != nil && b.Seen.Answer != model.Answered {
			gone = append(gone, id)
		}
	}
	if left := len(voters) - len(gone); left > len(voters)/2 {
		return nil
	}
	return gone
}

func through(asked []int32) string {
	if len(asked) == 0 {
		return "any broker"
	}
	return rule.NamedBrokers(asked...)
}
