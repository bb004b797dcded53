package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
	dialled "github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/ledger"
)

// pass is one pass over the logs, and what was read before.
type pass struct{ took, processor, book time.Duration }

// since is a pass that began at a time, when the process had used some processor time.
func since(began time.Time, used, book time.Duration) pass {
	return pass{time.Since(began), processorTime() - used, book}
}

// fill produces the records, and writes down in a ledger what was acknowledged.
func (p proof) fill(ctx context.Context, addresses []string, dir string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(addresses...), kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.MaxBufferedRecords(50_000))
	if err != nil {
		return err
	}
	defer client.Close()
	made, err := kadm.NewClient(client).CreateTopic(ctx, int32(p.partitions), 1, nil, proofTopic)
	if err = errors.Join(err, made.Err); err != nil {
		return err
	}
	log, err := acked.Open(dir, acked.Config{})
	if err != nil {
		return err
	}
	var first kgo.FirstErrPromise
	value := []byte(strings.Repeat("paid ", p.bytes/5))
	for n := range p.records {
		told := first.Promise()
		client.Produce(ctx, &kgo.Record{Topic: proofTopic, Key: fmt.Appendf(nil, "order-%d", n), Value: value}, func(r *kgo.Record, err error) {
			if err == nil {
				err = log.Append(acked.Of(r, -1, time.Now(), nil))
			}
			told(r, err)
		})
	}
	return errors.Join(first.Err(), log.Close())
}

// bare fetches all partitions from their beginning to their end.
func (p proof) bare(ctx context.Context, addresses []string) (out pass, err error) {
	from := map[int32]kgo.Offset{}
	for i := range p.partitions {
		from[int32(i)] = kgo.NewOffset().AtStart()
	}
	began, used := time.Now(), processorTime()
	client, err := kgo.NewClient(kgo.SeedBrokers(addresses...), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{proofTopic: from}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.FetchMaxPartitionBytes(8<<20))
	if err != nil {
		return out, err
	}
	defer client.Close()
	for n := 0; n < p.records; {
		got := client.PollFetches(ctx)
		if err := errors.Join(ctx.Err(), got.Err()); err != nil {
			return out, err
		}
		n += got.NumRecords()
	}
	return since(began, used, 0), nil
}

// verify does what the command does, and tells apart what it takes to read the ledger.
func (p proof) verify(ctx context.Context, addresses []string, dir string) (out pass, err error) {
	began := time.Now()
	own, err := ledger.Folder(dir, nil)
	if err != nil {
		return out, err
	}
	b := ledger.NewBook(own.Records, false)
	book := time.Since(began)
	runtime.GC() // of what it has left
	began, used := time.Now(), processorTime()
	at, err := dialled.New(strings.Join(addresses, ","))
	if err != nil {
		return out, err
	}
	logs, err := ledger.Dial(ctx, at)
	if err != nil {
		return out, err
	}
	defer logs.Close()
	got, err := logs.Verify(ctx, ledger.Plan{Book: b, Now: time.Now, Begin: func(int64) {}, Progress: func(int64) {}})
	out = since(began, used, book)
	if err == nil && got.Counts()[ledger.Present] != p.records {
		err = fmt.Errorf("of %d records %v", p.records, got.Counts())
	}
	return out, err
}

// processorTime is the processor time of this process up to now.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
