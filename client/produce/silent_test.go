package produce

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// puts sends a record of 200 bytes to a partition, with a key or without.
func (s *scene) puts(n int, partition int32, key string) {
	r := &kgo.Record{Topic: "t", Partition: partition, Value: []byte(long(n))}
	if key != "" {
		r.Key = []byte(key)
	}
	s.Produce(s.Context(), r, s.first.add)
}

// refusesAt has a broker refuse what the fake holds at these places, of a partition.
func (s *scene) refusesAt(partition int32, places ...int) {
	s.Helper()
	s.kit.lanes.Load().refused(s.kit.parts.of("t", partition))
	for _, n := range places {
		s.kgo.fails(n, kerr.MessageTooLarge)
	}
	synctest.Wait()
}

// movesTo has kgo put what has no key into a partition.
func (s *scene) movesTo(partition int32) {
	s.kgo.hook = func(r *kgo.Record) {
		if r.Key == nil {
			r.Partition = partition
		}
	}
}

// moved is a scene in which the records 0 and 1 have moved, and wait in a lane, while kgo has
// record 2 in partition 2, whose leader is away. Five records were given to kgo.
func moved(t *testing.T, key string) *scene {
	s := laned(t, 300, Config{Within: time.Hour})
	for i := range int32(2) {
		s.puts(int(i), i, "")
	}
	s.puts(2, 2, key)
	s.movesTo(0)
	s.refusesAt(0, 0, 1)
	s.refusesAt(0, 3, 4)
	return s
}

// TestM07_ASilentLeaderHoldsNoTopic: what has no order goes on, and then all that is newer,
// while kgo still has a record that nobody answers.
func TestM07_ASilentLeaderHoldsNoTopic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := moved(t, "")
		go s.puts(7, 1, "")
		time.Sleep(silence - tick)
		s.got("at first", 5)
		time.Sleep(2 * tick)
		synctest.Wait()
		for n := 5; n < 8; n++ {
			if has := len(s.kgo.has()); has != n+1 {
				t.Fatalf("kgo was given %d records, want %d: one after the other is acknowledged, and then what is newer", has, n+1)
			}
			s.kgo.acks(n, int64(n), 4, 1)
			synctest.Wait()
		}
		s.got("the last", 7, 7)
		if n := s.Counts(); n.Told[Persisted] != 3 || s.Numbers().Owed != 1 {
			t.Errorf("%+v, %+v", n, s.Numbers())
		}
		s.kgo.acks(2, 0, 4, 1)
		if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
			t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
		}
	})
}

// TestM07_AnAnswerIsWaitedFor anew: a partition is silent when none of its records is
// answered, and not when the oldest one is not.
func TestM07_AnAnswerIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Hour})
		for i := range int32(5) {
			s.puts(int(i), min(i, 2), "")
		}
		s.movesTo(0)
		s.refusesAt(0, 0, 1)
		s.refusesAt(0, 5, 6)
		for n := 2; n < 4; n++ {
			time.Sleep(silence - tick)
			s.kgo.acks(n, int64(n), 4, 1)
			synctest.Wait()
		}
		time.Sleep(silence - tick)
		s.got("while one after the other is answered", 7)
		time.Sleep(2 * tick)
		synctest.Wait()
		if n := len(s.kgo.has()); n != 8 {
			t.Errorf("then kgo was given %d, want 8", n)
		}
		s.shut(time.Second)
	})
}

// TestM07_WhatIsPutWithASilentOneIsNotJudged: when its leader is back it refuses all that kgo
// has of it, which is nobody's fault, however often.
func TestM07_WhatIsPutWithASilentOneIsNotJudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Hour})
		s.puts(0, 0, "")
		s.puts(1, 2, "a key")
		s.puts(2, 2, "a key") // it waits, so that the lane goes on
		s.movesTo(2)
		s.refusesAt(0, 0)
		s.refusesAt(2, 1, 2, 3)
		for range 2 * singles {
			n := len(s.kgo.has())
			time.Sleep(silence + tick)
			s.got("one that is not answered, and what has no order", n-1, 1, 0)
			s.refusesAt(2, n-1, n)
		}
		s.lists("told", s.first.got())
		for n := len(s.kgo.has()) - 1; n < len(s.kgo.has()); n++ {
			s.kgo.acks(n, int64(n), 4, 1)
			synctest.Wait()
		}
		if told := s.Counts().Told; told[Persisted] != 3 {
			t.Errorf("%v", told)
		}
		s.shut(time.Second)
	})
}

// TestM07_WhatHasMovedBefore moves again in the next lane: it waits for no partition there.
func TestM07_WhatHasMovedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := moved(t, "a key")
		time.Sleep(silence + tick)
		synctest.Wait()
		s.movesTo(2)
		s.kgo.acks(5, 0, 4, 1)
		synctest.Wait()
		last := len(s.kgo.has()) - 1
		s.refusesAt(2, 2, last)
		s.got("in its turn", last+1, 2)
		time.Sleep(silence + tick)
		if has := s.kgo.has(); len(has) != last+3 || has[last+2] != has[last] {
			t.Errorf("while what has an order is not answered, kgo is given %v", numbers(has))
		}
		s.shut(time.Second)
	})
}

// TestM07_WhatHasAnOrderWaits for what kgo has of its partition, however long it is silent; and
// newer records wait for it until it has gone, or its time is over.
func TestM07_WhatHasAnOrderWaits(t *testing.T) {
	for _, comes := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := laned(t, 300, Config{Within: time.Hour})
			s.puts(0, 2, "a key")
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			for i := 1; i < 3; i++ {
				s.Produce(ctx, &kgo.Record{Topic: "t", Partition: 2, Key: []byte("a key"), Value: []byte(long(i))}, s.first.add)
			}
			s.puts(3, 1, "")
			s.refusesAt(2, 0, 1, 2) // 0 is given again
			s.movesTo(0)
			s.refusesAt(1, 3)
			s.refusesAt(0, 5)
			go s.puts(8, 1, "another key")
			time.Sleep(silence + tick)
			s.got("what has no order goes", 4, 0, 3, 3)
			s.kgo.acks(6, 0, 4, 1)
			time.Sleep(4 * time.Minute)
			s.got("what has one waits", 7)
			if comes {
				s.kgo.acks(4, 0, 4, 1)
				s.got("and goes", 7, 1)
				s.kgo.acks(7, 1, 4, 1)
				s.got("one by one", 8, 2)
				s.kgo.acks(8, 2, 4, 1)
				s.got("and then what is newer", 9, 8)
			} else {
				time.Sleep(time.Minute + silence)
				s.lists("told", short(s.first.got()), "3 persisted", "1 not persisted", "2 not persisted")
				s.got("when nothing waits before it", 7, 8)
			}
			s.shut(time.Second)
		})
	}
}

// TestM07_WhatIsSilentIsRefused after its lane has ended, and newer records are behind it: all
// go again, in their order.
func TestM07_WhatIsSilentIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 1<<20, Config{Within: time.Hour})
		for i := range 2 {
			s.puts(i, 0, "a key")
		}
		s.refuses(0)
		go func() {
			for i := 2; i < 4; i++ {
				s.puts(i, 0, "a key")
			}
		}()
		time.Sleep(silence - tick)
		s.got("again", 2, 0, 1)
		time.Sleep(2 * tick)
		s.got("behind what is not answered", 4, 2, 3)
		s.refusesAt(0, 2, 3, 4, 5)
		s.got("all of them", 6, 0, 1, 2, 3)
		for n := 6; n < 10; n++ {
			s.kgo.acks(n, int64(n), 4, 1)
		}
		if told := s.Counts().Told; told[Persisted] != 4 {
			t.Errorf("%v", told)
		}
		s.shut(time.Second)
	})
}

// TestM07_AnAnswerToTheGuardBefore lets the lane of the next one go on at once, which waits for
// what kgo had before it.
func TestM07_AnAnswerToTheGuardBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Hour})
		s.puts(0, 0, "")
		s.shut(time.Second)
		next, err := begin(s.kgo, s.kit, Config{Within: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		next.lanes = newLanes(next, func(context.Context, string) {})
		s.kit.lanes.Store(next.lanes)
		next.work.Go(func() { next.lanes.run(next.ctx) })
		next.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("7")}, s.first.add)
		s.refusesAt(0, 1)
		s.got("while kgo has what was before it", 2)
		s.kgo.acks(0, 0, 4, 1)
		s.got("at once", 2, 7)
		s.kgo.acks(2, 1, 4, 2)
		synctest.Wait()
		if before := time.Now(); next.Close(t.Context()) != nil || time.Since(before) > 0 {
			t.Errorf("not all is told: %+v", next.Numbers())
		}
	})
}

// TestThePartitionsOfATopic are those of no other.
func TestThePartitionsOfATopic(t *testing.T) {
	var ps partitions
	want := []*partition{ps.of("t", 0), ps.of("t", 3)}
	ps.of("u", 1)
	if got := ps.in("t"); !slices.Equal(got, want) {
		t.Errorf("%d partitions, want 2", len(got))
	}
	if got := ps.in("v"); len(got) != 0 {
		t.Errorf("%d partitions of a topic that has none", len(got))
	}
}

// TestM07_WhatMovedToASilentOne from a track in which nothing waits holds no newer record.
func TestM07_WhatMovedToASilentOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := laned(t, 300, Config{Within: time.Hour})
		for i := range int32(2) {
			s.puts(int(i), i, "")
		}
		s.movesTo(2)
		s.refusesAt(0, 0)
		s.movesTo(0)
		s.refusesAt(1, 1)
		s.refusesAt(0, 3)
		go s.puts(7, 1, "")
		time.Sleep(silence + tick)
		s.got("when partition 2 is silent", 2, 0, 1, 1)
		s.kgo.acks(4, 0, 4, 1)
		s.got("and then", 5, 7)
		s.shut(time.Second)
	})
}

// TestALaneBegins when kgo has nothing of it but what is silent.
func TestALaneBegins(t *testing.T) {
	p := newPartition("t", 0)
	l := newLane(&topicLimit{topic: "t"})
	l.track(p).given.Add(1)
	if l.begins(map[*partition]bool{}, time.Time{}) {
		t.Error("what kgo was given has no partition yet")
	}
	if silent := map[*partition]bool{p: true}; l.begins(silent, time.Now()) || !l.begins(silent, time.Time{}) {
		t.Error("it waits for what is not silent, and for nothing else")
	}
}

// TestM07_ARefusalEndsTheSilence: a broker that was away is back and refuses what it had. Until
// kgo has said so of each record, which may come behind much else, nothing newer may pass.
func TestM07_ARefusalEndsTheSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := moved(t, "a key")
		time.Sleep(silence + tick)
		synctest.Wait()
		s.kgo.acks(5, 5, 4, 1)
		synctest.Wait()
		s.kit.lanes.Load().refused(s.kit.parts.of("t", 2))
		s.kgo.acks(6, 6, 4, 1)
		synctest.Wait()
		go s.puts(9, 2, "a key")
		time.Sleep(silence / 2)
		s.got("before kgo has said so", 7)
		s.kgo.fails(2, kerr.MessageTooLarge)
		synctest.Wait()
		s.got("what was refused", 7, 2)
		s.kgo.acks(7, 7, 4, 1)
		synctest.Wait()
		s.got("what is newer", 8, 9)
		s.kgo.acks(8, 8, 4, 1)
		s.shut(time.Second)
	})
}

// TestWhatHasNoOrderIsTakenOut of a track while kgo has failed some of its records and not the
// others: these come before what waits, and behind those.
func TestWhatHasNoOrderIsTakenOut(t *testing.T) {
	l := newLane(&topicLimit{})
	at := newPartition("t", 0)
	of := l.track(at)
	w := func(size int, free bool) waiter { return waiter{e: new(entry), size: size, free: free} }
	of.queue, of.group = []waiter{w(5, false), w(6, true)}, 17
	of.back = []waiter{w(1, false), w(2, true)}
	l.settles()
	of.back = append(of.back, w(3, false))
	of.returns(time.Now())
	var order, loose []int
	for _, w := range of.queue {
		order = append(order, w.size)
	}
	for _, w := range l.loose.queue {
		loose = append(loose, w.size)
	}
	if !slices.Equal(order, []int{1, 3, 5}) || !slices.Equal(loose, []int{2, 6}) || of.most != newTrack(at).most {
		t.Errorf("%v in their order, %v without one; a group has %d bytes at most", order, loose, of.most)
	}
}
