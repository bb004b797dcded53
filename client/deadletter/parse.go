package deadletter

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

// ErrNoLetter is what Parse gives for a record that is no dead letter of a known format.
var ErrNoLetter = errors.New("the record is no dead letter of a known format: it has neither breakwater.dlq.v nor the headers of Connect, Spring, Streams, a share group or watermill; read it as what it is")

// Parse reads a dead letter in format v1, or in one of the foreign formats. Its key, value
// and headers point into the record; the headers are those of the failed record, without
// those of the format. Texts are clipped as a Writer clips them, error texts at 32 KiB. An
// error says which header cannot be read; what Parse reads without one, a Writer can write.
func Parse(r *kgo.Record) (Letter, error) {
	if r == nil {
		return Letter{}, errors.New("there is no record to read a dead letter from: the record is nil")
	}
	l := Letter{Key: r.Key, Value: r.Value, Origin: Origin{Partition: -1, Offset: -1}}
	version := func(h kgo.RecordHeader) bool { return h.Key == prefix+"v" }
	var err error
	if begin := slices.IndexFunc(r.Headers, version); begin >= 0 {
		err = l.readV1(r.Headers[:begin], r.Headers[begin:])
	} else {
		err = l.readForeign(r)
	}
	if err == nil {
		err = legalTopic(l.Origin.Topic)
	}
	if err != nil {
		return Letter{}, fmt.Errorf("%s partition %d offset %d: %w", clip(r.Topic, mostTopic), r.Partition, r.Offset, err)
	}
	return l, nil
}

// readV1 reads what stands before the block, and the block. What an interceptor put behind
// it, a trace for example, is the record's own.
func (l *Letter) readV1(own, block []kgo.RecordHeader) error {
	l.Family, l.Headers = V1, own[:len(own):len(own)]
	keyNull := ""
	for _, h := range block {
		f, known := fieldNamed(h.Key)
		switch {
		case known:
			if err := f.set(l, h.Value); err != nil {
				return fmt.Errorf("header %s: %w", h.Key, err)
			}
			if f.name == keyNullName {
				keyNull = string(h.Value)
			}
		case !allCompat.replaces(h.Key):
			l.Headers = append(l.Headers, h)
		}
	}
	return l.complete(keyNull)
}

// complete checks what v1 must have, and gives a null key back to a record whose key went
// through a client that does not tell null from empty.
func (l *Letter) complete(keyNull string) error {
	left := l.left(keyPart) != nil
	switch {
	case l.ID == "":
		return fmt.Errorf("header %sid is missing: the record was not written by a Writer", prefix)
	case keyNull == "true" && !left && len(l.Key) == 0:
		l.Key = nil
	case keyNull == "false" && !left && l.Key == nil:
		l.Key = []byte{}
	}
	for _, of := range []func(*Pointer) **Part{valuePart, keyPart} {
		if p := l.left(of); p != nil && p.SHA256 == "" {
			return fmt.Errorf("a header %spointer.*-sha256 is missing beside its size: the record is not whole", prefix)
		}
	}
	if len(l.Headers) == 0 {
		l.Headers = nil
	}
	return nil
}

// strip is the headers that begin with none of the prefixes, nil for none.
func strip(headers []kgo.RecordHeader, prefixes ...string) []kgo.RecordHeader {
	var kept []kgo.RecordHeader
	for _, h := range headers {
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(h.Key, p) }) {
			kept = append(kept, h)
		}
	}
	return kept
}
