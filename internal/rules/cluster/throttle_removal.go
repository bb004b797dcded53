package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// sharedBy is who said a value that holds for all brokers.
const sharedBy = "dynamic default of the cluster"

// remove is how the throttles are taken away.
func (t throttled) remove(p *rule.Pass) string {
	return "if a reassignment has just ended, kafka-reassign-partitions.sh --verify with its file takes them away. Else: " + t.commands(p)
}

// commands take each limit and each list away where it is set: the tool refuses
// to delete what is not there.
func (t throttled) commands(p *rule.Pass) string {
	var all []string
	for _, s := range settersOf(t.rates) {
		all = append(all, configs(p, s.entity, s.keys))
	}
	for _, topic := range t.topics {
		var keys []string
		for _, l := range t.lists {
			if l.topic.Name == topic {
				keys = append(keys, l.Name)
			}
		}
		all = append(all, configs(p, "topics --entity-name "+topic, keys))
	}
	return few(all)
}

// setter is where limits are set: a broker, or the default of all.
type setter struct {
	entity string
	keys   []string
}

// settersOf sorts limits by where they are set.
func settersOf(rates []rate) (all []setter) {
	for _, r := range rates {
		entity := fmt.Sprintf("brokers --entity-name %d", r.broker)
		if r.value.Value.Origin().Address == sharedBy {
			entity = "brokers --entity-default"
		}
		at := slices.IndexFunc(all, func(s setter) bool { return s.entity == entity })
		if at < 0 {
			at = len(all)
			all = append(all, setter{entity: entity})
		}
		if !slices.Contains(all[at].keys, r.value.Name) {
			all[at].keys = append(all[at].keys, r.value.Name)
		}
	}
	return all
}

func configs(p *rule.Pass, entity string, keys []string) string {
	return fmt.Sprintf("kafka-configs.sh --bootstrap-server %s --alter --entity-type %s --delete-config %s", address(p), entity, strings.Join(keys, ","))
}

// few are the first of many commands.
func few(commands []string) string {
	if more := len(commands) - mostNamed; more > 0 {
		return fmt.Sprintf("%s; and in the same way %s", strings.Join(commands[:mostNamed], "; "), finding.Plural(more, "more place"))
	}
	return strings.Join(commands, "; ")
}

// brokersOf are the brokers that are limited.
func brokersOf(rates []rate) (ids []int32) {
	for _, r := range rates {
		ids = append(ids, r.broker)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// reportLogDirs tells a limit of moves between the log directories of a broker,
// which are no reassignments: whether there is one is not asked for.
func reportLogDirs(p *rule.Pass) {
	limits := ratesOf(p, key.BrokerReplicaAlterLogDirs)
	if len(limits) == 0 {
		return
	}
	t := throttled{rates: limits}
	r := p.Report("moves between log directories are throttled on %s (%s). If none goes on, it was left over, and makes the next one, as off a disk that fails, last longer",
		rule.NamedBrokers(brokersOf(limits)...), t.pace()).As(finding.Info).About("log directories")
	for _, l := range limits {
		r.Because(l.value)
	}
	r.Fix("see whether a move goes on (isFuture in kafka-log-dirs.sh --bootstrap-server %s --describe). If none does: %s", address(p), t.commands(p))
}
