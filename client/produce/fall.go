package produce

import "fmt"

// A Fall is an offset that a broker has acknowledged although it is not above the one
// before, of the same client and partition: the log was cut on all replicas, or the topic
// was made anew. No client and no broker calls that an error. Package detect finds out what
// is lost. A client without idempotence sees none: its answers may come in any order.
type Fall struct {
	Topic     string
	Partition int32
	Before    int64 // acknowledged before
	Offset    int64 // acknowledged now
}

// String says what it means.
func (f Fall) String() string {
	return fmt.Sprintf("offset %d of %s, partition %d, was acknowledged after offset %d: the log was cut or the topic made anew, and what was acknowledged at offsets %d to %d may be lost",
		f.Offset, f.Topic, f.Partition, f.Before, f.Offset, f.Before)
}
