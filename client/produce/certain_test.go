package produce

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
)

// pipelined is a scene with a first record acknowledged in partition 0, and A, which has left
// in the request n.
func pipelined(t *testing.T) (s *scene, at *partition, n uint64) {
	t.Helper()
	s = on(t, Config{})
	at = s.kit.parts.of("t", 0)
	at.fresh.Store(time.Now().UnixMilli())
	at.hears(at.leaves(head{4, 0, 0, 1}), 0)
	s.sends(t.Context(), 0, 1)
	return s, at, at.leaves(head{4, 0, 1, 1})
}

// TestAnAnswerThatKgoPassesOver: the request before was answered late, so that kgo sends both
// records again, although the second one is in the log. What is refused then may be there.
func TestAnAnswerThatKgoPassesOver(t *testing.T) {
	for _, late := range []*kerr.Error{kerr.RequestTimedOut, kerr.NotEnoughReplicasAfterAppend, kerr.NotLeaderForPartition} {
		synctest.Test(t, func(t *testing.T) {
			s, at, a := pipelined(t)
			s.sends(t.Context(), 1, 1)
			b := at.leaves(head{4, 0, 2, 1})
			at.hears(a, late.Code)
			at.hears(b, 0)
			at.hears(at.leaves(head{4, 0, 1, 1}), kerr.MessageTooLarge.Code)
			s.kgo.fails(0, kerr.MessageTooLarge)
			s.kgo.fails(1, kerr.MessageTooLarge)
			s.lists(late.Message, s.first.got(), "0 in doubt for good", "1 in doubt for good")
			s.shut(time.Second)
		})
	}
}

// TestARefusalOfWhatWasSentBefore: a broker that has A looks at its size first, and refuses
// it; what is behind it follows on, and is taken. In a new epoch it is not.
func TestARefusalOfWhatWasSentBefore(t *testing.T) {
	for _, refusal := range []*kerr.Error{kerr.MessageTooLarge, kerr.InvalidTimestamp, kerr.TopicAuthorizationFailed} {
		for _, before := range []bool{true, false} { // D came before A was sent again, or behind
			synctest.Test(t, func(t *testing.T) {
				s, at, a := pipelined(t)
				at.loses(a)
				if before {
					s.sends(t.Context(), 1, 1)
				}
				again := at.leaves(head{4, 0, 1, 1})
				if !before {
					s.sends(t.Context(), 1, 1)
				}
				d := at.leaves(head{4, 0, 2, 1})
				at.hears(again, refusal.Code)
				s.kgo.fails(0, refusal)
				s.kgo.fails(1, refusal)
				at.hears(d, 0)
				s.lists(refusal.Message, s.first.got(), "0 in doubt for good", "1 in doubt for good")
				at.leaves(head{4, 1, 0, 1})
				if at.takesBehind(at.requests.Load()) || !at.takesBehind(at.requests.Load()-1) {
					t.Error("in the new epoch nothing of the old one is taken")
				}
				s.shut(time.Second)
			})
		}
	}
}

// TestABrokerThatHasNotHeardOfAProducer takes any sequence of it.
func TestABrokerThatHasNotHeardOfAProducer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, at, a := pipelined(t)
		at.hears(a, 0)
		at.leaves(head{5, 0, 0, 1})
		s.sends(t.Context(), 1, 1)
		at.leaves(head{5, 0, 1, 1})
		s.kgo.fails(1, kerr.InvalidTimestamp)
		s.lists("another producer", s.first.got(), "1 in doubt for good")
		s.shut(time.Second)
	})
}
