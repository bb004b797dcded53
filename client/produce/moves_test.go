package produce

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestM07_WhatMovesGoesAlone: kgo may put records of several partitions into one batch when
// they go again, if it chooses where to. Then it is no record's fault that the batch is
// refused, and each goes when kgo has nothing else of the topic.
func TestM07_WhatMovesGoesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{})
		for i := range 3 {
			s.Produce(t.Context(), &kgo.Record{Topic: "t", Partition: int32(i), Value: []byte(long(i))}, s.first.add)
		}
		s.kgo.hook = func(r *kgo.Record) { r.Partition = 0 }
		s.lanes.refused(s.kit.parts.of("t", 0))
		s.kgo.fails(0, kerr.MessageTooLarge)
		s.kgo.fails(1, kerr.MessageTooLarge)
		synctest.Wait()
		if got := numbers(s.kgo.has()[3:]); len(got) != 2 {
			t.Fatalf("of two partitions kgo is given %v", got)
		}
		s.lanes.refused(s.kit.parts.of("t", 0))
		s.kgo.fails(3, kerr.MessageTooLarge)
		s.kgo.fails(4, kerr.MessageTooLarge)
		time.Sleep(silence - time.Second)
		s.got("while kgo has an older one", 5)
		s.kgo.acks(2, 0, 4, 1)
		synctest.Wait()
		if first := numbers(s.kgo.has()[5:]); len(first) != 1 {
			t.Fatalf("kgo is given %v", first)
		}
		s.refusesAlone(5)
		if again := numbers(s.kgo.has()[6:]); len(again) != 1 {
			t.Errorf("while one is waited for that was refused alone, kgo is given %v", again)
		}
		for n := 6; n < len(s.kgo.has()); n++ {
			s.kgo.acks(n, int64(n), 4, 1)
			synctest.Wait()
		}
		if told := s.Counts().Told; told[Persisted] != 3 {
			t.Errorf("%v", told)
		}
		if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
			t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
		}
	})
}

// refusesAlone refuses the n-th record, which kgo has alone, and waits until it may go again.
func (s *scene) refusesAlone(n int) {
	s.Helper()
	s.lanes.refused(s.kit.parts.of("t", 0))
	s.kgo.fails(n, kerr.MessageTooLarge)
	time.Sleep(time.Second)
	synctest.Wait()
}

// TestM07_ALimitIsLoweredUnderRecordsWithoutKeys, so far that two records are too many for a
// batch: kgo chooses their partitions, and none is given up.
func TestM07_ALimitIsLoweredUnderRecordsWithoutKeys(t *testing.T) {
	c := cluster(t)
	g, client := guarded(t, c, Config{Sizes: &Sizes{}}, kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.RecordPartitioner(kgo.UniformBytesPartitioner(64<<10, true, true, nil)), kgo.ProducerLinger(5*time.Millisecond))
	takes(t, client, 1_000_000)
	var all sync.WaitGroup
	ends, mu, sent := map[string]int{}, sync.Mutex{}, 0
	send := func(n int) {
		for range n {
			sent++
			all.Add(1)
			g.Produce(context.Background(), order(-1, string(make([]byte, 450))), func(o Outcome) {
				defer all.Done()
				mu.Lock()
				defer mu.Unlock()
				if ends[o.Kind.String()]++; o.Kind != Persisted && ends[o.Kind.String()] < 3 {
					t.Errorf("%s, %v", o.Kind, o.Err)
				}
			})
		}
	}
	send(1000)
	all.Wait()
	takes(t, client, 1_200)
	for again := uint64(0); again < 100; again = g.Counts().Again {
		send(100)
	}
	all.Wait()
	if got := len(logOf(t, c, ends[Persisted.String()])); got != sent {
		t.Errorf("of %d records %d are in the log, and the outcomes are %v", sent, got, ends)
	}
}
