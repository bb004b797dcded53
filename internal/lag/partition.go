package lag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// look is one look at what a group has not read.
type look struct {
	group *model.Group
	topic func(name string) *model.Topic
	past  model.History // nil: nothing is remembered
	now   int64
}

// partition is what the group has not read of one partition.
func (l look) partition(s stand) Partition {
	p := Partition{Topic: s.at.Topic, Partition: s.at.Partition, Leader: -1, HasCommit: s.offset >= 0, Committed: max(s.offset, 0), First: max(s.offset, 0)}
	if part, why := l.find(s.at); part == nil {
		p.Why = why
	} else {
		p.Leader = part.Leader
		p.told(s, &part.Offsets)
		if part.Offsets.StartKnown && part.Offsets.EndKnown {
			p.byKafka(l.group.Type, s)
		}
	}
	if !p.HasCommit {
		p.Why = "the group has committed nothing there"
		return p
	}
	if p.Known {
		l.age(&p, s.unread)
	}
	l.rates(&p)
	return p
}

// find looks a partition up in the layout, where partitions mostly stand by
// their numbers.
func (l look) find(at model.TopicPartition) (*model.Partition, string) {
	t := l.topic(at.Topic)
	if t == nil || t.Layout == nil {
		return nil, fmt.Sprintf("the cluster has no topic %q, or does not show it", at.Topic)
	}
	all, i := t.Layout.Partitions, int(at.Partition)
	if i < 0 || i >= len(all) || all[i].Index != at.Partition {
		i = slices.IndexFunc(all, func(p model.Partition) bool { return p.Index == at.Partition })
	}
	if i < 0 {
		return nil, fmt.Sprintf("topic %q has no partition %d", at.Topic, at.Partition)
	}
	return &all[i], ""
}

// told counts what the log and the commit tell.
func (p *Partition) told(s stand, o *model.Offsets) {
	if o.StartKnown {
		p.Start = o.Start
	}
	if o.EndKnown {
		p.End = o.End
	}
	if !o.StartKnown || !o.EndKnown {
		p.Why = cmp.Or(o.Why, "nobody asked where its log starts and ends")
		return
	}
	if !p.HasCommit {
		return
	}
	p.Known = true
	p.Lost = max(0, p.Start-p.Committed)
	p.First = max(p.Committed, p.Start)
	p.Records = max(0, p.End-p.First)
	if o.StableKnown {
		p.Open = min(p.Records, max(0, p.End-o.Stable))
	}
	if s.lag >= 0 {
		p.Records, p.Open = s.lag, 0
		return
	}
	p.looked(s.unread)
}

// markers is how many transactions may have ended at once, with nothing after
// them: each leaves a marker, which has an offset and is no record.
const markers = 100

// looked takes into account what somebody found behind the commit. What was
// found behind another one, or is not there any more, says nothing.
func (p *Partition) looked(u *model.Unread) {
	if none, upTo := p.nothing(u); none {
		p.First = max(p.First, min(upTo, p.End))
		p.Records = max(0, p.End-p.First)
		p.Open = min(p.Open, p.Records)
	}
	read := p.names(u) && u.Within == 0
	p.AtMost = p.Records > 0 && p.Records <= markers && !read
}

// nothing tells whether somebody found that only markers lie behind the commit,
// and up to where. Where that is not told, it is only believed of as many
// offsets as may be markers: records may have come since.
func (p *Partition) nothing(u *model.Unread) (none bool, upTo int64) {
	switch {
	case u == nil || u.Of != p.Committed || !u.None:
		return false, 0
	case u.Offset > u.Of:
		return true, u.Offset
	}
	return p.End-p.First <= markers, p.End
}

// names tells whether what was found is the first unread record still.
func (p *Partition) names(u *model.Unread) bool {
	return u != nil && u.Of == p.Committed && !u.None && u.Offset >= p.First && u.Offset < p.End
}
