package deadletter

import (
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Family is a format of dead letters.
type Family uint8

// The formats that Parse reads.
const (
	NoFamily       Family = iota
	V1                    // breakwater.dlq.*
	FromConnect           // __connect.errors.*
	FromSpring            // kafka_dlt-*, and kafka_original-* of @RetryableTopic
	FromStreams           // __streams.errors.*
	FromShareGroup        // __dlq.errors.*
	FromWatermill         // *_poisoned
)

// String is the family's name.
func (f Family) String() string {
	names := []string{"none", "v1", "connect", "spring", "streams", "share group", "watermill"}
	return names[min(int(f), len(names)-1)]
}

// A foreign format is read header by header.
type foreignFormat struct {
	family   Family
	topic    []string // the names of the header that tells the topic; any will do
	prefixes []string // what its headers begin with
	set      map[string]func(*Letter, []byte) error
}

func (f foreignFormat) has(name string) bool { return slices.Contains(f.topic, name) }

// readForeign reads the format whose topic stands last: a record may have been a dead
// letter before, and Kafka takes the last header of a name too.
func (l *Letter) readForeign(r *kgo.Record) error {
	formats := foreignFormats()
	for i := len(r.Headers) - 1; i >= 0; i-- {
		at := slices.IndexFunc(formats, func(f foreignFormat) bool { return f.has(r.Headers[i].Key) })
		if at >= 0 {
			return l.readAs(formats[at], r)
		}
	}
	return ErrNoLetter
}

func (l *Letter) readAs(f foreignFormat, r *kgo.Record) error {
	l.Family, l.Headers = f.family, strip(r.Headers, f.prefixes...)
	for _, h := range r.Headers {
		if set := f.set[h.Key]; set != nil {
			if err := set(l, h.Value); err != nil {
				return fmt.Errorf("header %s: %w", h.Key, err)
			}
		}
	}
	if l.Family == FromShareGroup && l.Key == nil && l.Value == nil {
		l.Pointer = &Pointer{Guessed: true}
	}
	if l.ID = deadID(r.Topic, r.Partition, r.Offset); l.Origin.Placed() {
		l.ID = placedID(l.Origin, l.Failure.Group)
	}
	return nil
}

func foreignFormats() []foreignFormat {
	return []foreignFormat{connectFormat(), springFormat(), streamsFormat(), shareGroupFormat(), watermillFormat()}
}

func connectFormat() foreignFormat {
	const p = "__connect.errors."
	return foreignFormat{FromConnect, []string{p + "topic"}, []string{p}, map[string]func(*Letter, []byte) error{
		p + "topic": topicText, p + "partition": decimalPartition, p + "offset": decimalOffset,
		p + "connector.name": handlerText, p + "stage": reasonText,
		p + "exception.class.name": classText, p + "exception.message": errorText,
	}}
}

// springFormat is what DeadLetterPublishingRecoverer writes, by its own names and by those
// that @RetryableTopic gives it. The class of the cause is taken before the class of the
// exception, which is Spring's own wrapper.
func springFormat() foreignFormat {
	f := foreignFormat{FromSpring, nil, []string{"kafka_dlt-", "kafka_original-", "kafka_exception-", "kafka_key-exception-"}, map[string]func(*Letter, []byte) error{
		"kafka_dlt-original-consumer-group": groupText,
		"retry_topic-attempts":              bigEndianAttempts,
	}}
	for _, p := range []string{"kafka_", "kafka_dlt-"} {
		f.topic = append(f.topic, p+"original-topic")
		f.set[p+"original-topic"] = topicText
		f.set[p+"original-partition"] = bigEndianPartition
		f.set[p+"original-offset"] = bigEndianOffset
		f.set[p+"original-timestamp"] = bigEndianTime
		f.set[p+"exception-fqcn"], f.set[p+"key-exception-fqcn"] = classIfNone, classIfNone
		f.set[p+"exception-cause-fqcn"] = classText
		f.set[p+"exception-message"], f.set[p+"key-exception-message"] = errorText, errorText
	}
	return f
}

func streamsFormat() foreignFormat {
	const p = "__streams.errors."
	return foreignFormat{FromStreams, []string{p + "topic"}, []string{p}, map[string]func(*Letter, []byte) error{
		p + "topic": topicText, p + "partition": decimalPartition, p + "offset": decimalOffset,
		p + "exception": throwableClass, p + "message": errorText,
	}}
}

func shareGroupFormat() foreignFormat {
	const p = "__dlq.errors."
	return foreignFormat{FromShareGroup, []string{p + "topic"}, []string{p}, map[string]func(*Letter, []byte) error{
		p + "topic": topicText, p + "partition": decimalPartition, p + "offset": decimalOffset,
		p + "group": groupText, p + "delivery.count": decimalAttempts, p + "message": errorText,
	}}
}

// watermillFormat is what middleware.PoisonQueue writes: it does not tell a place.
func watermillFormat() foreignFormat {
	names := []string{"reason_poisoned", "topic_poisoned", "handler_poisoned", "subscriber_poisoned"}
	return foreignFormat{FromWatermill, []string{"topic_poisoned"}, names, map[string]func(*Letter, []byte) error{
		"topic_poisoned": topicText, "reason_poisoned": errorText, "handler_poisoned": handlerText,
	}}
}
