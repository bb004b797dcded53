package deadletter

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func hs(pairs ...string) []kgo.RecordHeader {
	var out []kgo.RecordHeader
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, header(pairs[i], pairs[i+1]))
	}
	return out
}

// TestForeignLetters: byte for byte what the writers named in Compat's documentation write,
// stack traces and all.
func TestForeignLetters(t *testing.T) {
	at := Origin{Topic: "orders", Partition: 3, Offset: 258}
	dated := at
	dated.Time = time.UnixMilli(1_700_000_000_000).UTC()
	nowhere := Origin{Topic: "orders", Partition: -1, Offset: -1}
	spring := hs("kafka_dlt-original-topic", "orders", "kafka_dlt-original-partition", "\x00\x00\x00\x03", "kafka_dlt-original-offset", "\x00\x00\x00\x00\x00\x00\x01\x02",
		"kafka_dlt-original-timestamp", "\x00\x00\x01\x8b\xcf\xe5\x68\x00", "kafka_dlt-original-timestamp-type", "CreateTime", "kafka_dlt-original-consumer-group", "billing",
		"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException", "kafka_dlt-exception-cause-fqcn", "java.lang.NumberFormatException", "kafka_dlt-exception-message", "warm", "kafka_dlt-exception-stacktrace", "at a.b.C")
	retryable := hs("kafka_original-topic", "orders", "kafka_original-partition", "\x00\x00\x00\x03", "kafka_original-offset", "\x00\x00\x00\x00\x00\x00\x01\x02",
		"kafka_original-timestamp", "\xff\xff\xff\xff\xff\xff\xff\xff", "kafka_dlt-original-consumer-group", "billing", "kafka_exception-fqcn", "java.lang.Error", "kafka_exception-message", "warm", "kafka_exception-stacktrace", "at a")
	for name, c := range map[string]struct {
		headers []kgo.RecordHeader
		family  Family
		origin  Origin
		failure Failure
		own     []kgo.RecordHeader
	}{
		"connect": {hs("trace", "x", "__connect.errors.topic", "orders", "__connect.errors.partition", "3", "__connect.errors.offset", "258", "__connect.errors.connector.name", "sink", "__connect.errors.task.id", "0",
			"__connect.errors.stage", "VALUE_CONVERTER", "__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter", "__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException", "__connect.errors.exception.message", "warm", "__connect.errors.exception.stacktrace", "at a"),
			FromConnect, at, Failure{Handler: "sink", Reason: "VALUE_CONVERTER", Class: "org.apache.kafka.connect.errors.DataException", Error: "warm"}, hs("trace", "x")},
		"connect, nowhere": {hs("__connect.errors.topic", "orders", "__connect.errors.partition", "-1", "__connect.errors.offset", "-1"), FromConnect, nowhere, Failure{}, nil},
		"spring":           {spring, FromSpring, dated, Failure{Group: "billing", Class: "java.lang.NumberFormatException", Error: "warm"}, nil},
		"spring, retryable": {append(retryable, kgo.RecordHeader{Key: "retry_topic-attempts", Value: []byte{0, 0, 0, 4}}), FromSpring, at,
			Failure{Group: "billing", Class: "java.lang.Error", Error: "warm", Attempts: 4}, hs("retry_topic-attempts", "\x00\x00\x00\x04")},
		"spring, key": {hs("kafka_dlt-original-topic", "orders", "kafka_dlt-key-exception-fqcn", "K", "kafka_dlt-key-exception-message", "no key", "retry_topic-attempts", "\x02"),
			FromSpring, nowhere, Failure{Class: "K", Error: "no key", Attempts: 2}, hs("retry_topic-attempts", "\x02")},
		"spring, cause first": {hs("kafka_dlt-original-topic", "orders", "kafka_dlt-exception-cause-fqcn", "Cause", "kafka_dlt-exception-fqcn", "Wrapper"), FromSpring, nowhere, Failure{Class: "Cause"}, nil},
		"streams": {hs("__streams.errors.exception", "org.apache.kafka.common.errors.SerializationException: a: b", "__streams.errors.message", "a: b", "__streams.errors.stacktrace", "at a", "__streams.errors.topic", "orders", "__streams.errors.partition", "3", "__streams.errors.offset", "258"),
			FromStreams, at, Failure{Class: "org.apache.kafka.common.errors.SerializationException", Error: "a: b"}, nil},
		"share group": {hs("__dlq.errors.topic", "orders", "__dlq.errors.partition", "3", "__dlq.errors.offset", "258", "__dlq.errors.group", "billing", "__dlq.errors.delivery.count", "5", "__dlq.errors.message", "Offset rejected by client."),
			FromShareGroup, at, Failure{Group: "billing", Attempts: 5, Error: "Offset rejected by client."}, nil},
		"watermill": {hs("_watermill_message_uuid", "u", "reason_poisoned", "warm", "topic_poisoned", "orders", "handler_poisoned", "bill", "subscriber_poisoned", "kafka.Subscriber"),
			FromWatermill, nowhere, Failure{Handler: "bill", Error: "warm"}, hs("_watermill_message_uuid", "u")},
		"the last of two": {slices.Concat(hs("__dlq.errors.topic", "first"), hs("topic_poisoned", "orders")), FromWatermill, nowhere, Failure{}, hs("__dlq.errors.topic", "first")},
		"appended twice":  {slices.Concat(hs("kafka_dlt-original-topic", "first", "kafka_dlt-original-partition", "\x00\x00\x00\x09"), spring), FromSpring, dated, Failure{Group: "billing", Class: "java.lang.NumberFormatException", Error: "warm"}, nil},
	} {
		r := &kgo.Record{Topic: "q", Partition: 2, Offset: 11, Key: []byte("k"), Value: []byte("v"), Headers: c.headers}
		l, err := Parse(r)
		if err != nil || l.Family != c.family || l.Origin != c.origin || l.Failure != c.failure || !reflect.DeepEqual(l.Headers, c.own) {
			t.Errorf("%s: %v\n%+v", name, err, l)
		}
		want := deadID("q", 2, 11)
		if c.origin.Placed() {
			want = placedID(c.origin, c.failure.Group)
		}
		if l.ID != want || string(l.Key) != "k" || string(l.Value) != "v" || l.Pointer != nil {
			t.Errorf("%s: %+v, id %s", name, l, want)
		}
	}
}

// TestAShareGroupMayNotCopy: without copy.record.enable there is neither key nor value.
func TestAShareGroupMayNotCopy(t *testing.T) {
	l, err := Parse(&kgo.Record{Headers: hs("__dlq.errors.topic", "orders")})
	if err != nil || l.Pointer == nil || !l.Pointer.Guessed {
		t.Errorf("%v %+v", err, l.Pointer)
	}
}

func TestBrokenForeignNumbers(t *testing.T) {
	for _, c := range [][]kgo.RecordHeader{
		hs("kafka_dlt-original-topic", "t", "kafka_dlt-original-partition", "3"),
		hs("kafka_dlt-original-topic", "t", "kafka_dlt-original-partition", "\xff\xff\xff\xff"),
		hs("kafka_dlt-original-topic", "t", "kafka_dlt-original-offset", "\x00\x00\x00\x01"),
		hs("kafka_original-topic", "t", "kafka_original-timestamp", "\x80\x00\x00\x00\x00\x00\x00\x00"),
		hs("kafka_original-topic", "t", "retry_topic-attempts", "12"),
		hs("__streams.errors.topic", "t", "__streams.errors.partition", "-2"),
		hs("__streams.errors.topic", "t", "__streams.errors.offset", "9223372036854775808"),
		hs("__dlq.errors.topic", "t", "__dlq.errors.delivery.count", ""),
		hs("__dlq.errors.topic", strings.Repeat("t", 250)),
	} {
		if l, err := Parse(&kgo.Record{Headers: c}); err == nil || len(c) > 1 && !strings.Contains(err.Error(), c[1].Key) {
			t.Errorf("%v: %v, %+v", c, err, l)
		}
	}
}

// TestCompat: what is written for other tools, read without our own block, tells what the
// block tells; a rejected record has no place in any of them.
func TestCompat(t *testing.T) {
	for compat, family := range map[Compat]Family{Connect: FromConnect, Spring: FromSpring, Streams: FromStreams, ShareGroup: FromShareGroup} {
		l := failed()
		l.Failure.Group, l.Failure.Handler = "billing", "bill"
		want := l.Failure
		got, err := Parse(&kgo.Record{Headers: compat.append(nil, &l)})
		if err != nil || got.Family != family || got.Origin.Topic != "orders" || got.Origin.Partition != 3 || got.Origin.Offset != 42 || got.Failure.Error != want.Error {
			t.Errorf("%v: %v %+v", family, err, got)
		}
		if has := compat != ShareGroup; has != (got.Failure.Class == want.Class) {
			t.Errorf("%v: class %q", family, got.Failure.Class)
		}
		if has := compat == Spring || compat == ShareGroup; has != (got.Failure.Group == want.Group) {
			t.Errorf("%v: group %q", family, got.Failure.Group)
		}
		if compat == Spring && !got.Origin.Time.Equal(l.Origin.Time) || compat == ShareGroup && got.Failure.Attempts != 5 {
			t.Errorf("%v: %+v", family, got)
		}
		l.Origin.Partition, l.Origin.Offset = -1, -1
		if got, err := Parse(&kgo.Record{Headers: compat.append(nil, &l)}); err != nil || got.Origin.Placed() {
			t.Errorf("%v without a place: %v %+v", family, err, got.Origin)
		}
	}
}

// TestCompatIsWrittenToTheByte: Spring's numbers are binary, the others' are texts.
func TestCompatIsWrittenToTheByte(t *testing.T) {
	l := failed()
	l.Failure.Group, l.Failure.Attempts = "billing", 1<<20
	got := map[string]string{}
	for _, h := range allCompat.append(nil, &l) {
		if _, twice := got[h.Key]; twice {
			t.Errorf("%s is there twice", h.Key)
		}
		got[h.Key] = string(h.Value)
	}
	for name, want := range map[string]string{
		"kafka_dlt-original-partition": "\x00\x00\x00\x03", "kafka_dlt-original-offset": "\x00\x00\x00\x00\x00\x00\x00\x2a",
		"kafka_dlt-original-timestamp": "\x00\x00\x01\xa2\x2c\x1c\x93\x80", "kafka_dlt-original-consumer-group": "billing",
		"__connect.errors.partition": "3", "__connect.errors.offset": "42", "__connect.errors.exception.class.name": "poison",
		"__streams.errors.exception": "poison: celsius is no number", "__streams.errors.offset": "42",
		"__dlq.errors.delivery.count": "32767", "__dlq.errors.message": "celsius is no number",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	if name := Family(99).String(); name != "watermill" || FromShareGroup.String() != "share group" {
		t.Errorf("names: %s", name)
	}
}
