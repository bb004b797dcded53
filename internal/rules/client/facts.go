package client

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// clientConfig is what rules need that read settings of clients alone.
var clientConfig = model.FactsOf(model.FactClientConfig)

// withTopics is what rules need that hold a client against topics.
var withTopics = model.FactsOf(model.FactClientConfig, model.FactTopicConfig)

// kafka4 is the line in which the clients became strict: they throw for what
// older ones ignored or changed in silence.
var kafka4 = model.Version{Major: 4}

// isProducer tells whether the client that is judged is a Java producer.
func isProducer(p *rule.Pass) bool { return isJava(p.Client(), model.RoleProducer) }

// isConsumer tells whether the client that is judged is a Java consumer.
func isConsumer(p *rule.Pass) bool { return isJava(p.Client(), model.RoleConsumer) }

func isJava(c *model.Client, role model.ClientRoles) bool {
	return c.Library == "java" && c.Roles.Has(role)
}

// written is a setting as it stands in a client's file, whether or not its
// value is known: for rules that ask only if somebody set it.
func written(c *model.Client, k model.Key) (rule.Reading, bool) {
	v := c.Config.Get(k.Name)
	return rule.Reading{Key: k, Name: k.Name, Written: v.Raw(), Value: v}, v.IsSet()
}

// toChange is where the author must change something: at the first of the
// readings that somebody wrote, else at the client. What a policy declares
// is evidence, but not the place.
func toChange(p *rule.Pass, readings ...rule.Reading) model.Origin {
	for _, r := range readings {
		if r.Is() && r.Value.Origin().Written() {
			return r.Value.Origin()
		}
	}
	return p.Client().At
}

// brokersOf lists the brokers that the client may talk to. Controllers alone
// are none.
func brokersOf(p *rule.Pass) []*model.Broker {
	var out []*model.Broker
	for _, b := range p.Scope().Brokers {
		if b.Roles == 0 || b.Roles.Has(model.RoleBroker) {
			out = append(out, b)
		}
	}
	return out
}

// bound is a limit in ms that brokers set: the tightest of several.
type bound struct {
	rule.Millis
	likely bool // no broker's configuration is known, so it is only Kafka's default
}

// boundOf is what the brokers of the client's cluster allow. tighter tells
// which of two is.
func boundOf(p *rule.Pass, k model.Key, tighter func(a, b int64) bool) (bound, bool) {
	brokers := brokersOf(p)
	if len(brokers) == 0 {
		return defaultBound(p, k)
	}
	var found bound
	for i, b := range brokers {
		limit, ok := p.OfBroker(b).Millis(k)
		if !ok {
			return bound{}, false
		}
		if i == 0 || tighter(limit.N, found.N) {
			found.Millis = limit
		}
	}
	return found, true
}

// defaultBound is Kafka's own default of a broker's key.
func defaultBound(p *rule.Pass, k model.Key) (bound, bool) {
	r, ok := p.KafkaDefault(k)
	if !ok {
		return bound{}, false
	}
	n, ok := rule.Whole(r.Value)
	return bound{rule.Millis{Reading: r, N: n}, true}, ok
}

// andSo says what a limit rests on where no broker's file shows it.
func (b bound) andSo() string {
	if b.likely {
		return " by Kafka's default, and no broker's file is there to say otherwise"
	}
	return ""
}

func lower(a, b int64) bool  { return a < b }
func higher(a, b int64) bool { return a > b }
