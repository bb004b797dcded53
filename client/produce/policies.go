package produce

import (
	"fmt"
	"path"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Topics rejects records for topics that match none of the patterns: names, in which '*'
// stands for any letters and '?' for one. A typing error then makes no topic
// (auto.create.topics.enable). A pattern that cannot be read is an error.
func Topics(patterns ...string) (Policy, error) {
	for _, p := range patterns {
		if _, err := path.Match(p, ""); err != nil {
			return Policy{}, fmt.Errorf("the pattern %q of topics cannot be read: %w", p, err)
		}
	}
	return Policy{Name: "topics", Judge: func(r *kgo.Record) error {
		if matches(patterns, r.Topic) {
			return nil
		}
		return fmt.Errorf("%w: %q, of %s. Correct the name, or allow it", ErrTopic, r.Topic, strings.Join(patterns, ", "))
	}}, nil
}

// matches tells whether a name matches one of the patterns, which can all be read. A name
// holds no slash.
func matches(patterns []string, name string) bool {
	for _, p := range patterns {
		if ok, err := path.Match(p, name); ok && err == nil {
			return true
		}
	}
	return false
}

// Keyed rejects records without a key for topics that match one of the patterns: what
// belongs together would be spread over all partitions, without an order, and a compacted
// topic refuses it (INVALID_RECORD).
func Keyed(patterns ...string) (Policy, error) {
	of, err := Topics(patterns...)
	if err != nil {
		return Policy{}, err
	}
	return Policy{Name: "keyed", Judge: func(r *kgo.Record) error {
		if len(r.Key) > 0 || of.Judge(r) != nil {
			return nil
		}
		return fmt.Errorf("%w, and the records of %s must have one", ErrKey, r.Topic)
	}}, nil
}

// Headers rejects records with more headers than most, or whose headers have more bytes
// than bytes, names and values together. Kafka has no limit of its own but that of the
// whole record.
func Headers(most, bytes int) Policy {
	return Policy{Name: "headers", Judge: func(r *kgo.Record) error {
		size := 0
		for i := range r.Headers {
			size += len(r.Headers[i].Key) + len(r.Headers[i].Value)
		}
		if len(r.Headers) <= most && size <= bytes {
			return nil
		}
		return fmt.Errorf("%w: %d headers of %d bytes, and %d of %d are allowed", ErrHeaders, len(r.Headers), size, most, bytes)
	}}
}
