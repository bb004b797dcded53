package produce

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// sendsAlike sends records that cannot be told apart, each with a teller of its own.
func (s *scene) sendsAlike(n int) []*told {
	out := make([]*told, n)
	for i := range out {
		out[i] = &told{}
		s.Produce(s.Context(), &kgo.Record{Topic: "t", Value: []byte("ping")}, out[i].add)
	}
	return out
}

// TestWhatIsAlike is not taken for what is looked for: its like was acknowledged.
func TestWhatIsAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := on(t, Config{}), newModel()
		s.settles(log)
		s.sendsAlike(2)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.fails(0, kerr.RequestTimedOut) // never arrives
		s.kgo.writes("t", 0, 4, 1)
		s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 1), 4, 1)
		s.sends(t.Context(), 2, 1)
		s.kgo.acks(2, log.append(s.kgo.held[2].record, 4, 1), 4, 1)
		synctest.Wait()
		s.lists("settled", s.later.got(), "ping not persisted")
		if err := s.shut(time.Minute); err != nil {
			t.Error(err)
		}
	})
}

// TestTwoAlikeInDoubt with barriers of their own: one is in the log, and one is found.
func TestTwoAlikeInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := on(t, Config{}), newModel()
		s.settles(log)
		s.sendsAlike(2)
		s.kgo.writes("t", 0, 4, 0)
		log.append(s.kgo.held[0].record, 4, 0)
		s.kgo.fails(0, kerr.RequestTimedOut)
		s.sends(t.Context(), 2, 1) // a barrier of the first, and not of the second
		s.kgo.fails(1, kerr.RequestTimedOut)
		s.kgo.acks(2, log.append(s.kgo.held[2].record, 4, 1), 4, 1)
		synctest.Wait()
		s.lists("settled at first", s.later.got(), "ping persisted")
		s.sends(t.Context(), 3, 1)
		s.kgo.acks(3, log.append(s.kgo.held[3].record, 4, 1), 4, 1)
		synctest.Wait()
		s.lists("settled", s.later.got(), "ping persisted", "ping not persisted")
		if at := s.kit.parts.of("t", 0); at.unsettled != 0 || len(at.taken.acked)+len(at.taken.found) > 0 {
			t.Errorf("%d are to be settled, %v is kept", at.unsettled, at.taken)
		}
		if err := s.shut(time.Minute); err != nil {
			t.Error(err)
		}
	})
}

// TestRecordsOfNoGuard may be alike: what is found may be one of them, and what is not
// found is not there.
func TestRecordsOfNoGuard(t *testing.T) {
	for found, want := range map[bool]Numbers{true: {Lost: 1}, false: {}} {
		synctest.Test(t, func(t *testing.T) {
			s, log := on(t, Config{}), newModel()
			s.settles(log)
			s.sendsAlike(1)
			other := &kgo.Record{Topic: "t", Value: []byte("ping"), Context: context.Background()}
			s.kit.OnProduceRecordPartitioned(other, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(0, kerr.RequestTimedOut)
			if found {
				log.append(other, 4, 0)
			}
			s.sends(t.Context(), 1, 1)
			s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 1), 4, 1)
			synctest.Wait()
			if n := s.Numbers(); n != want {
				t.Errorf("found: %t: %+v", found, n)
			}
			s.lists("settled", s.later.got(), map[bool]string{true: "ping in doubt for good", false: "ping not persisted"}[found])
			s.shut(time.Second)
		})
	}
}

// TestALogThatBeganAnew has lower offsets than what was acknowledged before: what is in
// doubt is looked for from its time on.
func TestALogThatBeganAnew(t *testing.T) {
	for name, acks := range map[string]func(*scene, *model){
		"the barrier tells it": func(*scene, *model) {},
		"it has grown beyond":  func(_ *scene, log *model) { log.grow(20) },
		"another one tells it": func(s *scene, log *model) {
			s.kgo.acks(2, log.append(s.kgo.held[2].record, 4, 1), 4, 1)
			log.grow(20)
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, log := on(t, Config{}), newModel()
			s.settles(log)
			s.sends(t.Context(), 0, 3)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.acks(0, 17, 4, 0)
			s.kgo.writes("t", 0, 4, 0)
			if name == "it has grown beyond" { // and something was acknowledged in it
				s.kgo.acks(2, log.append(s.kgo.held[2].record, 4, 0), 4, 0)
			}
			log.append(s.kgo.held[1].record, 4, 0)
			s.kgo.fails(1, kerr.RequestTimedOut)
			acks(s, log)
			s.sends(t.Context(), 3, 1)
			s.kgo.acks(3, log.append(s.kgo.held[3].record, 4, 1), 4, 1)
			synctest.Wait()
			s.lists(name, s.later.got(), "1 persisted")
			s.shut(time.Second)
		})
	}
}
