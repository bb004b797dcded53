package produce

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// must is a policy that can be made.
func must(t *testing.T) func(Policy, error) Policy {
	return func(p Policy, err error) Policy {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

func TestPolicies(t *testing.T) {
	topics := must(t)(Topics("orders", "iot-*", "a?c"))
	keyed := must(t)(Keyed("orders", "iot-*"))
	for _, c := range []struct {
		policy Policy
		r      kgo.Record
		want   error
	}{
		{topics, kgo.Record{Topic: "orders"}, nil},
		{topics, kgo.Record{Topic: "iot-"}, nil},
		{topics, kgo.Record{Topic: "iot-telemetry"}, nil},
		{topics, kgo.Record{Topic: "abc"}, nil},
		{topics, kgo.Record{Topic: "order"}, ErrTopic},
		{topics, kgo.Record{Topic: "xiot-a"}, ErrTopic},
		{topics, kgo.Record{Topic: ""}, ErrTopic},
		{keyed, kgo.Record{Topic: "orders", Key: []byte("k")}, nil},
		{keyed, kgo.Record{Topic: "orders"}, ErrKey},
		{keyed, kgo.Record{Topic: "iot-a", Key: []byte{}}, ErrKey},
		{keyed, kgo.Record{Topic: "others"}, nil},
		{Headers(1, 5), kgo.Record{}, nil},
		{Headers(1, 5), kgo.Record{Headers: []kgo.RecordHeader{{Key: "abc", Value: []byte("de")}}}, nil},
		{Headers(1, 5), kgo.Record{Headers: []kgo.RecordHeader{{Key: "abc", Value: []byte("def")}}}, ErrHeaders},
		{Headers(1, 5), kgo.Record{Headers: make([]kgo.RecordHeader, 2)}, ErrHeaders},
	} {
		if err := c.policy.Judge(&c.r); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s of topic %q, key %q, %d headers: %v, want %v", c.policy.Name, c.r.Topic, c.r.Key, len(c.r.Headers), err, c.want)
		}
	}
}

func TestPoliciesThatCannotBeMade(t *testing.T) {
	for want, err := range map[string]error{
		`the pattern "[" of topics cannot be read`: second(Topics("a", "[")),
		`the pattern "[a" of topics`:               second(Keyed("[a")),
		`the pattern "[b" of topics`:               second(Tombstones(Limit{}, "[b")),
		"neither can be negative":                  second(Tombstones(Limit{PerSecond: -1})),
		"and Burst -2":                             second(Tombstones(Limit{Burst: -2})),
		"policy 1 has no name":                     third(begin(nil, nil, Config{Policies: []Policy{{}}})),
		"the policy mine has no Judge":             third(begin(nil, nil, Config{Policies: []Policy{{Name: "mine"}}})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func second(_ Policy, err error) error { return err }
func third(_ *Guard, err error) error  { return err }

// TestM31_AFloodOfTombstones is stopped at its rate, for each topic by itself; what is no
// tombstone is let through, and so are topics that are free.
func TestM31_AFloodOfTombstones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := must(t)(Tombstones(Limit{PerSecond: 10, Burst: 5}, "gdpr-*"))
		flood := func(topic string, value []byte, d time.Duration) (passed int) {
			for range int(d / time.Millisecond) {
				time.Sleep(time.Millisecond)
				if p.Judge(&kgo.Record{Topic: topic, Key: []byte("k"), Value: value}) == nil {
					passed++
				}
			}
			return passed
		}
		for _, c := range []struct {
			topic string
			value []byte
			d     time.Duration
			want  int
		}{
			{"state", nil, time.Second, 14},
			{"state", nil, 10 * time.Second, 100},
			{"other", nil, time.Second, 14},
			{"state", []byte{}, time.Second, 1000},
			{"gdpr-erase", nil, time.Second, 1000},
			{"state", nil, time.Second, 14}, // a pause has filled it, and no further than the burst
		} {
			if got := flood(c.topic, c.value, c.d); got < c.want-1 || got > c.want+1 {
				t.Errorf("%s in %s: %d were let through, want %d", c.topic, c.d, got, c.want)
			}
		}
		if err := p.Judge(&kgo.Record{Topic: "state"}); err != nil {
			t.Errorf("without a key it deletes nothing: %v", err)
		}
		none := must(t)(Tombstones(Limit{}))
		if err := none.Judge(&kgo.Record{Topic: "state", Key: []byte("k")}); !errors.Is(err, ErrTombstone) {
			t.Errorf("none is allowed: %v", err)
		}
	})
}

// TestPoliciesOfAGuard: the first that rejects decides, nothing is sent, and one that
// observes lets through and tells.
func TestPoliciesOfAGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		s := on(t, Config{
			Policies: []Policy{Headers(0, 0).Observed(), must(t)(Topics("t")), must(t)(Keyed("t")).Observed()},
			Observed: func(r *kgo.Record, why *Rejection) { seen = append(seen, fmt.Sprintf("%s %s", r.Value, why.Policy)) },
		})
		h := []kgo.RecordHeader{{Key: "h"}}
		s.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("0"), Headers: h}, s.first.add)
		s.Produce(t.Context(), &kgo.Record{Topic: "u", Value: []byte("1"), Headers: h}, s.first.add)
		s.Produce(t.Context(), &kgo.Record{Topic: "t", Value: []byte("2"), Key: []byte("k")}, s.first.add)
		s.lists("observed", seen, "0 headers", "0 keyed", "1 headers")
		s.lists("told", s.first.got(), "1 rejected")
		var why *Rejection
		if err := s.first.errs[0]; !errors.As(err, &why) || why.Policy != "topics" || !errors.Is(err, ErrTopic) || !strings.Contains(err.Error(), `rejected by the policy topics: `) {
			t.Errorf("the reason is %v", err)
		}
		if len(s.kgo.held) != 2 {
			t.Errorf("%d records were sent", len(s.kgo.held))
		}
		s.shut(time.Second)
	})
}
