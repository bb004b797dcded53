package live

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// reader is one group, as far as one topic is concerned.
type reader struct {
	*model.Group
	members int // that read the topic
	untold  int // members of which it is not told what they read
}

func readerOf(g *model.Group, topic string) reader {
	r := reader{Group: g}
	for i := range g.Members {
		m := &g.Members[i]
		has := func(p model.TopicPartition) bool { return p.Topic == topic }
		switch {
		case slices.Contains(m.Subscribed, topic), slices.ContainsFunc(m.Assigned, has):
			r.members++
		case m.Subscribed == nil:
			r.untold++
		}
	}
	return r
}

// reads tells whether the group reads the topic, or did so until a week ago. One that was
// deleted since it was listed does not.
func (r reader) reads() bool {
	return r.State != coordinator.Dead && (r.members > 0 || len(r.Commits) > 0)
}

// told is the group as the judge is told of it. Members of which nobody says what they
// read count where the group has commits on the topic.
func (r reader) told(l *logs, aged bool) admit.Reader {
	out := admit.Reader{Group: r.ID, Members: r.members, Commits: len(r.Commits) > 0, Unread: -1}
	if out.Members == 0 && out.Commits {
		out.Members = r.untold
	}
	for _, c := range r.Commits {
		unread, going, known := l.of[c.Partition].unread(c.Offset)
		if !known {
			out.Unread, out.Going = -1, 0
			return out
		}
		out.Unread = max(out.Unread, 0) + unread
		if aged {
			out.Going += going
		}
	}
	return out
}
