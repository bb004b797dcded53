package timeline

import (
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// setTransaction says who holds a transaction open in a partition.
func setTransaction(words []string) (action, error) {
	t, wrote, err := transactionOf(words[1:])
	if err != nil {
		return nil, err
	}
	return func(w *world) error {
		return w.each(words[0], func(at model.TopicPartition, p *partition) error {
			w.open = slices.DeleteFunc(w.open, func(o model.Transaction) bool { return o.Topic == at.Topic && o.Partition == at.Partition })
			if t == nil {
				return nil
			}
			one := *t
			one.Topic, one.Partition, one.ToldBy = at.Topic, at.Partition, p.leader
			one.Wrote = w.time().Add(-wrote).UnixMilli()
			w.open = append(w.open, one)
			slices.SortFunc(w.open, model.Transaction.Compare)
			return nil
		})
	}, nil
}

// transactionOf reads what is told of one, and how long ago its producer wrote;
// nil: nobody is asked.
func transactionOf(words []string) (t *model.Transaction, wrote time.Duration, err error) {
	t = &model.Transaction{Start: -1, Producer: -1, Coordinator: -1}
	for _, word := range words {
		name, value, ok := cutOption(word, "start", "producer", "epoch", "wrote", "id", "state")
		n := int64(0)
		switch {
		case word == "forget":
			t = nil
			return t, 0, nil
		case word == "untold":
			t.Why = "the principal has no right to know"
		case !ok:
			err = fmt.Errorf("%q is none of start=, producer=, epoch=, wrote=, id=, state=, untold and forget", word)
		case name == "id":
			t.ID = value
		case name == "state":
			t.State = value
		case name == "wrote":
			wrote, err = duration(value)
		default:
			n, err = number(value)
		}
		if err != nil {
			return nil, 0, err
		}
		switch name {
		case "start":
			t.Start = n
		case "producer":
			t.Producer = n
		case "epoch":
			t.Epoch = int32(n)
		}
	}
	return t, wrote, nil
}
