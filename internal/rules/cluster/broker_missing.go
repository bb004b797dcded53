package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// BrokerMissing finds brokers that do not serve: they do not answer when they
// are asked themselves, or the cluster does not count them in. The metadata of
// the others call a dead broker alive for broker.session.timeout.ms, so its
// own answer is the earliest truth.
var BrokerMissing = &rule.Rule{
	Name: "cluster/broker-missing", Severity: finding.Error, On: model.KindBroker,
	Needs: connections,
	Keys:  []model.Key{key.MinInsyncReplicas},
	Reads: rule.ReadsHistoryIfAny,

	// Two looks: the first may come while a broker shuts down and the others have
	// not heard yet that it has given up all that it led.
	Settle: rule.Second,
	Doc:    doc("broker-missing"),
	Params: []rule.Param{
		{Name: "restart_budget", Default: 10 * 60_000, Unit: rule.Period, Doc: "How long a broker that was shut down in an orderly way may take to be back. Only a watch can tell one from a crash."},
		{Name: "restarts", Default: 3, Doc: "How many orderly shutdowns within three times restart_budget are an error, beyond those of the broker that was restarted least: a rolling restart is none."},
	},
	Explains: []rule.Effect{
		{Rule: "cluster/partition-leaderless", By: rule.SameBroker},
		{Rule: "cluster/under-min-isr", By: rule.SameBroker},
		{Rule: "cluster/at-min-isr", By: rule.SameBroker},
		{Rule: "cluster/under-replicated", By: rule.SameBroker},
		{Rule: "cluster/leader-outside-isr", By: rule.SameBroker},
		{Rule: "cluster/metadata-disagrees", By: rule.SameBroker},
		{Rule: "cluster/log-dir-offline", By: rule.SameBroker},
		{Rule: "cluster/offsets-topic-unavailable", By: rule.SameBroker},
		{Rule: "cluster/isr-flapping", By: rule.SameBroker},
		{Rule: "cluster/reassignment-stuck", By: rule.SameBroker},
		{Rule: "quorum/*", By: rule.SameBroker},
		{Rule: "group/*", By: rule.SameBroker},
		{Rule: "watch/blind", By: rule.SameBroker},
		{Rule: "cluster/too-few-brokers", By: rule.SameCluster},
	},
	Check: func(p *rule.Pass) {
		s := p.Seen()
		switch {
		case s == nil, s.Answer == model.Unheard: // whether it would have answered is not known
		case p.Cluster() == nil: // the look was cut short before anything was known of the cluster
		case p.Cluster().Dark: // so it is with all of them: they are down, or the way to them is
		case s.Answer == model.Answered && !leftOut(p, s):
		case s.ID < 0:
			reportAddress(p, s)
		case leftBehind(p, s):
			reportLeftBehind(p, s)
		case orderly(p, s) && restless(p, s):
			reportRestless(p, s)
		case orderly(p, s):
			reportOrderly(p, s)
		case s.Answer == model.Answered:
			reportLeftOut(p, s)
		default:
			reportMissing(p, s)
		}
	},
}

// leftOut tells a broker that runs and that no other broker sends a client to.
// A broker that is alone has no others.
func leftOut(p *rule.Pass, s *model.Sighting) bool {
	return !s.Listed && slices.ContainsFunc(p.RunningBrokers(), func(b *model.Broker) bool {
		return b.Seen != s && b.Seen.Answer == model.Answered
	})
}

// leftBehind tells a broker that the cluster neither uses nor waits for. The
// metadata quorum waits for a voter, and what nobody could see may be on any
// broker.
func leftBehind(p *rule.Pass, s *model.Sighting) bool {
	return !s.Listed && s.Holds == 0 && !hidden(p, s) && voteOf(p, s.ID) != votes && !votedLast(p, s.ID)
}

// hidden tells a broker of which nobody knows whether it holds anything: none
// of its replicas was seen, and not all topics were. Without the right to see
// them a cluster looks as if it had none.
func hidden(p *rule.Pass, s *model.Sighting) bool {
	return s.Holds == 0 && (!anyTopic(p) || p.Misses(model.FactMetadata))
}

// standing is what the others say of a broker.
func standing(s *model.Sighting) string {
	switch {
	case s.Fenced:
		return "fenced"
	case s.Listed:
		return "listed as alive"
	}
	return "not listed"
}

func reportLeftBehind(p *rule.Pass, s *model.Sighting) {
	what := "is not in the list of brokers"
	if s.Fenced {
		what = "is registered and fenced"
	}
	if s.Answer == model.Answered {
		evidence(p, p.Report("broker %d answers, %s and holds no replica: no client is sent to it", s.ID, what), s).As(finding.Info).
			Fix("a broker that has just started is let in within seconds; else its log says why it cannot reach the controllers. Stop it if it is to go")
		return
	}
	evidence(p, p.Report("broker %d %s and holds no replica: the cluster does not miss it", s.ID, what), s).As(finding.Info).
		Fix("if it is gone for good, unregister it: kafka-cluster.sh unregister --bootstrap-server %s --id %d", address(p), s.ID)
}

func reportLeftOut(p *rule.Pass, s *model.Sighting) {
	what := "no other broker lists it: it is fenced, or somebody unregistered it while it ran"
	if s.Fenced {
		what = "the controllers have fenced it: they do not hear its heartbeats, or it is only starting"
	}
	held := "the " + finding.Plural(s.Holds, "replica") + " that it holds cannot lead"
	if hidden(p, s) {
		held = holdsUnknown
	}
	evidence(p, p.Report("broker %d answers, but %s. No client is sent to it, and %s", s.ID, what, held), s).
		Fix("look again in a few seconds. If it stays, read in the log of broker %d what keeps it from the controllers (BrokerLifecycleManager), and restart it", s.ID)
}

func reportMissing(p *rule.Pass, s *model.Sighting) {
	r := p.Report("broker %d %s. %s%s", s.ID, fact(s), consequence(p, s), howItWent(p, s))
	evidence(p, r, s).Fix("%s", remedy(p, s))
}

// evidence adds what is known of a broker. Of an answer that is no plain one
// the sentence about the connection stands in it, too.
func evidence(p *rule.Pass, r *rule.Report, s *model.Sighting) *rule.Report {
	answer, asked := s.Answer.String(), s.Address
	if (s.Answer == model.Unusable || s.Answer == model.HungUp) && s.Detail != "" {
		answer += ": " + s.Detail
	}
	if asked == "" {
		asked = "no address"
	}
	r.Because(rule.Told("answer", answer, asked))
	if s.ID < 0 {
		return r
	}
	if len(s.Known) > 0 {
		r.Because(rule.Told("known from", strings.Join(s.Known, ", "), "this look"))
	}
	const others = "metadata of the other brokers"
	partitions := fmt.Sprintf("leads %d, holds %d", s.Leads, s.Holds)
	if hidden(p, s) {
		partitions = "not known"
	}
	return r.Because(rule.Told("state", standing(s), others), rule.Told("partitions", partitions, others))
}
