package timeline

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// produce appends at a rate, or so many records at once, to each partition.
func produce(words []string) (action, error) {
	perSecond, isRate := rate(words[1])
	once, err := number(words[1])
	if !isRate && words[1] != "stop" && err != nil {
		return nil, fmt.Errorf("%q is none of 10/s, 500 and stop", words[1])
	}
	return func(w *world) error {
		return w.each(words[0], func(_ model.TopicPartition, p *partition) error {
			if isRate || words[1] == "stop" {
				p.rate, p.carry = perSecond, 0
				return nil
			}
			p.end += once
			p.grow(0)
			return nil
		})
	}, nil
}

// onPartition changes something of one partition.
func onPartition(verb, where, word string) (action, error) {
	var change func(p *partition)
	switch verb {
	case "stable":
		if word != "stop" && word != "follow" {
			return nil, fmt.Errorf("%q is neither stop nor follow", word)
		}
		change = func(p *partition) { p.stuck = word == "stop"; p.grow(0) }
	case "isr", "replicas":
		list, err := ids(word)
		if err != nil {
			return nil, err
		}
		change = func(p *partition) { p.isr = list }
		if verb == "replicas" {
			change = func(p *partition) { p.replicas = list }
		}
	default:
		n, err := number(word)
		if err != nil {
			return nil, err
		}
		change = func(p *partition) { p.set(verb, n) }
	}
	return func(w *world) error {
		return w.each(where, func(_ model.TopicPartition, p *partition) error {
			change(p)
			return nil
		})
	}, nil
}

func (p *partition) set(verb string, n int64) {
	switch verb {
	case "truncate":
		p.end, p.stable = n, min(p.stable, n)
	case "trim":
		p.start = n
	case "leader":
		if p.leader != int32(n) {
			p.epoch++
		}
		p.leader = int32(n)
	case "epoch":
		p.epoch = int32(n)
	}
}

// move says that partitions are being reassigned, or are no longer.
func move(begin bool, where string) action {
	return func(w *world) error {
		return w.each(where, func(at model.TopicPartition, _ *partition) error {
			w.moving = slices.DeleteFunc(w.moving, func(m model.TopicPartition) bool { return m == at })
			if begin {
				w.moving = append(w.moving, at)
			}
			return nil
		})
	}
}
