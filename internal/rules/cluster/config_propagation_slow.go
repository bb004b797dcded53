package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ConfigPropagationSlow finds changes of the cluster's dynamic defaults that have
// reached some brokers and not all. Of topics one broker alone is asked for each,
// so that there is nothing to compare; all settings come from one log.
var ConfigPropagationSlow = &rule.Rule{
	Name: "cluster/config-propagation-slow", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   model.FactsOf(model.FactBrokerConfig, model.FactConnections),
	Settle:  rule.Minute,
	Clear:   rule.Minute,
	Doc:     doc("config-propagation-slow"),
	Params: []rule.Param{
		{Name: "limit", Default: 1000, Unit: rule.Period, Doc: "How long brokers may tell different values."},
	},
	Check: func(p *rule.Pass) {
		tellers, untold := tellersOf(p)
		keys := disputed(tellers)
		if len(keys) == 0 {
			if len(untold) > 0 {
				p.Skip(model.FactBrokerConfig.String(), rule.NamedBrokers(untold...)+" did not tell its settings, so they cannot be held against those of the others", model.Origin{})
			}
			return
		}
		late, first := minority(tellers, keys), told(tellers, keys[0])
		lasts := lastsFor(tellers, keys[0])
		r := p.Report("a dynamic default of the cluster is not the same on all brokers: %s%s, and that has lasted for %s or longer. "+
			"Kafka applies a change within a second; until then the cluster does different things depending on which broker does them", first, more(len(keys)-1), rule.Span(lasts)).
			Blames(late...).
			Fix("%s", catchUp(p, late, keys[0]))
		for _, b := range tellers {
			r.Because(rule.Told(keys[0]+" on broker "+b.Name, valueAt(b, keys[0]), "DescribeConfigs of broker "+b.Name))
		}
	},
}

// tellersOf are the brokers that have told the defaults of the cluster, and the
// same ones for as long as the limit. The others that answer are untold, but for
// those that were asked a moment ago.
func tellersOf(p *rule.Pass) (tellers []*model.Broker, untold []int32) {
	for _, b := range p.RunningBrokers() {
		switch s := b.Seen; {
		case s.ID < 0 || s.Answer != model.Answered:
		case !s.ConfigKnown:
			untold = append(untold, s.ID)
		case s.DefaultsFor >= p.Param("limit"):
			tellers = append(tellers, b)
		}
	}
	return tellers, untold
}

// disputed are the keys of which brokers tell different values. A key that a
// release does not know may be told by one line alone.
func disputed(tellers []*model.Broker) (keys []string) {
	for _, b := range tellers {
		for _, s := range b.Seen.Defaults.Settings() {
			if !slices.Contains(keys, s.Name) && slices.ContainsFunc(tellers, func(o *model.Broker) bool { return contradicts(b, o, s.Name) }) {
				keys = append(keys, s.Name)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func contradicts(a, b *model.Broker, key string) bool {
	if valueAt(a, key) == valueAt(b, key) {
		return false
	}
	both := a.Seen.Defaults.Get(key).IsSet() && b.Seen.Defaults.Get(key).IsSet()
	return both || a.Version.Raw() == b.Version.Raw()
}

// valueAt is the value that a broker tells, in a sentence.
func valueAt(b *model.Broker, key string) string {
	switch v := b.Seen.Defaults.Get(key); {
	case !v.IsSet():
		return "not set"
	case !v.Usable() || model.MayBeSecret(key):
		return "set, and not shown"
	default:
		return fmt.Sprintf("%q", v.Raw())
	}
}

// told says who tells what of a key.
func told(tellers []*model.Broker, key string) string {
	var words []string
	for _, g := range groupsOf(tellers, key) {
		words = append(words, fmt.Sprintf("%s on %s", g.value, rule.NamedBrokers(g.brokers...)))
	}
	return key + " is " + strings.Join(words, ", ")
}

// saying is a value, and the brokers that tell it.
type saying struct {
	value   string
	brokers []int32
}

// groupsOf are the values of a key, that of the most brokers first.
func groupsOf(tellers []*model.Broker, key string) (all []saying) {
	for _, b := range tellers {
		at := slices.IndexFunc(all, func(g saying) bool { return g.value == valueAt(b, key) })
		if at < 0 {
			at = len(all)
			all = append(all, saying{value: valueAt(b, key)})
		}
		all[at].brokers = append(all[at].brokers, b.Seen.ID)
	}
	slices.SortStableFunc(all, func(a, b saying) int { return len(b.brokers) - len(a.brokers) })
	return all
}

// minority are the brokers that tell something else than most do, of any of the
// keys; none where no value has most.
func minority(tellers []*model.Broker, keys []string) (ids []int32) {
	for _, key := range keys {
		all := groupsOf(tellers, key)
		if len(all[0].brokers)*2 <= len(tellers) {
			return nil
		}
		for _, g := range all[1:] {
			ids = append(ids, g.brokers...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lastsFor is for how long two brokers have told different values of a key, at
// the least.
func lastsFor(tellers []*model.Broker, key string) (longest int64) {
	for _, a := range tellers {
		for _, b := range tellers {
			if contradicts(a, b, key) {
				longest = max(longest, min(a.Seen.DefaultsFor, b.Seen.DefaultsFor))
			}
		}
	}
	return longest
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return ", and " + finding.Plural(n, "other key") + " alike"
}

func catchUp(p *rule.Pass, late []int32, key string) string {
	who := "each broker"
	if len(late) > 0 {
		who = rule.NamedBrokers(late...)
	}
	return fmt.Sprintf("see whether %s follows the metadata log (kafka-metadata-quorum.sh --bootstrap-server %s describe --replication), and look for %s and DynamicBrokerConfig in its log: "+
		"a broker that cannot apply a value keeps the old one and says so there alone. Set the value again, or restart the broker once all replicas are in sync", who, address(p), key)
}
