package produce

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/refresh"
)

// TestM14_ABurstOfFailuresAsksOnce, at once, and each failure later asks again.
func TestM14_ABurstOfFailuresAsksOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetadata(time.Now())
		var asked atomic.Int32
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			m.run(ctx, func() {
				asked.Add(1)
				go func() { time.Sleep(5 * time.Millisecond); m.schedule.Refreshed(time.Now(), true) }()
			}, func(time.Time, refresh.Level) {})
		}()
		time.Sleep(time.Second)
		for burst, want := range []int32{1, 2, 3} { // the first question is that of the start
			synctest.Wait()
			if got := asked.Load(); got != want {
				t.Errorf("before burst %d it was asked %d times, want %d", burst, got, want)
			}
			for range 10_000 {
				m.failed()
			}
			time.Sleep(300 * time.Millisecond)
		}
		cancel()
		<-done
	})
}

// TestM14_WhatKgoAsksByItselfIsNotAskedAgain: after a failure kgo often asks, at the same
// moment as the guard would have it do so.
func TestM14_WhatKgoAsksByItselfIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit()
		var asked atomic.Int32
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			k.metadata.run(ctx, func() { asked.Add(1) }, func(time.Time, refresh.Level) {})
		}()
		answer := func(err error) {
			k.OnBrokerE2E(kgo.BrokerMetadata{}, keyMetadata, kgo.BrokerE2E{ReadErr: err})
		}
		time.Sleep(time.Second)
		answer(nil) // to the question of the start
		for _, c := range []struct {
			kgo, want int32 // whether kgo asks, and how often the guard does
		}{{1, 0}, {0, 1}} {
			time.Sleep(700 * time.Millisecond) // no question is due
			before := asked.Load()
			k.metadata.failed()
			time.Sleep(grace / 2)
			if c.kgo == 1 {
				k.OnBrokerWrite(kgo.BrokerMetadata{}, keyMetadata, 0, 0, 0, nil)
			}
			k.OnBrokerWrite(kgo.BrokerMetadata{}, keyMetadata, 0, 0, 0, errors.New("the connection is gone"))
			k.OnBrokerWrite(kgo.BrokerMetadata{}, keyProduce, 0, 0, 0, nil)
			time.Sleep(grace)
			answer(nil)
			if got := asked.Load() - before; got != c.want {
				t.Errorf("kgo has asked %d times, and the guard %d times, not %d", c.kgo, got, c.want)
			}
		}
		cancel()
		<-done
	})
}

// TestM14_TheAgeIsTold at 15 and at 30 seconds in which new metadata were wanted.
func TestM14_TheAgeIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, began, limits := on(t, Config{}), time.Now(), newFlow(8<<20)
		if !limits.gate(1).try(flight{bytes: 1}) {
			t.Fatal("nothing may leave")
		}
		full := limits.gate(1).tell().Limit
		ctx, cancel := context.WithCancel(t.Context())
		s.work.Go(func() {
			s.kit.metadata.run(ctx, func() {
				s.kit.OnBrokerE2E(kgo.BrokerMetadata{}, keyMetadata, kgo.BrokerE2E{ReadErr: errors.New("nobody answers")})
			}, limits.look)
		})
		for _, want := range []struct {
			at    time.Duration
			level refresh.Level
			limit int64
		}{{14 * time.Second, refresh.Fresh, full}, {18 * time.Second, refresh.Stale, full / 2}, {31 * time.Second, refresh.Old, full / 2}} {
			time.Sleep(want.at - time.Since(began))
			if b := limits.gate(1).tell(); b.Limit != want.limit || (b.Cut == cutStale) != (want.limit < full) {
				t.Errorf("after %s: %+v, want a limit of %d", want.at, b, want.limit)
			}
			if age, level := s.Metadata(); level != want.level || age != want.at {
				t.Errorf("after %s the metadata are %s old and %v, want %v", want.at, age, level, want.level)
			}
		}
		s.kit.OnBrokerE2E(kgo.BrokerMetadata{}, keyMetadata, kgo.BrokerE2E{})
		if age, level := s.Metadata(); age != 0 || level != refresh.Fresh {
			t.Errorf("after an answer they are %s old and %v", age, level)
		}
		cancel()
		s.shut(time.Second)
		s.kit = nil
		if age, level := s.Metadata(); age != 0 || level != refresh.Fresh {
			t.Errorf("without Options they are %s old and %v", age, level)
		}
	})
}

// TestM14_AFailedSendAsks the brokers, through kgo.
func TestM14_AFailedSendAsks(t *testing.T) {
	c := cluster(t)
	g, _ := guarded(t, c, Config{})
	if o := g.ProduceSync(t.Context(), order(0, "first")); o.Kind != Persisted {
		t.Fatal(o.Err)
	}
	var asked, failing atomic.Int32
	c.ControlKey(keyMetadata, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		if topics := req.(*kmsg.MetadataRequest).Topics; len(topics) > 0 && failing.Load() > 0 {
			asked.Add(1)
		}
		return nil, nil, false
	})
	c.ControlKey(keyProduce, func(kmsg.Request) (kmsg.Response, error, bool) {
		failing.Add(1)
		return nil, errors.New("hangs up"), true
	})
	if o := g.ProduceSync(t.Context(), order(0, "second")); o.Kind != Persisted {
		t.Errorf("%s: %v", o.Kind, o.Err)
	}
	comes(t, "the metadata are asked for", func() bool { return asked.Load() > 0 })
}
