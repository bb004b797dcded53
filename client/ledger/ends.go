package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// A Doubt is where acknowledgements may be missing after a crash: of the records that this
// ledger's process sent to a partition, those at the offset From and behind it, up to where
// the log ended when the process was gone.
type Doubt struct {
	Topic     string
	Partition int32 // -1: each partition of the topic that no other Doubt names
	From      int64 // -1: not known by its offset, but not older than Recovered.Complete
}

// String is the place.
func (d Doubt) String() string {
	switch {
	case d.Partition < 0:
		return fmt.Sprintf("%s, all other partitions", d.Topic)
	case d.From < 0:
		return fmt.Sprintf("%s, partition %d", d.Topic, d.Partition)
	}
	return fmt.Sprintf("%s, partition %d, from offset %d on", d.Topic, d.Partition, d.From)
}

// A place is a partition.
type place struct {
	topic     string
	partition int32
}

// ends are where a crash would leave a ledger: the topics that records were sent to, and
// behind which offsets of their partitions the entries ended.
type ends struct {
	topics map[string]bool
	next   map[place]int64
}

func newEnds() ends { return ends{map[string]bool{}, map[place]int64{}} }

// take notes the end of a partition.
func (e *ends) take(at place, next int64) {
	e.topics[at.topic], e.next[at] = true, next
}

// block notes the ends of all entries of a block; behind the mark of a clean end no topic is
// in doubt. Damaged entries are left to who reads them.
func (e *ends) block(b Block) {
	if b.Closed {
		clear(e.topics)
	}
	for one, err := range b.Entries(nil) {
		if err != nil {
			return
		}
		e.take(place{one.Topic, one.Partition}, one.Offset+1)
	}
}

// doubts are all that a crash leaves in doubt.
func (e *ends) doubts() (out []Doubt) {
	for topic := range e.topics {
		out = append(out, Doubt{topic, -1, -1})
	}
	for at, next := range e.next {
		if e.topics[at.topic] {
			out = append(out, Doubt{at.topic, at.partition, next})
		}
	}
	slices.SortFunc(out, func(a, b Doubt) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(uint32(a.Partition), uint32(b.Partition)))
	})
	return out
}

// file is the ends as the file has them, a line each.
func (e *ends) file() (out []byte) {
	for _, topic := range slices.Sorted(maps.Keys(e.topics)) {
		out = appendLine(out, topic, -1, -1)
	}
	for at, next := range e.next {
		out = appendLine(out, at.topic, at.partition, next)
	}
	return out
}

// loadEnds reads the file; without one nothing is known.
func loadEnds(in folder) (ends, error) {
	e := newEnds()
	src, err := in.read(endsName)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	var text []byte
	if err == nil {
		defer func() { _ = src.Close() }()
		text, err = all(src)
	}
	if err != nil {
		return e, fmt.Errorf("cannot read where the partitions of the ledger ended: %w", err)
	}
	e.parse(text)
	return e, nil
}

func all(src content) ([]byte, error) {
	size, err := src.Size()
	if err != nil {
		return nil, err
	}
	text := make([]byte, size)
	n, err := src.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return text[:n], nil
}

// save replaces the file at once.
func (e *ends) save(in folder) error {
	if err := replace(in, endsNew, endsName, e.file()); err != nil {
		return fmt.Errorf("cannot save where the partitions of the ledger end: %w", err)
	}
	return nil
}
