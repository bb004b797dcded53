package produce_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// An embedded broker stands for a cluster.
func broker() (addresses []string, end func()) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "orders"))
	if err != nil {
		log.Fatal(err)
	}
	return c.ListenAddrs(), c.Close
}

func Example() {
	brokers, end := broker()
	defer end()
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(brokers...))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	guard, err := produce.New(client, produce.Config{
		Within:  30 * time.Second,
		Settled: func(o produce.Outcome) { fmt.Printf("settled: %s is %s\n", o.Record.Key, o.Kind) },
	})
	if err != nil {
		log.Fatal(err)
	}
	guard.Produce(context.Background(), &kgo.Record{Topic: "orders", Key: []byte("o-17"), Value: []byte("3 pumps")}, func(o produce.Outcome) {
		switch o.Kind {
		case produce.Persisted:
			fmt.Printf("%s is in partition %d at offset %d\n", o.Record.Key, o.Record.Partition, o.Record.Offset)
		case produce.InDoubt:
			fmt.Printf("%s may be in the log: do not send it again before it is settled\n", o.Record.Key)
		default:
			fmt.Printf("%s is not in the log: %v\n", o.Record.Key, o.Err)
		}
	})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := guard.Close(ctx); err != nil {
		log.Print(err)
	}
	// Output: o-17 is in partition 0 at offset 0
}

func ExampleTombstones() {
	tombstones, err := produce.Tombstones(produce.Limit{PerSecond: 1, Burst: 2}, "gdpr-*")
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		err = tombstones.Judge(&kgo.Record{Topic: "machines", Key: []byte("m-3")})
	}
	fmt.Println(err)
	// Output: the record has a key and no value, which deletes what a compacted topic holds for the key: more than 1 a second (2 at once) for machines. If it is meant, raise the limit, or name the topic among the free ones
}

func ExampleSizes() {
	brokers, end := broker()
	defer end()
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(brokers...))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	guard, err := produce.New(client, produce.Config{Sizes: &produce.Sizes{
		Shrink: func(_ context.Context, r *kgo.Record, bytes int) error {
			r.Value = r.Value[:len(r.Value)/2] // every second sample
			return nil
		},
		Keep: func(_ context.Context, r *kgo.Record, why *produce.TooLarge) (string, error) {
			return "", fmt.Errorf("nowhere to keep %d bytes", why.Size)
		},
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, size := range []int{1_000_000, 4_000_000} {
		o := guard.ProduceSync(context.Background(), &kgo.Record{Topic: "orders", Value: make([]byte, size)})
		fmt.Println(o.Kind, len(o.Record.Value), o.Err)
	}
	if err := guard.Close(context.Background()); err != nil {
		log.Print(err)
	}
	// Output:
	// persisted 500000 <nil>
	// rejected 2000000 rejected by the policy sizes: the record takes 2000074 bytes, and orders takes 1048588 (the smaller one of max.message.bytes and segment.bytes), and it is kept nowhere: nowhere to keep 2000074 bytes
}

// A ledger behind the guard: an entry for each record that is acknowledged.
func ExampleLedger() {
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	book, err := ledger.Open(dir, ledger.Config{})
	if err != nil {
		log.Fatal(err)
	}
	brokers, end := broker()
	defer end()
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(brokers...))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	guard, err := produce.New(client, produce.Config{Ledger: &produce.Ledger{Log: book, ID: produce.Header("order-id")}})
	if err != nil {
		log.Fatal(err)
	}
	guard.ProduceSync(context.Background(), &kgo.Record{Topic: "orders", Value: []byte("3 apples"), Headers: []kgo.RecordHeader{{Key: "order-id", Value: []byte("order-1")}}})
	if err := errors.Join(guard.Close(context.Background()), book.Close()); err != nil {
		log.Fatal(err)
	}
	for e, err := range ledger.Entries(dir, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s/%d at %d: %s\n", e.Topic, e.Partition, e.Offset, e.ID)
	}
	// Output: orders/0 at 0: order-1
}
