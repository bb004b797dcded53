package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// readers are the groups of a cluster, and why there may be more.
type readers struct {
	mu  sync.Mutex
	all []*model.Group
	why string
}

// lacks notes the first reason why something is not known.
func (r *readers) lacks(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.why == "" {
		r.why = fmt.Sprintf(format, args...)
	}
}

// reading are the groups that read the topic, those with members first, each by name.
func (r *readers) reading(topic string) []reader {
	var out []reader
	for _, g := range r.all {
		if one := readerOf(g, topic); one.reads() {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b reader) int {
		if (a.members > 0) != (b.members > 0) {
			return b.members - a.members
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return out
}

// groups asks every broker for the groups that it coordinates, their members and their
// commits on one topic.
func (c *crowd) groups(ctx context.Context, topic *kmsg.MetadataResponseTopic) *readers {
	out := &readers{}
	var asked sync.WaitGroup
	for _, id := range c.ids() {
		asked.Go(func() {
			found, err := coordinator.Groups(ctx, c.asks(id), id)
			if err != nil {
				out.lacks("the groups of broker %d: %v", id, err)
				return
			}
			for part := range slices.Chunk(found, coordinator.AtOnce) {
				c.members(ctx, id, *topic.Topic, part, out)
				c.commits(ctx, id, topic, part, out)
			}
			out.mu.Lock()
			defer out.mu.Unlock()
			out.all = append(out.all, found...)
		})
	}
	asked.Go(func() { c.mayDescribeAll(ctx, out) })
	asked.Wait()
	return out
}

// members asks for the members of groups that have any.
func (c *crowd) members(ctx context.Context, id int32, topic string, groups []*model.Group, out *readers) {
	var active []*model.Group
	for _, g := range groups {
		if g.State != "Empty" && g.State != coordinator.Dead {
			active = append(active, g)
		}
	}
	failed := func(kind string, err error) {
		var unknown *coordinator.UnknownType
		if errors.As(err, &unknown) {
			out.lacks("broker %d has %v", id, err)
			return
		}
		out.lacks("the %s groups: %v", kind, err)
	}
	coordinator.Members(ctx, c.asks(id), active, slices.Values([]string{topic}), failed, out.untold(id, "members"))
}

// commits asks for what groups have committed on one topic, by its name and, from
// version 10 of the request on, by its id. A broker before Kafka 3.0 tells of none.
func (c *crowd) commits(ctx context.Context, id int32, topic *kmsg.MetadataResponseTopic, groups []*model.Group, out *readers) {
	if groups = coordinator.Committing(groups); len(groups) == 0 {
		return
	}
	t := kmsg.NewOffsetFetchRequestGroupTopic()
	t.Topic, t.TopicID = *topic.Topic, topic.TopicID
	for _, p := range topic.Partitions {
		t.Partitions = append(t.Partitions, p.Partition)
	}
	resp, err := coordinator.Commits(ctx, c.asks(id), groups, []kmsg.OffsetFetchRequestGroupTopic{t})
	if err != nil {
		out.lacks("the commits: %v", err)
		return
	}
	name := func(*kmsg.OffsetFetchResponseGroupTopic) string { return t.Topic }
	coordinator.TakeCommits(resp, groups, name, out.untold(id, "commits"))
}

// untold notes that a broker has not told something of a group.
func (r *readers) untold(id int32, what string) coordinator.Untold {
	return func(g *model.Group, code int16) {
		if code == coordinator.LeftOut {
			r.lacks("broker %d does not tell the %s of group %s", id, what, g.ID)
			return
		}
		r.lacks("the %s of group %s: %v", what, g.ID, kerr.ErrorForCode(code))
	}
}

// mayDescribeAll asks for a group that nobody has: who may not describe any name is
// shown some groups alone, without an error.
func (c *crowd) mayDescribeAll(ctx context.Context, out *readers) {
	ids, name := c.ids(), coordinator.Nobody()
	if len(ids) == 0 {
		return
	}
	told, err := coordinator.MayDescribeGroups(ctx, c.asks(ids[0]), []string{name})
	switch {
	case err != nil:
		out.lacks("%v", err)
	case told[name] == coordinator.Refused:
		out.lacks("the principal may not describe every group: give it DESCRIBE on all")
	}
}
