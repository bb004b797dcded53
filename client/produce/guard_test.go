package produce

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

func TestAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.sends(t.Context(), 0, 3)
		for i := range 3 {
			s.kgo.acks(i, int64(7+i), 4, 0)
		}
		s.lists("told", s.first.got(), "0 persisted", "1 persisted", "2 persisted")
		if err := s.shut(time.Second); err != nil {
			t.Error(err)
		}
		if at := s.kit.parts.of("t", 0).acked.Load(); at != 9 {
			t.Errorf("the highest offset is %d", at)
		}
	})
}

// TestM15_EveryOutcomeIsToldInTime also where kgo never answers, and not one moment before.
func TestM15_EveryOutcomeIsToldInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, began := on(t, Config{Within: 30 * time.Second}), time.Now()
		at := map[string]time.Duration{}
		for _, within := range []time.Duration{time.Millisecond, time.Second, 3*time.Second + 7*time.Millisecond, 29 * time.Second, time.Hour} {
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			s.Produce(ctx, &kgo.Record{Topic: "t", Value: []byte(within.String())}, func(o Outcome) {
				if o.Kind != InDoubt || !errors.Is(o.Err, ErrTime) {
					t.Errorf("%s: %s, %v", within, o.Kind, o.Err)
				}
				at[within.String()] = time.Since(began)
			})
		}
		time.Sleep(31 * time.Second)
		synctest.Wait()
		for within, took := range at {
			want, _ := time.ParseDuration(within)
			if want = min(want, 30*time.Second); took < want || took > want+3*tick {
				t.Errorf("the outcome of a record with %s was told after %s", within, took)
			}
		}
		if len(at) != 5 {
			t.Errorf("%d of 5 outcomes were told", len(at))
		}
		if err := s.shut(time.Second); err == nil || !strings.Contains(err.Error(), "5 records are in doubt") {
			t.Errorf("Close says %v", err)
		}
	})
}

// TestKgoSettles: what is late is told again when kgo answers.
func TestKgoSettles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Second})
		s.sends(t.Context(), 0, 4)
		s.kgo.writes("t", 0, 4, 0)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.lists("told", s.first.got(), "0 in doubt", "1 in doubt", "2 in doubt", "3 in doubt")
		s.kgo.acks(0, 5, 4, 0)
		s.kgo.fails(1, kerr.MessageTooLarge)
		s.kgo.fails(2, kgo.ErrRecordTimeout)
		s.lists("told later", s.later.got(), "0 persisted", "1 not persisted", "2 in doubt for good")
		if n := s.Numbers(); n != (Numbers{Owed: 0, InDoubt: 1, Lost: 1}) {
			t.Errorf("%+v", n)
		}
		s.shut(time.Second)
	})
}

// TestDoubtIsToldFirst: kgo's answer comes while the sender is told that it is in doubt.
func TestDoubtIsToldFirst(t *testing.T) {
	for how, want := range map[string]string{"acks": "[0 in doubt 0 persisted]", "gives up": "[0 in doubt 0 in doubt for good]"} {
		synctest.Test(t, func(t *testing.T) {
			all := &told{}
			s := on(t, Config{Within: time.Second})
			s.Guard.settled = all.add
			s.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("0")}, func(o Outcome) {
				if s.kgo.writes("t", 0, 4, 0); how == "acks" {
					s.kgo.acks(0, 5, 4, 0)
				} else {
					s.kgo.fails(0, kgo.ErrRecordTimeout)
				}
				all.add(o)
			})
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if got := fmt.Sprint(all.got()); got != want {
				t.Errorf("%s: %s, want %s", how, got, want)
			}
			if n := s.Numbers(); n.Owed != 0 || n.InDoubt != 0 {
				t.Errorf("%s: %+v", how, n)
			}
			s.shut(time.Second)
		})
	}
}

// TestWhatAFailureMeans: certain only if nothing can have been written.
func TestWhatAFailureMeans(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		does func(*fake)
		want Kind
	}{
		{"nothing has left", kgo.ErrRecordTimeout, func(*fake) {}, NotPersisted},
		{"something has left for another partition", kgo.ErrRecordTimeout, func(f *fake) { f.writes("t", 1, 4, 0) }, NotPersisted},
		{"something has left for another topic", kgo.ErrRecordTimeout, func(f *fake) { f.writes("u", 0, 4, 0) }, NotPersisted},
		{"a request has left", kgo.ErrRecordTimeout, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
		{"nobody knows for which partition", kgo.ErrRecordTimeout, func(f *fake) { f.kit.strange.Add(1) }, InDoubt},
		{"one request was refused", fmt.Errorf("no: %w", kerr.MessageTooLarge), func(f *fake) { f.writes("t", 0, 4, 0) }, NotPersisted},
		{"the second request was refused", kerr.MessageTooLarge, func(f *fake) { f.writes("t", 0, 4, 0); f.writes("t", 0, 4, 0) }, InDoubt},
		{"the topic is another one by now", kerr.UnknownTopicID, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
		{"one request timed out", kerr.RequestTimedOut, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
		{"one request was appended by too few", kerr.NotEnoughReplicasAfterAppend, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
		{"one request was out of order", kerr.OutOfOrderSequenceNumber, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
		{"the client was closed", kgo.ErrClientClosed, func(f *fake) { f.writes("t", 0, 4, 0) }, InDoubt},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{})
			s.sends(t.Context(), 0, 1)
			c.does(s.kgo)
			s.kgo.fails(0, c.err)
			want := "0 " + c.want.String()
			if c.want == InDoubt { // nothing reads the log
				want += " for good"
			}
			s.lists(c.name, s.first.got(), want)
			if !errors.Is(s.first.errs[0], c.err) {
				t.Errorf("%s: the reason is %v", c.name, s.first.errs[0])
			}
			s.shut(time.Second)
		})
	}
}

// TestARefusalBehindALongSilence: a broker that has forgotten the producer may take what
// left behind the batch that it refused.
func TestARefusalBehindALongSilence(t *testing.T) {
	for silence, want := range map[time.Duration]string{time.Minute: "1 not persisted", 25 * time.Hour: "1 in doubt for good"} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{Within: time.Hour})
			s.sends(t.Context(), 0, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.acks(0, 7, 4, 0)
			time.Sleep(silence)
			s.kgo.writes("t", 0, 4, 0) // it is refused
			s.sends(t.Context(), 1, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(1, kerr.MessageTooLarge)
			s.lists(silence.String(), s.first.got(), "0 persisted", want)
			s.shut(time.Second)
		})
	}
}

// TestWithoutOptions nothing is certain but what kgo never took.
func TestWithoutOptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.kit, s.kgo.kit = nil, nil
		s.sends(t.Context(), 0, 3)
		s.kgo.fails(0, kgo.ErrMaxBuffered)
		s.kgo.fails(1, kgo.ErrRecordTimeout)
		s.kgo.acks(2, 5, 1, 1)
		s.lists("told", s.first.got(), "0 not persisted", "1 in doubt for good", "2 persisted")
		s.shut(time.Second)
	})
}

// TestRoom: a record waits for room until its time is over, and is then certain.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Minute, Budget: 2 * costOf(&kgo.Record{Topic: "t", Value: []byte("0")})})
		s.sends(t.Context(), 0, 2)
		s.TryProduce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("2")}, s.first.add)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		s.sends(ctx, 3, 1)
		if took := time.Since(began); took != time.Second {
			t.Errorf("it waited for %s", took)
		}
		s.lists("told", s.first.got(), "2 not persisted", "3 not persisted")
		for _, err := range s.first.errs {
			if !errors.Is(err, ErrRoom) {
				t.Errorf("the reason is %v", err)
			}
		}
		go func() { time.Sleep(time.Second); s.kgo.acks(0, 1, 4, 0) }()
		s.sends(t.Context(), 4, 1) // it gets the room that is given back
		if got := len(s.kgo.held); got != 3 {
			t.Errorf("kgo has had %d records", got)
		}
		s.kgo.acks(1, 2, 4, 0)
		s.kgo.acks(2, 3, 4, 0)
		if err := s.shut(time.Second); err != nil || s.desk.free() != s.budget {
			t.Errorf("%v, %d of %d are free", err, s.desk.free(), s.budget)
		}
	})
}

func TestWhatCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Budget: 2000})
		again := &kgo.Record{Topic: "t", Value: []byte("again")}
		s.Produce(t.Context(), again, s.first.add)
		for want, r := range map[string]*kgo.Record{
			"it is nil": nil, "on its way already": again, "the guard's whole budget is 2000": {Topic: "t", Value: make([]byte, 2000)},
		} {
			if o := s.ProduceSync(t.Context(), r); o.Kind != Rejected || !errors.Is(o.Err, ErrRecord) || !strings.Contains(o.Err.Error(), want) {
				t.Errorf("%s, %v, want %q", o.Kind, o.Err, want)
			}
		}
		s.kgo.acks(0, 5, 4, 0)
		go s.kgoAnswers(1)
		if o := s.ProduceSync(nil, again); o.Kind != Persisted { //nolint:staticcheck // a nil context is taken
			t.Errorf("what was acknowledged is not sent again: %s %v", o.Kind, o.Err)
		}
		s.shut(time.Second)
		if o := s.ProduceSync(t.Context(), &kgo.Record{Topic: "t"}); o.Kind != NotPersisted || !errors.Is(o.Err, ErrClosed) {
			t.Errorf("behind Close: %s %v", o.Kind, o.Err)
		}
	})
}

// TestWhatIsOverBefore is not sent: it is certain, where kgo would have it in doubt.
func TestWhatIsOverBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		past, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
		defer cancel()
		for _, ctx := range []context.Context{cancelled, past, overdue{t.Context()}} {
			if o := s.ProduceSync(ctx, &kgo.Record{Topic: "t"}); o.Kind != NotPersisted || !errors.Is(o.Err, ErrTime) {
				t.Errorf("%s, %v", o.Kind, o.Err)
			}
		}
		if n := s.Counts().Failed["time"]; len(s.kgo.held) > 0 || n != 3 {
			t.Errorf("kgo has had %d records, and %d failed for their time", len(s.kgo.held), n)
		}
		if err := s.shut(time.Second); err != nil {
			t.Error(err)
		}
	})
}

// overdue is a context whose end comes late.
type overdue struct{ context.Context }

func (overdue) Deadline() (time.Time, bool) { return time.Now().Add(-time.Second), true }

// kgoAnswers acknowledges the n-th record as soon as it is held.
func (s *scene) kgoAnswers(n int) {
	synctest.Wait()
	s.kgo.acks(n, 6, 4, 0)
}

// TestCloseTellsAll: what is owed when its time is over is told to be in doubt.
func TestCloseTellsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Hour})
		s.sends(t.Context(), 0, 2)
		began := time.Now()
		if err := s.shut(3 * time.Second); err == nil || time.Since(began) != 3*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		if got := len(s.first.got()); got != 2 {
			t.Errorf("%d of 2 were told", got)
		}
		s.kgo.acks(0, 5, 4, 0) // kgo's answer is told nevertheless
		s.lists("later", s.later.got(), "0 persisted")
	})
}

// TestM15_OneOutcomeForEach: whatever kgo does, and when, each record has one first
// outcome in time, a second one only after doubt, and its room is given back.
func TestM15_OneOutcomeForEach(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 7))
			s := on(t, Config{Within: 2 * time.Second})
			const n = 300
			first, later, kinds := map[string]int{}, map[string]int{}, map[string]Kind{}
			for i := range n {
				v, began := fmt.Sprint(i), time.Now()
				s.Produce(t.Context(), &kgo.Record{Topic: "t", Partition: int32(i % 3), Value: []byte(v)}, func(o Outcome) {
					s.first.mu.Lock()
					defer s.first.mu.Unlock()
					first[v]++
					kinds[v] = o.Kind
					if took := time.Since(began); took > 2*time.Second+3*tick {
						t.Errorf("seed %d: record %s was told after %s", seed, v, took)
					}
				})
				delay, how := time.Duration(rng.IntN(4000))*time.Millisecond, rng.IntN(4)
				go func() {
					time.Sleep(delay)
					switch how {
					case 0:
						s.kgo.acks(i, int64(i), 4, 0)
					case 1:
						s.kgo.writes("t", int32(i%3), 4, 0)
						s.kgo.fails(i, kgo.ErrRecordTimeout)
					case 2:
						s.kgo.fails(i, kgo.ErrRecordTimeout)
					}
				}()
			}
			time.Sleep(5 * time.Second)
			synctest.Wait()
			for _, line := range s.later.got() {
				later[strings.Fields(line)[0]]++
			}
			for i := range n {
				v := fmt.Sprint(i)
				if first[v] != 1 || later[v] > 1 || later[v] == 1 && kinds[v] != InDoubt {
					t.Errorf("seed %d: record %s was told %d times (%s), and settled %d times", seed, v, first[v], kinds[v], later[v])
				}
			}
			s.shut(time.Second)
		})
	}
}
