package rule

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Effect is what follows from a rule's finding: findings of another rule that
// are told below it, because they go away with it.
type Effect struct {
	Rule string // a rule's name, or FAMILY/*
	By   Link
}

// Link is what ties an effect to its cause.
type Link uint8

// The links.
const (
	SameBroker  Link = iota + 1 // the effect is on the broker, or blames it; of several that it blames, each must have such a cause
	SameCluster                 // both are of one cluster
	SameGroup                   // both are of one group, and if each is about a partition alone, about the same one
	SameTopic                   // both are about one topic, and if each is about a partition alone, about the same one
	Blamed                      // the effect blames the partition that the cause is about; of several that it blames, each must have such a cause
)

// Causes finds the cause of every finding that another one explains, and
// writes it into CausedBy. What a cause explains only in part, as a partition
// that lacks two replicas of which one is on the dead broker, stays a finding
// of its own.
func Causes(findings []finding.Finding, rules []*Rule) {
	c := causes{broker: map[place][]*finding.Finding{}, cluster: map[place][]*finding.Finding{}, group: map[place][]*finding.Finding{}, topic: map[place][]*finding.Finding{}}
	explains := map[string][]Effect{}
	for _, r := range rules {
		explains[r.Name] = r.Explains
	}
	for i := range findings {
		f := &findings[i]
		for _, e := range explains[f.Rule] {
			switch e.By {
			case SameBroker, Blamed:
				at := place{e.Rule, f.Subject}
				c.broker[at] = append(c.broker[at], f)
			case SameCluster:
				at := place{e.Rule, model.Subject{Cluster: f.Subject.Cluster}}
				c.cluster[at] = append(c.cluster[at], f)
			case SameGroup:
				at := place{e.Rule, groupOf(f.Subject)}
				c.group[at] = append(c.group[at], f)
			case SameTopic:
				topic, _ := topicOf(f.Subject)
				at := place{e.Rule, topic}
				c.topic[at] = append(c.topic[at], f)
			}
		}
	}
	by := map[*finding.Finding]*finding.Finding{}
	for i := range findings {
		f := &findings[i]
		if cause := c.of(f); cause != nil && !leadsTo(by, cause, f) {
			by[f], f.CausedBy = cause, cause.Fingerprint()
		}
	}
}

// leadsTo tells whether a cause is, over its own causes, an effect of the
// finding: each would be told below the other, and so nowhere.
func leadsTo(by map[*finding.Finding]*finding.Finding, cause, f *finding.Finding) bool {
	for ; cause != nil; cause = by[cause] {
		if cause == f {
			return true
		}
	}
	return false
}

// causes are the findings that explain others: which rule's, and where.
type causes struct{ broker, cluster, group, topic map[place][]*finding.Finding } // broker: and partitions that are blamed

type place struct {
	effect string
	at     model.Subject
}

// of is the cause of a finding; nil if it has none.
func (c causes) of(f *finding.Finding) *finding.Finding {
	for _, effect := range []string{f.Rule, f.Rule[:strings.IndexByte(f.Rule, '/')+1] + "*"} {
		if cause := c.onBlamed(effect, f); cause != nil {
			return cause
		}
		if cause := c.onGroup(effect, f); cause != nil {
			return cause
		}
		if cause := c.onTopic(effect, f); cause != nil {
			return cause
		}
		if cause := other(c.cluster[place{effect, model.Subject{Cluster: f.Subject.Cluster}}], f); cause != nil {
			return cause
		}
	}
	return nil
}

// onBlamed is the cause on the first of the brokers, or partitions, that a finding
// blames, if each of them has one.
func (c causes) onBlamed(effect string, f *finding.Finding) *finding.Finding {
	blamed := f.Blames
	if f.Subject.Kind == model.KindBroker && len(blamed) == 0 {
		blamed = []model.Subject{f.Subject}
	}
	var first *finding.Finding
	for _, thing := range blamed {
		cause := other(c.broker[place{effect, thing}], f)
		if cause == nil {
			return nil
		}
		if first == nil {
			first = cause
		}
	}
	return first
}

// onGroup is the cause on the group of a finding. One partition of a group says
// nothing of another one.
func (c causes) onGroup(effect string, f *finding.Finding) *finding.Finding {
	if f.Subject.Kind != model.KindGroup {
		return nil
	}
	var same []*finding.Finding
	for _, cause := range c.group[place{effect, groupOf(f.Subject)}] {
		if s := cause.Subject; s == f.Subject || s.Part == "" || f.Subject.Part == "" {
			same = append(same, cause)
		}
	}
	return other(same, f)
}

// groupOf is the whole group of which a subject is a part.
func groupOf(s model.Subject) model.Subject {
	return model.Subject{Cluster: s.Cluster, Kind: s.Kind, Name: s.Name}
}

// onTopic is the cause that is about the same topic.
func (c causes) onTopic(effect string, f *finding.Finding) *finding.Finding {
	topic, partition := topicOf(f.Subject)
	if topic.Name == "" {
		return nil
	}
	var fitting []*finding.Finding
	for _, cause := range c.topic[place{effect, topic}] {
		if _, of := topicOf(cause.Subject); of < 0 || partition < 0 || of == partition {
			fitting = append(fitting, cause)
		}
	}
	return other(fitting, f)
}

// topicOf is the topic that a subject is or belongs to, and its partition; -1
// for one that is about the whole topic. A group's partition belongs to its
// topic. What belongs to none has no name.
func topicOf(s model.Subject) (topic model.Subject, partition int32) {
	topic = model.Subject{Cluster: s.Cluster, Kind: model.KindTopic}
	switch {
	case s.Kind == model.KindTopic:
		topic.Name = s.Name
	case s.Kind == model.KindPartition:
		topic.Name, partition = s.Name, s.Partition
		return topic, partition
	case s.Kind == model.KindGroup && s.Part != "":
		topic.Name, partition = s.Part, s.Partition
		return topic, partition
	}
	return topic, -1
}

// other is the worst of the causes that is not the finding itself.
func other(all []*finding.Finding, f *finding.Finding) *finding.Finding {
	var worst *finding.Finding
	for _, c := range all {
		if c != f && (worst == nil || c.Severity > worst.Severity) {
			worst = c
		}
	}
	return worst
}
