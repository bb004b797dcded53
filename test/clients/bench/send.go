package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A sending is the records of which not all were told yet.
type sending struct {
	open   sync.WaitGroup
	failed atomic.Pointer[error] // the first one
}

func (s *sending) told(err error) {
	if err != nil {
		s.failed.CompareAndSwap(nil, &err)
	}
	s.open.Done()
}

// wait waits until all were told, and returns the first error.
func (s *sending) wait() error {
	s.open.Wait()
	if err := s.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// send sends records one way, and prints what that took.
func send(way string, brokers []string, l load, w io.Writer) error {
	var all sending
	s, err := begin(way, brokers, l, all.told)
	if err != nil {
		return err
	}
	out, err := run(s, &all, l)
	if err := errors.Join(err, s.end()); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(out)
}

// run sends one record, by which all is there that is made once, and then the others.
func run(s *sender, all *sending, l load) (sample, error) {
	topic := l.topic()
	all.open.Add(1)
	s.send(&kgo.Record{Topic: topic, Value: []byte("the first record")})
	if err := all.wait(); err != nil {
		return sample{}, fmt.Errorf("the first record: %w", err)
	}
	value := make([]byte, l.size)
	all.open.Add(l.count)
	before := measured()
	for range l.count {
		s.send(&kgo.Record{Topic: topic, Value: value})
	}
	if err := all.wait(); err != nil {
		return sample{}, err
	}
	after, n := measured(), float64(l.count)
	return sample{
		Processor: float64(after.processor-before.processor) / n, Wall: float64(after.at.Sub(before.at)) / n,
		Allocs: float64(after.allocs-before.allocs) / n, Base: before.resident, Resident: after.most,
	}, nil
}
