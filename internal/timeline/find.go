package timeline

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func (w *world) broker(id int32) (*broker, error) {
	for _, b := range w.brokers {
		if b.id == id {
			return b, nil
		}
	}
	return nil, fmt.Errorf("there is no broker %d", id)
}

func (w *world) topic(name string) (*topic, error) {
	for _, t := range w.topics {
		if t.name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("there is no topic %s", name)
}

func (w *world) partition(name string, index int32) (*partition, error) {
	t, err := w.topic(name)
	if err != nil {
		return nil, err
	}
	if index < 0 || int(index) >= len(t.partitions) {
		return nil, fmt.Errorf("%s has no partition %d", name, index)
	}
	return t.partitions[index], nil
}

func (w *world) group(id string) (*group, error) {
	for _, g := range w.groups {
		if g.id == id {
			return g, nil
		}
	}
	return nil, fmt.Errorf("there is no group %s", id)
}

// meant lists the partitions that TOPIC or TOPIC/P means.
func (w *world) meant(word string) ([]model.TopicPartition, error) {
	name, index, one := strings.Cut(word, "/")
	t, err := w.topic(name)
	if err != nil {
		return nil, err
	}
	if one {
		n, err := strconv.Atoi(index)
		if err != nil || n < 0 || n >= len(t.partitions) {
			return nil, fmt.Errorf("%s has no partition %s", name, index)
		}
		return []model.TopicPartition{{Topic: name, Partition: int32(n)}}, nil
	}
	out := make([]model.TopicPartition, len(t.partitions))
	for i := range out {
		out[i] = model.TopicPartition{Topic: name, Partition: int32(i)}
	}
	return out, nil
}

// each does something with each partition that a word means.
func (w *world) each(word string, do func(model.TopicPartition, *partition) error) error {
	all, err := w.meant(word)
	if err != nil {
		return err
	}
	for _, tp := range all {
		p, err := w.partition(tp.Topic, tp.Partition)
		if err == nil {
			err = do(tp, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
