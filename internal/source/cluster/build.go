package cluster

import (
	"context"
	"encoding/base64"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
)

// build makes the topics of the common story, and what all stories together
// say of each broker.
func (l *look) build(ctx context.Context) {
	if l.main != nil {
		l.takeIn(l.main.told)
	}
	l.list()
	l.sameHosts(ctx)
	l.adopt()
}

// takeIn makes the topics. That one is told with an error and without
// partitions is normal while it is created or deleted, and else a gap.
func (l *look) takeIn(told []kmsg.MetadataResponseTopic) {
	l.topics = make([]*model.Topic, 0, len(told))
	l.byName, l.byID = make(map[string]*model.Topic, len(told)), make(map[[16]byte]string, len(told))
	unasked := model.UnknownValue("", "its configuration was not asked for", model.Origin{Address: "metadata of " + l.main.teller.String()})
	room := roomFor(told)
	for i := range told {
		t := &told[i]
		if t.ErrorCode != 0 && len(t.Partitions) == 0 {
			if t.ErrorCode != kerr.UnknownTopicOrPartition.Code && t.ErrorCode != kerr.LeaderNotAvailable.Code {
				l.gaps.refused(refusal{model.FactMetadata, l.main.teller, t.ErrorCode}, *t.Topic)
			}
			continue
		}
		m := room.topic(t, l.main.teller)
		m.Observed.Rest(unasked) // until it is
		l.topics = append(l.topics, m)
		l.byName[m.Name], l.byID[t.TopicID] = m, m.Name
		l.load(m.Layout)
		l.unlisted(t)
	}
}

// unlisted records partitions whose leader has no listener of the name that is
// used here: they are told as leaderless, and have a leader for others.
func (l *look) unlisted(t *kmsg.MetadataResponseTopic) {
	for i := range t.Partitions {
		if code := t.Partitions[i].ErrorCode; code == kerr.ListenerNotFound.Code {
			l.gaps.refused(refusal{model.FactMetadata, l.main.teller, code}, *t.Topic)
			return
		}
	}
}

// room is where the topics of one look lie, side by side: there may be tens of
// thousands, and all of them are let go of together.
type room struct {
	topics     []model.Topic
	layouts    []model.Layout
	partitions []model.Partition
}

func roomFor(told []kmsg.MetadataResponseTopic) *room {
	n := 0
	for i := range told {
		n += len(told[i].Partitions)
	}
	return &room{make([]model.Topic, len(told)), make([]model.Layout, len(told)), make([]model.Partition, n)}
}

// topic makes a topic of what was told.
func (r *room) topic(t *kmsg.MetadataResponseTopic, teller *node) *model.Topic {
	n := len(t.Partitions)
	layout := &r.layouts[0]
	*layout = model.Layout{Internal: t.IsInternal, ToldBy: teller.seen.ID, Partitions: r.partitions[:n:n]}
	if t.TopicID != [16]byte{} {
		layout.TopicID = base64.RawURLEncoding.EncodeToString(t.TopicID[:])
	}
	for i := range t.Partitions {
		p := &t.Partitions[i]
		slices.Sort(p.ISR)
		layout.Partitions[i] = model.Partition{Index: p.Partition, Leader: p.Leader, LeaderEpoch: p.LeaderEpoch,
			Replicas: p.Replicas, ISR: p.ISR, Offline: p.OfflineReplicas}
	}
	m := &r.topics[0]
	m.Name, m.Format, m.Layout = *t.Topic, snapshot.Format, layout
	m.Partitions, m.Replicas = layout.Declared()
	r.topics, r.layouts, r.partitions = r.topics[1:], r.layouts[1:], r.partitions[n:]
	return m
}

// load counts what each broker leads and holds, and takes in brokers that only
// a list of replicas names.
func (l *look) load(layout *model.Layout) {
	for i := range layout.Partitions {
		p := &layout.Partitions[i]
		for _, id := range p.Replicas {
			l.holder(id).seen.Holds++
		}
		if n := l.brokers[p.Leader]; n != nil {
			n.seen.Leads++
		}
	}
}

// holder is the broker of a replica. Who is down for longer than its session
// is in no list of brokers any more, and has no address.
func (l *look) holder(id int32) *node {
	n := l.brokers[id]
	if n == nil {
		n = &node{broken: errNoAddress, err: errNoAddress, world: l.world, seen: model.Sighting{ID: id}}
		if l.cut { // its address might have been told
			n.err = context.Canceled
		}
		n.settle()
		l.brokers[id] = n
	}
	return n
}

// list notes from where each broker is known.
func (l *look) list() {
	for id, n := range l.brokers {
		byItself := false
		for _, s := range l.stories {
			if s.lists(id) {
				n.seen.Listed = n.seen.Listed || s.teller != n
				byItself = byItself || s.teller == n
			}
		}
		if n.seen.Listed {
			n.knownFrom("metadata of other brokers")
		} else if byItself {
			n.seen.Listed = len(l.stories) == 1 // nobody else was there to say so
		}
		if n.story != nil && n.seen.Listed {
			n.seen.Fenced = false // others let it in: who said so is behind, or has lost it
		}
		if n.seen.Fenced {
			n.knownFrom("registration (fenced)")
		}
		if n.seen.Holds > 0 {
			n.knownFrom("lists of replicas")
		}
	}
	for _, n := range l.nodes {
		if n.given {
			n.knownFrom(givenAddress)
		}
	}
}

// givenAddress is from where a broker is known that the user has named.
const givenAddress = "bootstrap addresses"

func (n *node) knownFrom(where string) { n.seen.Known = append(n.seen.Known, where) }

// adopt joins the one broker that has no address with the one bootstrap
// address that has no broker: before Kafka 4.0 a fenced broker's address is
// not told any more.
func (l *look) adopt() {
	var homeless, nameless []*node
	for _, n := range l.ordered() {
		switch {
		case n.seen.ID < 0:
			nameless = append(nameless, n)
		case n.address == "":
			homeless = append(homeless, n)
		}
	}
	if len(homeless) != 1 || len(nameless) != 1 {
		return
	}
	n, was := nameless[0], homeless[0].seen
	n.seen.ID, n.seen.Holds, n.world = was.ID, was.Holds, l.world
	n.seen.Known = slices.Concat(was.Known, n.seen.Known)
	n.settle() // by its name
	l.brokers[was.ID] = n
}
