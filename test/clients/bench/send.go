package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A sending is the records of a process, of which not all were told yet.
type sending struct {
	open   sync.WaitGroup
	told   atomic.Int64
	failed atomic.Pointer[error] // the first one
	_      [64]byte              // what is sent is counted by another goroutine than what is told
	sent   atomic.Int64
}

// tell takes in what became of a record.
func (s *sending) tell(err error) {
	if err != nil {
		first := err // one that is nil is not to be allocated
		s.failed.CompareAndSwap(nil, &first)
	}
	s.told.Add(1)
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

// within does work, which is given up when its time is over: the error says how far it has
// come. What still goes on ends with the process.
func (s *sending) within(limit time.Duration, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
	}
	sent, told := s.sent.Load(), s.told.Load()
	says := fmt.Sprintf("it was not done after %s: %d records were given to the client, and %d of them have an outcome", limit, sent, told)
	if err := s.failed.Load(); err != nil {
		return fmt.Errorf("%s; the first error is: %w", says, *err)
	}
	return errors.New(says)
}

// send sends records one way within a limit, and prints what that took.
func send(way string, brokers []string, l load, w io.Writer) error {
	var all sending
	return all.within(limit, func() error {
		s, err := begin(way, brokers, l, all.tell)
		if err != nil {
			return err
		}
		out, err := run(s, &all, l)
		if err := errors.Join(err, s.end()); err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(out)
	})
}

// run sends one record, by which all is there that is made once, and then the others.
func run(s *sender, all *sending, l load) (sample, error) {
	topic := l.topic()
	all.open.Add(1)
	all.sends(s, &kgo.Record{Topic: topic, Value: []byte("the first record")})
	if err := all.wait(); err != nil {
		return sample{}, fmt.Errorf("the first record: %w", err)
	}
	value := make([]byte, l.size)
	all.open.Add(l.count)
	before := measured()
	for range l.count {
		all.sends(s, &kgo.Record{Topic: topic, Value: value})
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

// sends counts a record when the client has taken it: one that has to wait for room is not.
func (s *sending) sends(by *sender, r *kgo.Record) {
	by.send(r)
	s.sent.Add(1)
}
