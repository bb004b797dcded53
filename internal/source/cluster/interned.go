package cluster

import (
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// interned keeps one copy of what thousands of topics have alike: what they do
// not override.
type interned map[string]model.Config

// fill sorts a topic's settings into its own overrides and what it gets from
// the brokers.
func (same interned) fill(t *model.Topic, n *node, configs []kmsg.DescribeConfigsResponseResourceConfig) {
	var key strings.Builder
	for i := range configs {
		c := &configs[i]
		if c.Source == kmsg.ConfigSourceDynamicTopicConfig {
			by := model.Origin{Address: "override of topic " + t.Name}
			t.Config.Set(c.Name, valueOf(c.Name, c.Value, c.IsSensitive, by), by)
			continue
		}
		key.WriteString(c.Name)
		key.WriteByte(0)
		key.WriteByte(byte(c.Source))
		if c.Value != nil {
			key.WriteString(*c.Value)
		}
		key.WriteByte(0)
	}
	observed, has := same[key.String()]
	if !has {
		observed = observedOf(n, configs)
		same[key.String()] = observed
	}
	t.Observed = observed
}

func observedOf(n *node, configs []kmsg.DescribeConfigsResponseResourceConfig) model.Config {
	var out model.Config
	for i := range configs {
		c := &configs[i]
		var by model.Origin
		switch c.Source {
		case kmsg.ConfigSourceDynamicTopicConfig:
			continue // the topic's own
		case kmsg.ConfigSourceDynamicBrokerConfig:
			by.Address = n.String() + ", dynamic configuration"
		case kmsg.ConfigSourceDynamicDefaultBrokerConfig:
			by.Address = "dynamic default of the cluster"
		case kmsg.ConfigSourceStaticBrokerConfig:
			by.Address = n.String() + ", static configuration"
		case kmsg.ConfigSourceDefaultConfig:
			by = model.DefaultOf("Kafka, as " + n.String() + " says")
		default: // of a source that is not known here: in force all the same
			by.Address = n.String()
		}
		if c.Value != nil {
			out.Set(c.Name, valueOf(c.Name, c.Value, c.IsSensitive, by), by)
		}
	}
	return out
}
