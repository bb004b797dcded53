package deadletter

import (
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Compat is a set of foreign formats whose headers are written too, so that tools which
// know these find their way; join them by |. Everything is written by the names and in the
// types of the originals; what has no equivalent here (stack traces, Connect's stage and
// task, Spring's timestamp type) is not written.
type Compat uint8

const (
	// Connect writes __connect.errors.* as texts, -1 for an unknown place
	// (org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter).
	Connect Compat = 1 << iota
	// Spring writes kafka_dlt-*: the partition as 4 bytes, offset and timestamp as 8, all
	// big-endian, the others as texts (DeadLetterPublishingRecoverer).
	Spring
	// Streams writes __streams.errors.* as texts (KIP-1034; ExceptionHandlerUtils).
	Streams
	// ShareGroup writes __dlq.errors.* as texts (KIP-1191; ShareGroupDLQStateManager).
	ShareGroup

	allCompat = Connect | Spring | Streams | ShareGroup
)

// errors is how often the error's text stands in the headers of the set.
func (c Compat) errors() int {
	n := 0
	for bit, times := range map[Compat]int{Connect: 1, Spring: 1, Streams: 2, ShareGroup: 1} {
		if c&bit != 0 {
			n += times
		}
	}
	return n
}

// append adds the foreign headers of a letter.
func (c Compat) append(to []kgo.RecordHeader, l *Letter) []kgo.RecordHeader {
	f := foreignHeaders{to}
	if c&Connect != 0 {
		f.connect(l)
	}
	if c&Spring != 0 {
		f.spring(l)
	}
	if c&Streams != 0 {
		f.streams(l)
	}
	if c&ShareGroup != 0 {
		f.shareGroup(l)
	}
	return f.list
}

type foreignHeaders struct{ list []kgo.RecordHeader }

func (f *foreignHeaders) text(name, value string) {
	if value != "" {
		f.list = append(f.list, header(name, value))
	}
}

func (f *foreignHeaders) binary(name string, value []byte) {
	f.list = append(f.list, kgo.RecordHeader{Key: name, Value: value})
}

func (f *foreignHeaders) connect(l *Letter) {
	f.text("__connect.errors.topic", l.Origin.Topic)
	f.text("__connect.errors.partition", strconv.Itoa(int(l.Origin.Partition)))
	f.text("__connect.errors.offset", strconv.FormatInt(l.Origin.Offset, 10))
	f.text("__connect.errors.connector.name", l.Failure.Handler)
	f.text("__connect.errors.exception.class.name", l.Failure.Class)
	f.text("__connect.errors.exception.message", l.Failure.Error)
}

func (f *foreignHeaders) spring(l *Letter) {
	f.text("kafka_dlt-original-topic", l.Origin.Topic)
	if l.Origin.Partition >= 0 {
		f.binary("kafka_dlt-original-partition", binary.BigEndian.AppendUint32(nil, uint32(l.Origin.Partition)))
	}
	if l.Origin.Offset >= 0 {
		f.binary("kafka_dlt-original-offset", binary.BigEndian.AppendUint64(nil, uint64(l.Origin.Offset)))
	}
	if !l.Origin.Time.IsZero() {
		f.binary("kafka_dlt-original-timestamp", binary.BigEndian.AppendUint64(nil, uint64(l.Origin.Time.UnixMilli())))
	}
	f.text("kafka_dlt-original-consumer-group", l.Failure.Group)
	f.text("kafka_dlt-exception-fqcn", l.Failure.Class)
	f.text("kafka_dlt-exception-message", l.Failure.Error)
}

func (f *foreignHeaders) streams(l *Letter) {
	f.text("__streams.errors.exception", throwable(l.Failure))
	f.text("__streams.errors.message", l.Failure.Error)
	f.text("__streams.errors.topic", l.Origin.Topic)
	f.text("__streams.errors.partition", place(int64(l.Origin.Partition)))
	f.text("__streams.errors.offset", place(l.Origin.Offset))
}

// throwable is what java.lang.Throwable.toString makes: the class, and behind it the text.
func throwable(f Failure) string {
	if f.Class == "" || f.Error == "" {
		return f.Class + f.Error
	}
	return f.Class + ": " + f.Error
}

func (f *foreignHeaders) shareGroup(l *Letter) {
	f.text("__dlq.errors.topic", l.Origin.Topic)
	f.text("__dlq.errors.partition", place(int64(l.Origin.Partition)))
	f.text("__dlq.errors.offset", place(l.Origin.Offset))
	f.text("__dlq.errors.group", l.Failure.Group)
	if l.Failure.Attempts > 0 {
		f.text("__dlq.errors.delivery.count", strconv.Itoa(min(l.Failure.Attempts, 1<<15-1))) // a short in Kafka
	}
	f.text("__dlq.errors.message", l.Failure.Error)
}

// replaces tells whether a header of the failed record is one that a writer with this set
// writes anew.
func (c Compat) replaces(name string) bool {
	return strings.HasPrefix(name, prefix) ||
		c&Connect != 0 && strings.HasPrefix(name, "__connect.errors.") ||
		c&Spring != 0 && strings.HasPrefix(name, "kafka_dlt-") ||
		c&Streams != 0 && strings.HasPrefix(name, "__streams.errors.") ||
		c&ShareGroup != 0 && strings.HasPrefix(name, "__dlq.errors.")
}
