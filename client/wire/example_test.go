package wire_test

import (
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// A record is held against a topic's max.message.bytes before it is sent.
func ExampleAlone() {
	const maxMessageBytes = 1_048_588 // Kafka's default
	for _, n := range []int{1_048_516, 1_048_517} {
		size := wire.Alone(&kgo.Record{Value: make([]byte, n)})
		fmt.Println(size, "bytes, fits:", size <= maxMessageBytes)
	}
	// Output:
	// 1048588 bytes, fits: true
	// 1048589 bytes, fits: false
}

// Together records share what a batch has beside them.
func ExampleBatch() {
	noon := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	first := &kgo.Record{Key: []byte("sensor-7"), Value: make([]byte, 100), Timestamp: noon}
	second := &kgo.Record{Key: []byte("sensor-8"), Value: make([]byte, 100), Timestamp: noon.Add(time.Second)}
	fmt.Println(wire.Alone(first), "and", wire.Alone(second), "bytes alone")
	fmt.Println(wire.Batch([]*kgo.Record{first, second}), "bytes together")
	// Output:
	// 178 and 178 bytes alone
	// 296 bytes together
}

// Who collects records up to a limit needs to know neither their order nor their times.
func ExampleMost() {
	const limit = 1000
	collected, size := 0, wire.BatchOverhead
	for r := (&kgo.Record{Value: make([]byte, 100)}); size+wire.Most(r) <= limit; collected++ {
		size += wire.Most(r)
	}
	fmt.Println(collected, "records have at most", size, "bytes")
	// Output:
	// 7 records have at most 915 bytes
}
