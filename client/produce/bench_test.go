package produce

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// BenchmarkProduce prints the processor time of a record, the embedded broker's included,
// through a guard and through kgo alone.
func BenchmarkProduce(b *testing.B) {
	for _, size := range []int{100, 1 << 10} {
		for _, with := range []string{"kgo", "guard"} {
			b.Run(fmt.Sprintf("%s/%d", with, size), func(b *testing.B) { produces(b, with, size) })
		}
	}
}

func produces(b *testing.B, with string, size int) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(6, "orders"))
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	client, err := kgo.NewClient(append(Options(), kgo.SeedBrokers(c.ListenAddrs()...), kgo.MaxBufferedRecords(1_000_000))...)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	g, err := New(client, Config{Budget: 64 << 20})
	if err != nil {
		b.Fatal(err)
	}
	if o := g.ProduceSync(b.Context(), &kgo.Record{Topic: "orders", Value: []byte("first")}); o.Kind != Persisted {
		b.Fatal(o.Err)
	}
	records := make([]kgo.Record, b.N)
	value := make([]byte, size)
	for i := range records {
		records[i].Topic, records[i].Value = "orders", value
	}
	var all sync.WaitGroup
	all.Add(b.N)
	began := processor()
	b.ReportAllocs()
	b.ResetTimer()
	promise := func(_ *kgo.Record, err error) {
		if err != nil {
			b.Error(err)
		}
		all.Done()
	}
	told := func(o Outcome) {
		if o.Kind != Persisted {
			b.Error(o.Err)
		}
		all.Done()
	}
	for i := range records {
		if with == "kgo" {
			client.Produce(b.Context(), &records[i], promise)
		} else {
			g.Produce(b.Context(), &records[i], told)
		}
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64((processor()-began).Nanoseconds())/float64(b.N), "cpu-ns/op")
	if err := g.Close(context.Background()); err != nil {
		b.Error(err)
	}
}

// processor is the processor time of this process.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
