package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// mostAsked is of how many topics min.insync.replicas is asked for: those with the most
// replicas. One of them is enough to refuse.
const mostAsked = 50

// wide is a topic with more replicas than brokers would be left.
type wide struct {
	name     string
	replicas int
}

// Replicas tells of the topics that so many brokers cannot hold.
func (all Clusters) Replicas(ctx context.Context, cluster []string, brokers int) (admit.ReplicaFacts, error) {
	var out admit.ReplicaFacts
	t, err := all.of(cluster)
	if err != nil {
		return out, err
	}
	c := newCrowd(t)
	defer c.close()
	meta, err := c.metadata(ctx, nil)
	if err != nil {
		return out, err
	}
	if err := c.mayDescribeTopics(ctx); err != nil {
		return out, err
	}
	found := wider(meta, brokers)
	if len(found) == 0 {
		return out, nil
	}
	out.Topic, out.Replicas, out.Topics = found[0].name, found[0].replicas, len(found)
	out.Of, out.InSync = c.inSync(ctx, found[:min(len(found), mostAsked)])
	return out, nil
}

// wider lists the topics with more replicas than brokers, the widest first.
func wider(meta *kmsg.MetadataResponse, brokers int) (out []wide) {
	for i := range meta.Topics {
		t := &meta.Topics[i]
		most := 0
		for _, p := range t.Partitions {
			most = max(most, len(p.Replicas))
		}
		if t.Topic != nil && most > brokers {
			out = append(out, wide{*t.Topic, most})
		}
	}
	slices.SortFunc(out, func(a, b wide) int { return cmp.Or(b.replicas-a.replicas, strings.Compare(a.name, b.name)) })
	return out
}

// mayDescribeTopics asks for a topic that nobody has: who may not describe any name is
// shown some topics alone, without an error.
func (c *crowd) mayDescribeTopics(ctx context.Context) error {
	name := coordinator.Nobody()
	meta, err := c.metadata(ctx, []kmsg.MetadataRequestTopic{coordinator.Named(name)})
	if err != nil {
		return err
	}
	if coordinator.MayDescribeTopics(meta.Topics)[name] == coordinator.Refused {
		return errors.New("the principal may not describe every topic: give it DESCRIBE on all")
	}
	return nil
}

// inSync is the topic that wants the most replicas in sync; "" and 0 where that is not
// told, which takes one half of a sentence away.
func (c *crowd) inSync(ctx context.Context, topics []wide) (of string, most int) {
	req := kmsg.NewPtrDescribeConfigsRequest()
	for _, t := range topics {
		r := kmsg.NewDescribeConfigsRequestResource()
		r.ResourceType, r.ResourceName, r.ConfigNames = kmsg.ConfigResourceTypeTopic, t.name, []string{"min.insync.replicas"}
		req.Resources = append(req.Resources, r)
	}
	ids := c.ids()
	if len(ids) == 0 {
		return "", 0
	}
	resp, err := askBroker[*kmsg.DescribeConfigsResponse](ctx, c, ids[0], req)
	if err != nil {
		return "", 0
	}
	for i := range resp.Resources {
		for _, config := range resp.Resources[i].Configs {
			if config.Name != "min.insync.replicas" || config.Value == nil {
				continue
			}
			if n, err := strconv.Atoi(*config.Value); err == nil && n > most {
				of, most = resp.Resources[i].ResourceName, n
			}
		}
	}
	return of, most
}
