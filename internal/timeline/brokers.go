package timeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func addBrokers(words []string) (action, error) {
	all, err := ids(strings.Join(words, ","))
	return func(w *world) error {
		for _, id := range all {
			if _, err := w.broker(id); err == nil {
				return fmt.Errorf("there is a broker %d already", id)
			}
			w.brokers = append(w.brokers, &broker{id: id, answer: model.Answered, listed: true, software: stock(),
				disks: []*disk{{path: "/var/lib/kafka", total: 1 << 40, usable: 1 << 39}}})
		}
		if w.quorum.leader < 0 {
			w.quorum.leader = all[0]
		}
		return nil
	}, err
}

func addControllers(words []string) (action, error) {
	all, err := ids(strings.Join(words, ","))
	return func(w *world) error {
		w.controllers = all
		w.quorum.leader = all[0]
		return nil
	}, err
}

// The limits of Kafka's own that a life goes by.
const (
	session  = 9 * time.Second // broker.session.timeout.ms
	shutting = 2 * time.Second // of a broker that leads nothing any more
)

// life is a broker's end and beginning, with all that Kafka does about it.
func life(verb, word string) (action, error) {
	n, err := id(word)
	return func(w *world) error {
		b, err := w.broker(n)
		if err != nil {
			return err
		}
		switch verb {
		case "kill":
			b.answer = model.Refused
			w.after(session, func(w *world) error { return w.fence(b) })
		case "shutdown":
			w.takeOut(n)
			w.after(shutting, func(w *world) error {
				b.answer = model.Refused
				return w.fence(b)
			})
		case "start":
			b.answer, b.fenced, b.listed = model.Answered, false, true
			w.bringBack(n)
		}
		return nil
	}, err
}

// fence is what the controllers do with a broker that they do not hear.
func (w *world) fence(b *broker) error {
	if b.answer != model.Answered {
		b.fenced, b.listed = true, false
		w.takeOut(b.id)
	}
	return nil
}

// takeOut gives the leaderships of a broker to others in sync, and takes it out
// of the in-sync replicas. The last of them stays: the partition has no leader
// then.
func (w *world) takeOut(id int32) {
	for _, t := range w.topics {
		for _, p := range t.partitions {
			if !slices.Contains(p.isr, id) {
				continue
			}
			if len(p.isr) > 1 {
				p.isr = slices.DeleteFunc(slices.Clone(p.isr), func(r int32) bool { return r == id })
			}
			if p.leader != id {
				continue
			}
			p.epoch++
			if p.leader = p.isr[0]; p.leader == id {
				p.leader = -1
			}
		}
	}
}

// bringBack has a broker in sync again; it leads what nobody else does.
func (w *world) bringBack(id int32) {
	for _, t := range w.topics {
		for _, p := range t.partitions {
			if !slices.Contains(p.replicas, id) {
				continue
			}
			if !slices.Contains(p.isr, id) {
				p.isr = append(slices.Clone(p.isr), id)
			}
			if p.leader < 0 {
				p.leader = id
				p.epoch++
			}
		}
	}
}

func setBroker(words []string) (action, error) {
	n, err := id(words[0])
	if err != nil {
		return nil, err
	}
	answers := map[string]model.Answer{"answers": model.Answered, "refused": model.Refused, "silent": model.Silent,
		"unlocated": model.Unlocated, "unusable": model.Unusable, "unheard": model.Unheard, "hungup": model.HungUp}
	answer, isAnswer := answers[words[1]]
	if !isAnswer && !slices.Contains([]string{"fenced", "unfenced", "unlisted", "listed", "gone"}, words[1]) {
		return nil, fmt.Errorf("%q is nothing that a broker can be", words[1])
	}
	return func(w *world) error {
		b, err := w.broker(n)
		switch {
		case err != nil:
			return err
		case isAnswer:
			b.answer = answer
		case words[1] == "gone":
			w.brokers = slices.DeleteFunc(w.brokers, func(b *broker) bool { return b.id == n })
		default:
			b.fenced = words[1] == "fenced" || b.fenced && words[1] != "unfenced"
			b.listed = words[1] != "unlisted" && words[1] != "fenced"
		}
		return nil
	}, nil
}

func (b *broker) name() string { return strconv.Itoa(int(b.id)) }
