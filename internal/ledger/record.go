package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Unknown stands for a partition, an offset or a time that was not told.
const Unknown = -1

// Record is one record that must be in the log, because a broker has acknowledged it or an
// application says so.
type Record struct {
	Topic     string
	Partition int32  // Unknown where an audit log does not tell it
	Offset    int64  // Unknown where an audit log does not tell it
	Acked     int64  // when it was acknowledged, in ms since 1970; Unknown if nobody told
	Hash      uint64 // as the format of ledgers has it; counts if Hashed
	Hashed    bool
	Value     uint64 // the hash of its value alone, where key and headers are not known; counts if Valued
	Valued    bool
	ID        string   // the application's own name for it; empty for none
	Payload   *Payload // nil: what it held is not known
	Line      int      // of the audit log, from 1; 0 for a ledger
}

// Payload is what a record held. Nil and empty differ, as in Kafka.
type Payload struct {
	Key, Value []byte
	Headers    []kgo.RecordHeader
}

// record is a new record that holds it.
func (p *Payload) record() *kgo.Record {
	return &kgo.Record{Key: p.Key, Value: p.Value, Headers: slices.Clone(p.Headers)}
}

// Placed says whether it is known where the record is.
func (r *Record) Placed() bool { return r.Partition >= 0 && r.Offset >= 0 }

// Name is how people and headers call the record: by its id, else by its place.
func (r *Record) Name() string {
	if r.ID != "" || !r.Placed() {
		return r.ID
	}
	return r.place()
}

func (r *Record) place() string { return fmt.Sprintf("%s/%d/%d", r.Topic, r.Partition, r.Offset) }

// byPlace orders records as logs do; those without a place come first, in their order.
func byPlace(a, b Record) int {
	return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.Offset, b.Offset))
}
