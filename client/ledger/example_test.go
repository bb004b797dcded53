package ledger_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/twmb/franz-go/pkg/kgo"
)

// folder is where the examples keep a ledger.
func folder() string {
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		log.Fatal(err)
	}
	return dir
}

// acknowledged is a record as a promise of kgo has it.
func acknowledged(offset int64) *kgo.Record {
	return &kgo.Record{Topic: "orders", Partition: 2, Offset: offset, Key: []byte("customer-7"), Value: []byte("3 apples"), ProducerID: 4711}
}

// A promise appends what was acknowledged, and does not wait for the disk.
func ExampleLog_Append() {
	dir := folder()
	defer os.RemoveAll(dir)
	l, err := ledger.Open(dir, ledger.Config{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Recovered())
	promise := func(r *kgo.Record, err error) {
		if err != nil {
			return // it was not acknowledged
		}
		if err := l.Append(ledger.Of(r, -1, time.Now(), []byte("order-1"))); err != nil {
			fmt.Println(err)
		}
	}
	promise(acknowledged(1000), nil) // kgo.Client.Produce calls it
	if err := l.Close(); err != nil {
		log.Fatal(err)
	}
	for e, err := range ledger.Entries(dir, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s/%d at %d: %s, %016x\n", e.Topic, e.Partition, e.Offset, e.ID, e.Hash)
	}
	// Output:
	// the ledger is new
	// orders/2 at 1000: order-1, 3fa4ff53dc159d79
}

// Sync is for who must know that the proof is on disk before going on.
func ExampleLog_Sync() {
	dir := folder()
	defer os.RemoveAll(dir)
	l, err := ledger.Open(dir, ledger.Config{OnFailure: ledger.Report})
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	if err := l.Append(ledger.Of(acknowledged(1000), -1, time.Now(), nil)); err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := l.Sync(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Stats().Synced, "entry is on disk")
	// Output: 1 entry is on disk
}

// printed is a Sender without a cluster.
type printed struct{}

func (printed) Send(_ context.Context, block []byte) error {
	b, err := ledger.ParseBlock(block)
	if err == nil {
		fmt.Printf("block %d: %d entries, opened %v, closed %v\n", b.Sequence, b.Count, b.Opened, b.Closed)
	}
	return err
}

// A Shipper sends what is synced, and is closed behind the Log, so that the mark of the
// end is shipped, too.
func ExampleLog_Ship() {
	dir := folder()
	defer os.RemoveAll(dir)
	l, err := ledger.Open(dir, ledger.Config{})
	if err != nil {
		log.Fatal(err)
	}
	s, err := l.Ship(printed{}, ledger.ShipConfig{}) // or ledger.ToTopic(client)
	if err != nil {
		log.Fatal(err)
	}
	if err := l.Append(ledger.Of(acknowledged(1000), -1, time.Now(), nil)); err != nil {
		log.Fatal(err)
	}
	if err := l.Close(); err != nil {
		log.Fatal(err)
	}
	if err := s.Close(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// block 1: 0 entries, opened true, closed false
	// block 2: 1 entries, opened false, closed false
	// block 3: 0 entries, opened false, closed true
}

// ParseBlock reads a block from the topic; entries can be had of some partitions alone.
func ExampleParseBlock() {
	block, err := os.ReadFile("testdata/v1/orders.bin") // the value of a record
	if err != nil {
		log.Fatal(err)
	}
	b, err := ledger.ParseBlock(block)
	if err != nil {
		log.Fatal(err)
	}
	two := func(topic string, partition int32) bool { return topic == "orders" && partition == 2 }
	for e, err := range b.Entries(two) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d %q\n", e.Offset, e.ID)
	}
	// Output:
	// 1000 "order-1"
	// 1001 ""
	// 0 ""
}

// A damaged block says where.
func ExampleDamage() {
	block, err := os.ReadFile("testdata/v1/orders.bin")
	if err != nil {
		log.Fatal(err)
	}
	_, err = ledger.ParseBlock(block[:100])
	fmt.Println(err)
	// Output: block, byte 100: the block has 112 bytes, and 100 of them are there
}
