package cluster

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// askConfigs asks each broker for its own settings, and spreads the topics
// over all of them.
func (l *look) askConfigs(ctx context.Context) {
	together(
		func() {
			each(l.toAsk(), func(n *node) { l.askBroker(ctx, n) })
			l.askApart(ctx)
		},
		func() {
			if l.want.Has(model.FactTopicConfig) {
				l.askTopics(ctx, l.topics)
			} else {
				l.askTopics(ctx, l.unasked)
			}
		},
	)
}

// askBroker asks a broker for its own settings: about another broker's Kafka
// answers only what is dynamic.
func (l *look) askBroker(ctx context.Context, n *node) {
	const question = "DescribeConfigs of the broker"
	req := kmsg.NewPtrDescribeConfigsRequest()
	req.IncludeSynonyms = true
	r := kmsg.NewDescribeConfigsRequestResource()
	r.ResourceType, r.ResourceName = kmsg.ConfigResourceTypeBroker, strconv.Itoa(int(n.seen.ID))
	req.Resources = append(req.Resources, r)
	resp, err := ask[*kmsg.DescribeConfigsResponse](ctx, n.lane(onConfigs), l.bulk(), req)
	if err == nil {
		err = settingsTold(resp)
	}
	switch {
	case err == nil:
		n.take(resp.Resources[0].Configs, l.o.Now())
	case !n.seen.ConfigKnown: // else it has told them a moment ago
		_, n.noConf = l.reason(err, n, question)
		l.missed(ctx, n, model.FactBrokerConfig, question, err)
	}
}

// settingsTold is why an answer does not tell a broker's settings. A broker has
// hundreds, so that none at all is no answer.
func settingsTold(resp *kmsg.DescribeConfigsResponse) error {
	switch {
	case len(resp.Resources) != 1:
		return fmt.Errorf("the answer is about %d brokers", len(resp.Resources))
	case resp.Resources[0].ErrorCode != 0:
		return kerr.ErrorForCode(resp.Resources[0].ErrorCode)
	case len(resp.Resources[0].Configs) == 0:
		return errors.New("the answer holds no setting")
	}
	return nil
}

// take sorts a broker's settings by where they come from. A setting that is
// overridden shows what it overrides among its synonyms.
func (n *node) take(configs []kmsg.DescribeConfigsResponseResourceConfig, at time.Time) {
	n.static, n.dynamic, n.preset = model.Config{}, model.Config{}, model.Config{}
	n.noConf, n.seen.ConfigKnown = "", true
	var shared model.Config // the cluster's dynamic defaults, which the broker's own override
	for i := range configs {
		c := &configs[i]
		n.put(&shared, c.Name, c.Value, c.Source, c.IsSensitive)
		for _, s := range c.ConfigSynonyms {
			if s.Name == c.Name && s.Source != c.Source {
				n.put(&shared, s.Name, s.Value, s.Source, c.IsSensitive)
			}
		}
	}
	n.tells(shared, at)
	own := n.dynamic
	n.dynamic = shared
	for _, s := range own.Settings() {
		n.dynamic.Set(s.Name, s.Value, s.At)
	}
}

func (n *node) put(shared *model.Config, name string, raw *string, from kmsg.ConfigSource, sensitive bool) {
	by, into := model.Origin{Address: n.String()}, &n.static
	switch from {
	case kmsg.ConfigSourceDynamicBrokerConfig:
		by.Address, into = n.String()+", dynamic configuration", &n.dynamic
	case kmsg.ConfigSourceDynamicDefaultBrokerConfig:
		by.Address, into = "dynamic default of the cluster", shared
	case kmsg.ConfigSourceStaticBrokerConfig:
		by.Address = n.String() + ", static configuration"
	case kmsg.ConfigSourceDefaultConfig:
		if raw == nil {
			return // the default is "none"
		}
		by, into = model.DefaultOf("Kafka, as "+n.String()+" says"), &n.preset
	default: // of a source that is not known here: it is what is in force
		into = &n.dynamic
	}
	into.Set(name, valueOf(name, raw, sensitive, by), by)
}

func valueOf(name string, raw *string, sensitive bool, by model.Origin) model.Value {
	switch {
	case sensitive || model.MayBeSecret(name):
		return model.UnknownValue("", "Kafka does not show it, because it may be a secret or is no setting that Kafka knows", by)
	case raw == nil:
		return model.UnknownValue("", "Kafka shows no value", by)
	}
	return model.KnownValue(*raw, by)
}
