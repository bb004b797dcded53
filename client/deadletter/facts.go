package deadletter

import (
	"cmp"
	"context"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// facts are what is known of a topic.
type facts struct {
	err                     error // nothing of the rest is known
	partitions, replication int
	settings                map[string]string
	settingsErr             error
}

var settingNames = []string{"cleanup.policy", "max.message.bytes", "min.insync.replicas", "retention.bytes", "retention.ms", "segment.bytes"}

// look asks for topics; each gets its facts, or why there are none.
func look(ctx context.Context, client kmsg.Requestor, topics []string) map[string]facts {
	all := map[string]facts{}
	told, err := metadata(ctx, client.Request, topics...)
	settings, settingsErrs := map[string]map[string]string{}, map[string]error{}
	if err == nil {
		settings, settingsErrs = lookAtSettings(ctx, client, topics)
	}
	for _, topic := range topics {
		t, known := told[topic]
		f := facts{err: cmp.Or(err, kerr.ErrorForCode(t.ErrorCode)), partitions: len(t.Partitions), settings: settings[topic], settingsErr: settingsErrs[topic]}
		if err == nil && !known {
			f.err = kerr.UnknownTopicOrPartition
		}
		for i, p := range t.Partitions {
			if i == 0 || len(p.Replicas) < f.replication {
				f.replication = len(p.Replicas)
			}
		}
		all[topic] = f
	}
	return all
}

func lookAtSettings(ctx context.Context, client kmsg.Requestor, topics []string) (map[string]map[string]string, map[string]error) {
	settings, errs := map[string]map[string]string{}, map[string]error{}
	req := kmsg.NewPtrDescribeConfigsRequest()
	for _, topic := range topics {
		r := kmsg.NewDescribeConfigsRequestResource()
		r.ResourceType, r.ResourceName, r.ConfigNames = kmsg.ConfigResourceTypeTopic, topic, settingNames
		req.Resources = append(req.Resources, r)
		errs[topic] = kerr.UnknownServerError // until the answer tells
	}
	resp, err := bounded[*kmsg.DescribeConfigsResponse](ctx, client.Request, req)
	if err != nil {
		for topic := range errs {
			errs[topic] = err
		}
		return settings, errs
	}
	for _, r := range resp.Resources {
		errs[r.ResourceName] = kerr.ErrorForCode(r.ErrorCode)
		of := map[string]string{}
		for _, c := range r.Configs {
			if c.Value != nil {
				of[c.Name] = *c.Value
			}
		}
		settings[r.ResourceName] = of
	}
	return settings, errs
}
