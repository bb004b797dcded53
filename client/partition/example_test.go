package partition_test

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
)

// Who writes beside Java's producers, or Kafka Connect, chooses as they do.
func ExampleJava() {
	client, err := kgo.NewClient(kgo.RecordPartitioner(partition.Java()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
}

// One key lies in two partitions where a topic is written by both.
func ExampleLibrdkafka() {
	key := &kgo.Record{Key: []byte("sensor-7")}
	fmt.Println("Java:      ", partition.Java().ForTopic("readings").Partition(key, 6))
	fmt.Println("librdkafka:", partition.Librdkafka().ForTopic("readings").Partition(key, 6))
	// Output:
	// Java:       4
	// librdkafka: 0
}

// A tenant has up to three of twelve partitions, and each of its sensors one of them.
func ExampleTenants() {
	readings := partition.Tenants(3, partition.At("/")).ForTopic("readings")
	for _, key := range []string{"acme/sensor-1", "acme/sensor-2", "acme/sensor-3", "acme/sensor-1"} {
		fmt.Println(key, "is in", readings.Partition(&kgo.Record{Key: []byte(key)}, 12))
	}
	// Output:
	// acme/sensor-1 is in 1
	// acme/sensor-2 is in 1
	// acme/sensor-3 is in 2
	// acme/sensor-1 is in 1
}

// Keys may have another form than tenant and sub-key with a separator between.
func ExampleSplit() {
	firstFour := partition.Split(func(key []byte) (tenant, sub []byte) {
		n := min(4, len(key))
		return key[:n], key[n:]
	})
	tenant, sub := firstFour([]byte("acmesensor-7"))
	fmt.Printf("%s %s\n", tenant, sub)
	// Output:
	// acme sensor-7
}

func ExampleAt() {
	for _, key := range []string{"acme/sensor-7", "acme/hall/sensor-7", "acme"} {
		tenant, sub := partition.At("/")([]byte(key))
		fmt.Printf("%s: the sub-key %q of %s\n", key, sub, tenant)
	}
	// Output:
	// acme/sensor-7: the sub-key "sensor-7" of acme
	// acme/hall/sensor-7: the sub-key "hall/sensor-7" of acme
	// acme: the sub-key "" of acme
}
