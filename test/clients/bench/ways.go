package main

import (
	"context"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// ways are the ways of sending; the first one is what the others are held against.
var ways = []string{"kgo", "guard", "ledger"}

// budget is what records on their way may take, for all ways alike.
const budget = 64 << 20

// A sender sends records one way.
type sender struct {
	send func(*kgo.Record)
	end  func() error
}

// begin makes a sender, which has the error of each record told.
func begin(way string, brokers []string, l load, told func(error)) (*sender, error) {
	opts := []kgo.Opt{
		kgo.SeedBrokers(brokers...), kgo.MaxBufferedBytes(budget), kgo.MaxBufferedRecords(budget / (l.size + 512)), kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.WithLogger(kgo.BasicLogger(os.Stderr, kgo.LogLevelWarn, nil)), // printed if the process fails
	}
	switch way {
	case "kgo":
		return bare(append(opts, kgo.ProducerBatchMaxBytes(int32(l.most)+1)), told) // as produce.Options has it
	case "ledger":
		return booked(opts, told)
	}
	return guarded(opts, produce.Config{Budget: budget}, told)
}

func bare(opts []kgo.Opt, told func(error)) (*sender, error) {
	client, err := kgo.NewClient(opts...)
	if err != nil {
		return nil, err
	}
	promise := func(_ *kgo.Record, err error) { told(err) }
	return &sender{
		send: func(r *kgo.Record) { client.Produce(context.Background(), r, promise) },
		end:  func() error { client.Close(); return nil },
	}, nil
}

func guarded(opts []kgo.Opt, c produce.Config, told func(error)) (*sender, error) {
	client, err := kgo.NewClient(append(produce.Options(), opts...)...)
	if err != nil {
		return nil, err
	}
	guard, err := produce.New(client, c)
	if err != nil {
		client.Close()
		return nil, err
	}
	outcome := func(o produce.Outcome) { told(o.Err) }
	return &sender{
		send: func(r *kgo.Record) { guard.Produce(context.Background(), r, outcome) },
		end: func() error {
			defer client.Close()
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			return guard.Close(ctx)
		},
	}, nil
}

// booked has a ledger behind the guard, with ids of 16 bytes.
func booked(opts []kgo.Opt, told func(error)) (*sender, error) {
	dir, err := os.MkdirTemp("", "breakwater-bench-")
	if err != nil {
		return nil, err
	}
	log, err := ledger.Open(dir, ledger.Config{})
	if err != nil {
		return nil, err
	}
	id := func(r *kgo.Record) []byte { return r.Value[:min(16, len(r.Value))] }
	s, err := guarded(opts, produce.Config{Budget: budget, Ledger: &produce.Ledger{Log: log, ID: id}}, told)
	if err != nil {
		return nil, err
	}
	end := s.end
	s.end = func() error {
		if err := end(); err != nil {
			return err
		}
		if err := log.Close(); err != nil {
			return err
		}
		return os.RemoveAll(dir)
	}
	return s, nil
}
