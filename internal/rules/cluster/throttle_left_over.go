package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ThrottleLeftOver finds throttles of replication while nothing is reassigned. A
// reassignment that was not verified to its end leaves them behind, and the next
// broker that fails comes back at their pace.
//
// A replica that is catching up does not excuse it: that is when a throttle that
// was left over does harm, and nobody can tell it from one that is meant.
var ThrottleLeftOver = &rule.Rule{
	Name: "cluster/throttle-left-over", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker, model.KindTopic},
	Needs:   replication.With(model.FactBrokerConfig).With(model.FactConnections),
	Keys:    []model.Key{key.BrokerLeaderThrottle, key.BrokerFollowerThrottle, key.BrokerReplicaAlterLogDirs, key.LeaderThrottledReplicas, key.FollowerThrottledReplicas},
	Settle:  rule.Hour,
	Doc:     doc("throttle-left-over"),
	Check: func(p *rule.Pass) {
		if c := p.Cluster(); c == nil || len(c.Moving) > 0 {
			return
		}
		reportLogDirs(p)
		t := throttledOf(p)
		switch {
		case len(t.rates) == 0:
		case !p.Cluster().MovesKnown:
			p.Skip("reassignments", "throttles of replication are set, and nobody could tell whether a partition is being reassigned", model.Origin{})
		default:
			reportThrottle(p, t)
		}
	},
}

// sides are the two sides of replication: each has a rate on the brokers, and a
// list of replicas on the topics. A rate without a list slows nothing down.
var sides = []struct{ rate, list model.Key }{
	{key.BrokerLeaderThrottle, key.LeaderThrottledReplicas},
	{key.BrokerFollowerThrottle, key.FollowerThrottledReplicas},
}

// throttled is what is throttled.
type throttled struct {
	rates   []rate
	topics  []string // that list replicas on a broker whose rate is set
	lists   []list
	unknown bool     // of some topic nobody told whether it lists any
	behind  []string // partitions of these topics that lack an in-sync replica
}

// list is a topic's list of throttled replicas.
type list struct {
	topic *model.Topic
	rule.List
}

// rate is one limit of one broker, in bytes a second.
type rate struct {
	broker int32
	value  rule.Int
}

func throttledOf(p *rule.Pass) (t throttled) {
	for _, side := range sides {
		limited := ratesOf(p, side.rate)
		t.rates = append(t.rates, limited...)
		if len(limited) == 0 {
			continue
		}
		for _, topic := range p.Scope().Topics {
			switch l, known := listOf(p, topic, side.list); {
			case !known:
				t.unknown = true
			case l.hits(limited):
				t.add(l)
			}
		}
	}
	return t
}

// ratesOf are the brokers that answer and on which a limit is set. That one of
// them did not tell its settings is a skip.
func ratesOf(p *rule.Pass, of model.Key) (all []rate) {
	for _, b := range p.RunningBrokers() {
		if b.Seen.ID < 0 || b.Seen.Answer != model.Answered {
			continue
		}
		if n, ok := p.OfBroker(b).Int(of); ok && n.Is() && n.N < math.MaxInt64 {
			all = append(all, rate{b.Seen.ID, n})
		}
	}
	return all
}

// listOf is a topic's list of throttled replicas, empty where it has none. That
// it was not told is a skip.
func listOf(p *rule.Pass, t *model.Topic, of model.Key) (l list, known bool) {
	l.topic = t
	if t.Layout == nil || !t.Config.Get(of.Name).IsSet() && !t.Observed.Get(of.Name).IsSet() {
		return l, true
	}
	l.List, known = p.OfTopic(t).List(of)
	return l, known
}

// hits tells whether a list has a replica on a broker that is limited: items are
// PARTITION:BROKER, or * for all.
func (l list) hits(limited []rate) bool {
	return slices.ContainsFunc(limited, func(r rate) bool {
		if l.Has("*") {
			return l.topic.Layout.HostedBy(r.broker)
		}
		return slices.ContainsFunc(l.Items, func(item string) bool { return strings.HasSuffix(item, fmt.Sprintf(":%d", r.broker)) })
	})
}

func (t *throttled) add(l list) {
	t.lists = append(t.lists, l)
	if slices.Contains(t.topics, l.topic.Name) {
		return
	}
	t.topics = append(t.topics, l.topic.Name)
	for i := range l.topic.Layout.Partitions {
		if part := &l.topic.Layout.Partitions[i]; len(part.Missing()) > 0 {
			t.behind = append(t.behind, fmt.Sprintf("%s/%d", l.topic.Name, part.Index))
		}
	}
}

func reportThrottle(p *rule.Pass, t throttled) {
	var r *rule.Report
	switch {
	case len(t.topics) == 0 && t.unknown:
		return // the skips say so
	case len(t.topics) == 0:
		r = p.Report("replication is throttled on %s (%s), and no partition is being reassigned. No topic lists replicas for it, so it slows nothing down at present: "+
			"it does as soon as a list is set", rule.NamedBrokers(brokersOf(t.rates)...), t.pace()).As(finding.Info)
	default:
		r = p.Report("replication is throttled on %s (%s) for %s (%s), and no partition is being reassigned: it was left over. "+
			"A replica that has to catch up, as after a failure or a restart, does so at that pace, and where more is written than that it never does: the partition lacks a copy for as long%s",
			rule.NamedBrokers(brokersOf(t.rates)...), t.pace(), finding.Plural(len(t.topics), "topic"), some(t.topics), t.catchingUp())
	}
	for _, rate := range t.rates {
		r.Because(rate.value)
	}
	for _, l := range t.lists[:min(len(t.lists), mostNamed)] {
		l.Written = short(l.Written)
		r.Because(l.Reading)
	}
	r.About("replication").Fix("%s", t.remove(p))
}

// short is a list in evidence: one of a large topic has kilobytes.
func short(list string) string {
	const most = 80
	if len(list) <= most {
		return list
	}
	return list[:most] + "…"
}

// pace is how much the limits let through, the least first.
func (t throttled) pace() string {
	var values []string
	rates := slices.SortedFunc(slices.Values(t.rates), func(a, b rate) int { return cmp.Compare(a.value.N, b.value.N) })
	for _, r := range rates {
		if word := fmt.Sprintf("%s=%d, %s", r.value.Name, r.value.N, perSecond(r.value.N)); !slices.Contains(values, word) {
			values = append(values, word)
		}
	}
	if len(values) > 2 {
		values = append(values[:2], fmt.Sprintf("%d others", len(values)-2))
	}
	return strings.Join(values, "; ")
}

// perSecond is a rate as people who set one think of it, in powers of ten.
func perSecond(bytes int64) string {
	switch {
	case bytes >= 1e6:
		return fmt.Sprintf("%.1f MB/s", float64(bytes)/1e6)
	case bytes >= 1e3:
		return fmt.Sprintf("%.1f kB/s", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%d B/s", bytes)
}

func (t throttled) catchingUp() string {
	if len(t.behind) == 0 {
		return ""
	}
	return fmt.Sprintf(". At present %s of them %s a replica (%s): if the throttle is meant for that, leave it until all are in sync",
		finding.Plural(len(t.behind), "partition"), verb(len(t.behind), "lacks", "lack"), some(t.behind))
}
