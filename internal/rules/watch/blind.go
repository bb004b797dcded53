package watch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Blind finds clusters and brokers of which something has not been seen for too
// long: what is not seen is not healthy.
var Blind = &rule.Rule{
	Name: "watch/blind", Severity: finding.Error, On: model.KindCluster,
	AlsoOn: []model.Kind{model.KindBroker},
	Needs:  model.FactsOf(model.FactConnections),
	Reads:  rule.ReadsHistory,
	Clear:  30 * rule.Second,
	Doc:    doc("blind"),
	Params: []rule.Param{
		{Name: "limit", Default: 60_000, Unit: rule.Period, Doc: "How long something may not be seen."},
		{Name: "dark", Default: 15_000, Unit: rule.Period, Doc: "How long no broker at all may answer. That tells a whole cluster, so it is not waited for as for a part of it."},
	},
	Check: func(p *rule.Pass) {
		h, ok := p.Past(0)
		if !ok || p.Broker() != nil && p.Cluster().Dark { // of a cluster that nobody sees, that is told of it as a whole
			return
		}
		b := blindnessOf(p, h)
		if len(b.facts) == 0 {
			b.tooYoung(p)
			return
		}
		what := strings.Join(b.facts, ", ")
		p.Report("%s. Nothing of that is judged meanwhile, so whatever goes wrong there is not told", b.fact(p, what)).
			Since(b.since).
			Because(rule.Told("not seen", what, "the watch"), rule.Told("why", b.why, "the newest look")).
			Fix("%s", b.cure(p))
	},
}

// blindness is what has not been seen for too long.
type blindness struct {
	facts  []string
	limit  int64
	young  []model.Gap // that have not been there for as long as the limit
	since  int64       // of the oldest of those that have
	why    string
	denied bool
}

func blindnessOf(p *rule.Pass, h model.History) blindness {
	b := blindness{limit: p.Param("limit")}
	if p.Cluster() != nil && p.Cluster().Dark {
		b.limit = p.Param("dark")
	}
	for _, g := range p.Unseen() {
		since := seenSince(p, h, h.Unknown(g.Fact, p.Subject()))
		if since == 0 || p.Now()-since < b.limit {
			b.young = append(b.young, g)
			continue
		}
		if slices.Contains(b.facts, g.Fact.String()) {
			continue
		}
		b.facts = append(b.facts, g.Fact.String())
		b.denied = b.denied || g.Why == model.Denied
		if b.since == 0 || since < b.since {
			b.since, b.why = since, strings.TrimSuffix(g.Detail, ".")
		}
	}
	slices.Sort(b.facts)
	return b
}

// seenSince is since when a fact is missing although the subject answers: what a
// broker did not tell while it was away is told of as its absence, and a restart
// that takes long is no blindness on its return.
func seenSince(p *rule.Pass, h model.History, unknown int64) int64 {
	n := p.Broker()
	if n == nil || unknown == 0 || n.Seen == nil || n.Seen.Answer != model.Answered {
		return unknown
	}
	answers := int64(0)
	for _, m := range slices.Backward(h.Broker(n.Seen.ID)) {
		if m.Answer != model.Answered {
			break
		}
		answers = m.At
	}
	return max(unknown, answers)
}

// tooYoung says that something is missing of which it is too early to tell. So
// an incident about that stays: the answer that came between two gaps, or a past
// that was lost, does not end it.
func (b blindness) tooYoung(p *rule.Pass) {
	for _, g := range b.young {
		p.Skip(g.Fact.String(), fmt.Sprintf("its %s were not shown just now, and that is told once it has lasted for %s", g.Fact, rule.Span(b.limit)), g.Origin)
	}
}

// fact is what is not seen, for how long, and why.
func (b blindness) fact(p *rule.Pass, what string) string {
	long := rule.Span(p.Now() - b.since)
	switch {
	case p.Broker() != nil:
		return fmt.Sprintf("broker %s has not shown its %s for %s (%s)", p.Broker().Name, what, long, b.why)
	case p.Cluster() != nil && p.Cluster().Dark:
		return fmt.Sprintf("no broker of the cluster has answered for %s (%s): it is down, or cannot be reached from here", long, b.why)
	}
	return fmt.Sprintf("the cluster has not shown its %s for %s (%s)", what, long, b.why)
}

func (b blindness) cure(p *rule.Pass) string {
	switch {
	case b.denied:
		return "grant the principal of the watch what it lacks (DESCRIBE and DESCRIBE_CONFIGS on cluster, topics and groups), or announce the gap in the policy: expect_gaps"
	case p.Cluster() != nil && p.Cluster().Dark:
		return "ask from another host whether the brokers answer: breakwater scan --bootstrap HOST:PORT. If they do, look at the network, DNS and certificates between the watch and the cluster; if not, start the brokers"
	}
	return "look at the log of the broker that does not answer, and at the load of the watch itself: breakwater scan says more about the same question"
}
