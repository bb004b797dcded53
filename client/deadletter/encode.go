package deadletter

import (
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
)

// format is how letters become records.
type format struct {
	compat Compat
	budget int // bytes for our headers
}

// record is the letter as a record for a topic: the record's own headers, and behind them
// the block that begins with breakwater.dlq.v. Its timestamp is the time of writing, so
// that the dead-letter topic's retention counts from then.
func (f format) record(l Letter, topic string, partition int32, now time.Time) *kgo.Record {
	return &kgo.Record{
		Topic: topic, Partition: partition, Timestamp: now,
		Key: l.Key, Value: l.Value, Headers: slices.Concat(l.Headers, f.block(l)),
	}
}

// block is the headers of a letter, in no more bytes than the budget: the text of the
// error, which stands in it once for each format, takes what the others leave.
func (f format) block(l Letter) []kgo.RecordHeader {
	text := l.Failure.Error
	if text == "" {
		return f.headers(l)
	}
	l.Failure.Error = "x"
	const growth = 4 // bytes by which a longer length may get longer itself
	free := (f.budget-headerBytes(f.headers(l)))/(1+f.compat.errors()) - growth
	l.Failure.Error = clip(text, min(1+free, mostError))
	return f.headers(l)
}

func (f format) headers(l Letter) []kgo.RecordHeader {
	var block []kgo.RecordHeader
	for _, field := range fields {
		if v := field.get(&l); v != "" {
			block = append(block, header(prefix+field.name, v))
		}
	}
	return f.compat.append(block, &l)
}

func header(name, value string) kgo.RecordHeader {
	return kgo.RecordHeader{Key: name, Value: []byte(value)}
}

// headerSize is what a header takes in a record of format v2, in bytes.
func headerSize(name string, value int) int {
	return kbin.VarintLen(int32(len(name))) + len(name) + kbin.VarintLen(int32(value)) + value
}

// least is the budget below which not even the largest letter without an error's text
// fits.
func (f format) least() int {
	long := strings.Repeat("x", mostText)
	most := Letter{
		ID:      kindPlaced + strings.Repeat("0", 2*idBytes),
		Origin:  Origin{Cluster: long, Topic: long[:mostTopic], Partition: 1<<31 - 1, Offset: 1<<63 - 1, Time: time.UnixMilli(1<<63 - 1)},
		Failure: Failure{Group: long, Attempts: 1<<63 - 1, First: time.UnixMilli(1<<63 - 1), Last: time.UnixMilli(1<<63 - 1), Reason: long, Class: long, Error: "x", Handler: long, Client: long},
		Redrive: Redrive{Count: 1<<63 - 1, Run: long},
		Pointer: &Pointer{Value: partOf(nil), Key: partOf(nil), Headers: 1<<31 - 1},
	}
	most.Pointer.Value.Bytes, most.Pointer.Key.Bytes = 1<<31-1, 1<<31-1
	return headerBytes(f.headers(most)) + leastError*(1+f.compat.errors())
}

// leastError is what is left for the error's text in any case, in bytes.
const leastError = 64
