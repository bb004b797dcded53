package timeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// setSize says how large the copies of a broker are, and how that changes a second.
func setSize(words []string) (action, error) {
	bytes, err := size(words[2])
	if err != nil {
		return nil, err
	}
	var perSecond int64
	if len(words) == 4 {
		text, is := strings.CutSuffix(words[3], "/s")
		if !is {
			return nil, fmt.Errorf("%q is no SIZE/s", words[3])
		}
		if perSecond, err = size(text); err != nil {
			return nil, err
		}
	}
	return func(w *world) error {
		return w.each(words[1], func(at model.TopicPartition, _ *partition) error {
			set, err := onBroker(words[0], func(_ *world, b *broker) { b.hold(at, bytes, perSecond) })
			if err != nil {
				return err
			}
			return set(w)
		})
	}, nil
}

// hold takes in how large one copy is.
func (b *broker) hold(at model.TopicPartition, bytes, perSecond int64) {
	b.copies = slices.DeleteFunc(b.copies, func(r *replica) bool { return r.of == at })
	b.copies = append(b.copies, &replica{of: at, bytes: bytes, perSecond: perSecond})
}

// grow lets what is written, or compacted, in so many seconds change a copy.
func (r *replica) grow(seconds float64) {
	r.bytes = max(0, r.bytes+int64(seconds*float64(r.perSecond)))
}
