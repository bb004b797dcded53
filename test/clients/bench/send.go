package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// budget is what records on their way may take, for both ways alike.
const budget = 64 << 20

// send sends records one way, and prints what that took.
func send(with string, brokers []string, size, count int, w io.Writer) error {
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(brokers...), kgo.MaxBufferedBytes(budget), kgo.MaxBufferedRecords(budget/(size+512)),
		kgo.ProducerBatchCompression(kgo.NoCompression()))...)
	if err != nil {
		return err
	}
	defer client.Close()
	guard, err := produce.New(client, produce.Config{Budget: budget})
	if err != nil {
		return err
	}
	topic := topicOf(size)
	if o := guard.ProduceSync(context.Background(), &kgo.Record{Topic: topic, Value: []byte("first")}); o.Kind != produce.Persisted {
		return fmt.Errorf("the first record is %s: %w", o.Kind, o.Err)
	}
	var all sync.WaitGroup
	var failed atomic.Pointer[error]
	ends := func(err error) {
		if err != nil {
			failed.CompareAndSwap(nil, &err)
		}
		all.Done()
	}
	promise := func(_ *kgo.Record, err error) { ends(err) }
	told := func(o produce.Outcome) { ends(o.Err) }
	value := make([]byte, size)
	all.Add(count)
	before := measured()
	for range count {
		r := &kgo.Record{Topic: topic, Value: value}
		if with == "guard" {
			guard.Produce(context.Background(), r, told)
		} else {
			client.Produce(context.Background(), r, promise)
		}
	}
	all.Wait()
	after := measured()
	if err := guard.Close(context.Background()); err != nil {
		return err
	}
	if err := failed.Load(); err != nil {
		return *err
	}
	n := float64(count)
	return json.NewEncoder(w).Encode(sample{
		Processor: float64(after.processor-before.processor) / n, Wall: float64(after.at.Sub(before.at)) / n,
		Allocs: float64(after.allocs-before.allocs) / n, Resident: resident(),
	})
}

// topicOf is a topic for each size: what it takes is a setting of it.
func topicOf(size int) string { return fmt.Sprintf("bench-%d", size) }

// moment is what a process has used up to then.
type moment struct {
	at        time.Time
	processor time.Duration
	allocs    uint64
}

func measured() moment {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return moment{at: time.Now()}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return moment{time.Now(), time.Duration(u.Utime.Nano() + u.Stime.Nano()), m.Mallocs}
}

var mostResident = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// resident is the most memory that this process has had, in bytes; 0 where the system does
// not tell it. That of getrusage is the parent's, if that had more.
func resident() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := mostResident.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kB, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		return 0
	}
	return kB << 10
}
