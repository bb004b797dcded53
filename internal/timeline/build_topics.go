package timeline

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func (w *world) topicOf(t *topic) *model.Topic {
	teller := w.teller()
	layout := &model.Layout{TopicID: t.id, Internal: t.internal, ToldBy: teller}
	for i, p := range t.partitions {
		layout.Partitions = append(layout.Partitions, model.Partition{Index: int32(i), Leader: p.leader, LeaderEpoch: p.epoch,
			Replicas: p.replicas, ISR: p.isr, Offline: w.offline(p), Offsets: w.offsetsOf(t, p)})
	}
	out := &model.Topic{Name: t.name, Place: place(), Format: format, Layout: layout, Config: configOf(t.config, "override of topic "+t.name),
		Observed: configOf(w.sound()[3:4], "broker "+strconv.Itoa(int(teller)))}
	out.Partitions, out.Replicas = layout.Declared()
	return out
}

// teller is the broker that tells the metadata.
func (w *world) teller() int32 {
	for _, b := range w.brokers {
		if b.answer == model.Answered && b.listed {
			return b.id
		}
	}
	return -1
}

func (w *world) offline(p *partition) (out []int32) {
	for _, r := range p.replicas {
		if b, err := w.broker(r); err != nil || !b.listed {
			out = append(out, r)
		}
	}
	return out
}

// offsetsOf is what the leader tells, if it answers.
func (w *world) offsetsOf(t *topic, p *partition) model.Offsets {
	leader, err := w.broker(p.leader)
	switch {
	case p.leader < 0:
		return model.Offsets{Why: "it has no leader"}
	case err != nil || leader.answer != model.Answered:
		return model.Offsets{Why: fmt.Sprintf("broker %d leads it and does not answer", p.leader)}
	case w.lacks(model.FactOffsets, model.KindTopic, t.name) || w.lacks(model.FactOffsets, model.KindBroker, leader.name()):
		return model.Offsets{Why: "no answer within 2 s"}
	}
	return model.Offsets{Start: p.start, End: p.end, Stable: p.stable, StartKnown: true, EndKnown: true, StableKnown: true}
}
