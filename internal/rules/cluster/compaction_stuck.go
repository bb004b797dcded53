package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// CompactionStuck finds brokers that do not compact what others have compacted. A
// cleaner thread that ended, or a partition that Kafka has marked as uncleanable,
// shows in a line of the broker's log, and in nothing that a client is told but in
// how large its copy is.
var CompactionStuck = &rule.Rule{
	Name: "cluster/compaction-stuck", Severity: finding.Warning, On: model.KindBroker,
	Needs:    model.FactsOf(model.FactLogDirs, model.FactConnections, model.FactMetadata, model.FactTopicLayout, model.FactTopicConfig),
	Settle:   30 * rule.Minute,
	Clear:    10 * rule.Minute,
	Keys:     []model.Key{key.MinCleanableDirtyRatio, key.SegmentBytes},
	Doc:      doc("compaction-stuck"),
	Explains: []rule.Effect{{Rule: "cluster/disk-filling", By: rule.SameBroker}},
	Params: []rule.Param{
		{Name: "times", Default: 2, Doc: "How many times as large as compaction explains a copy must be."},
	},
	Check: func(p *rule.Pass) {
		s := withLogDirs(p)
		if s == nil {
			return
		}
		if found, held := overgrown(p, s); len(found) > 0 {
			reportStuck(p, s, found, held)
		}
	},
}

// copied is a replica of a compacted partition beside the smallest one of those that
// are in sync with it.
type copied struct {
	model.TopicPartition
	bytes, other int64
	of           int32 // the broker of the smallest
	allowed      int64
	segment      rule.Bytes
	ratio        rule.Text
}

// name is the partition as the folder of its log is called.
func (c *copied) name() string { return fmt.Sprintf("%s-%d", c.Topic, c.Partition) }

// overgrown are the copies of a broker that are larger than compaction explains, the
// worst first, of so many that could be held against another.
func overgrown(p *rule.Pass, s *model.Sighting) (found []copied, held int) {
	for topic, sizes := range s.Compacted {
		for partition, bytes := range sizes {
			c := copied{TopicPartition: model.TopicPartition{Topic: topic, Partition: partition}, bytes: bytes}
			if !c.beside(p, s.ID) {
				continue
			}
			held++
			if c.unexplained(p) {
				found = append(found, c)
			}
		}
	}
	slices.SortFunc(found, func(a, b copied) int {
		return cmp.Or(cmp.Compare(b.bytes-b.other, a.bytes-a.other), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
	return found, held
}

// beside looks for the smallest copy on another broker. One that is not in sync does
// not hold the same records.
func (c *copied) beside(p *rule.Pass, id int32) (ok bool) {
	t := p.TopicByName(c.Topic)
	if t == nil || t.Layout == nil {
		return false
	}
	part := t.Layout.Partition(c.Partition)
	if part == nil || !slices.Contains(part.ISR, id) {
		return false
	}
	for _, other := range part.ISR {
		b := p.BrokerByID(other)
		if other == id || b == nil {
			continue
		}
		if bytes, told := b.Seen.Compacted.Of(c.Topic, c.Partition); told && (!ok || bytes < c.other) {
			c.other, c.of, ok = bytes, other, true
		}
	}
	return ok
}

// unexplained tells whether a copy is too large. Kafka compacts a log once more than
// min.cleanable.dirty.ratio of it is dirty, and never its active segment: one copy
// may have been compacted a moment ago, and the other be just short of it.
func (c *copied) unexplained(p *rule.Pass) bool {
	if c.bytes <= c.other {
		return false
	}
	of := p.OfTopic(p.TopicByName(c.Topic))
	segment, known := of.Bytes(key.SegmentBytes)
	ratio, also := of.Text(key.MinCleanableDirtyRatio)
	if !known || !also {
		return false
	}
	dirty, err := strconv.ParseFloat(ratio.S, 64)
	if err != nil || dirty < 0 || dirty >= 1 {
		return false // with 1 nothing is ever compacted for its dirt
	}
	c.allowed = int64(float64(p.Param("times"))*float64(c.other)/(1-dirty)) + 2*segment.N
	c.segment, c.ratio = segment, ratio
	return c.bytes > c.allowed
}

func reportStuck(p *rule.Pass, s *model.Sighting, found []copied, held int) {
	worst := found[0]
	p.Report("broker %d does not compact %s: its copy of %s has %s, and that of broker %d, which is in sync with it, %s (as far as %s compaction explains). "+
		"%s. Its disk fills, and whoever reads the log from the start (a coordinator that loads its groups, a Streams restore) reads so much more once broker %d leads it",
		s.ID, uncompacted(found, held), worst.name(), rule.RoughBytes(worst.bytes), worst.of, rule.RoughBytes(worst.other), rule.RoughBytes(worst.allowed),
		cleanerOf(found, held), s.ID).
		Because(rule.Told("size on broker "+strconv.Itoa(int(s.ID)), strconv.FormatInt(worst.bytes, 10), "DescribeLogDirs of broker "+p.Broker().Name),
			rule.Told("size on broker "+strconv.Itoa(int(worst.of)), strconv.FormatInt(worst.other, 10), fmt.Sprintf("DescribeLogDirs of broker %d", worst.of)), worst.segment, worst.ratio).
		Fix("look in the log of broker %d for \"uncleanable\" and for a kafka-log-cleaner-thread that ended: the exception beside it is the reason. Then restart broker %d, which starts the cleaner again. "+
			"If the same partition stops it again, a segment on broker %d is damaged: let another broker lead the partition, move its replica away from broker %d and back "+
			"(kafka-reassign-partitions.sh), which copies it from the leader", s.ID, s.ID, s.ID, s.ID)
}

func uncompacted(found []copied, held int) string {
	if len(found) == held {
		return fmt.Sprintf("any of the %s that it holds", finding.Plural(held, "compacted partition"))
	}
	var names []string
	for i := range found {
		names = append(names, found[i].name())
	}
	return some(names)
}

// cleanerOf says what has stopped. A thread that ended stops all partitions, and with
// one or two of them nobody can tell.
func cleanerOf(found []copied, held int) string {
	switch {
	case len(found) < held:
		return "Its log cleaner has given " + verb(len(found), "this partition", "these partitions") + " up as uncleanable"
	case held > 2:
		return "Its log cleaner has stopped"
	}
	return "Its log cleaner has stopped, or has given " + verb(held, "the partition", "the partitions") + " up as uncleanable"
}
