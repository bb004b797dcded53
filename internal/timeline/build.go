package timeline

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Cluster is the name of the one cluster of a file, and of its scope.
const Cluster = "plant"

// Version is the release of Kafka that all brokers run.
const Version = "4.1"

const format = "running cluster"

func place() model.Place { return model.Place{Names: []string{"cluster:" + Cluster}} }

// build is the world as a source tells it.
func (w *world) build(b *model.Builder) {
	c := &model.Cluster{Place: place(), ID: "5L6g3nShT-eMCtK--X86sw", Dark: w.dark}
	for _, broker := range w.brokers {
		b.Broker(w.brokerOf(broker))
	}
	if w.dark {
		b.Gap(model.Gap{Fact: model.FactConnections, Scope: model.Subject{Cluster: Cluster, Kind: model.KindCluster}, Why: model.Unreachable, Detail: "no broker answers"})
		b.Cluster(c)
		return
	}
	c.Transactions, c.Acknowledged = slices.Clone(w.open), slices.Clone(w.ledgers)
	if c.MovesKnown = !w.quorum.silent; c.MovesKnown {
		c.Moving = slices.Clone(w.moving)
	}
	if w.own != nil {
		c.Own = []model.Certificate{w.certificate("scan", w.own)}
	}
	for _, t := range w.topics {
		b.Topic(w.topicOf(t))
	}
	if !w.lacks(model.FactQuorum, model.KindCluster, "") {
		c.Quorum = w.quorumOf()
	}
	if !w.lacks(model.FactGroups, model.KindCluster, "") {
		for _, g := range w.groups {
			c.Groups = append(c.Groups, w.groupOf(g))
		}
	}
	for _, g := range w.gaps {
		b.Gap(g)
	}
	b.Cluster(c)
}

func configOf(pairs [][2]string, by string) model.Config {
	var c model.Config
	at := model.Origin{Address: by}
	for _, p := range pairs {
		c.Set(p[0], model.KnownValue(p[1], at), at)
	}
	return c
}

func (w *world) brokerOf(b *broker) *model.Broker {
	by := "broker " + b.name()
	s := &model.Sighting{ID: b.id, Address: "b" + b.name() + ":9092", Answer: b.answer, Listed: b.listed, Fenced: b.fenced,
		Known: []string{"metadata"}}
	out := &model.Broker{Name: b.name(), Place: place(), Format: format, Seen: s, Roles: model.RoleBroker,
		Version: model.KnownValue(b.version, model.Origin{Address: "ApiVersions of " + by})}
	if len(w.controllers) == 0 && slices.Contains(w.voters(), b.id) {
		out.Roles |= model.RoleController
	}
	if w.dark {
		s.Answer, s.Listed = model.Refused, false
	}
	w.count(s)
	if s.ConfigKnown = s.Answer == model.Answered && !w.lacks(model.FactBrokerConfig, model.KindBroker, out.Name); s.ConfigKnown {
		out.Config = configOf(append(w.sound(), b.config...), by+", static")
	} else {
		out.Config.Rest(model.UnknownValue("", "it did not tell its configuration", model.Origin{Address: by}))
	}
	if s.Answer != model.Answered {
		return out
	}
	w.equip(s, b)
	s.Applied = w.applied() - w.quorum.behind[b.id]
	s.Views = w.views()
	s.CatchUp = w.catchUpOf(b)
	if s.LogDirsKnown = !w.lacks(model.FactLogDirs, model.KindBroker, out.Name); s.LogDirsKnown {
		for _, d := range b.disks {
			s.LogDirs = append(s.LogDirs, model.LogDir{Path: d.path, Size: d.total - d.usable, Replicas: s.Holds, Total: d.total, Usable: d.usable})
		}
		for _, r := range b.copies {
			s.Compacted.Set(r.of.Topic, r.of.Partition, r.bytes)
		}
	}
	return out
}

// sound are the settings of every broker, as somebody sets them who has read
// the rules.
func (w *world) sound() [][2]string {
	factor := strconv.Itoa(min(3, len(w.brokers)))
	isr := strconv.Itoa(min(2, len(w.brokers)))
	return [][2]string{{"process.roles", "broker"}, {"auto.create.topics.enable", "false"}, {"default.replication.factor", factor}, {"min.insync.replicas", isr},
		{"offsets.topic.replication.factor", factor}, {"transaction.state.log.replication.factor", factor}, {"transaction.state.log.min.isr", isr},
		{"share.coordinator.state.topic.replication.factor", factor}, {"share.coordinator.state.topic.min.isr", isr}}
}

// count is what the metadata say of a broker's replicas.
func (w *world) count(s *model.Sighting) {
	for _, t := range w.topics {
		for _, p := range t.partitions {
			if p.leader == s.ID {
				s.Leads++
			}
			if slices.Contains(p.replicas, s.ID) {
				s.Holds++
			}
		}
	}
}

// views are two looks at metadata on which all agree.
func (w *world) views() []model.View {
	v := model.View{Topics: len(w.topics), Digest: 7, Agrees: true, BehindSeen: true}
	for _, b := range w.brokers {
		if b.answer == model.Answered {
			v.Common++
		}
	}
	for _, t := range w.topics {
		v.Partitions += len(t.partitions)
	}
	later := v
	later.After = 2000
	return []model.View{v, later}
}
