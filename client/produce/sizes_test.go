package produce

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// sized is a record that takes so many bytes alone.
func sized(n int) *kgo.Record {
	r := &kgo.Record{Topic: "t"}
	for r.Value = make([]byte, n); wire.Alone(r) > n; r.Value = r.Value[:len(r.Value)-1] {
	}
	return r
}

// limited is a scene whose topic t takes so many bytes.
func limited(t *testing.T, bytes int, s *Sizes) *scene {
	t.Helper()
	scene := on(t, Config{Sizes: s, Observed: func(*kgo.Record, *Rejection) {}})
	scene.kit.limits.set("t", bytes)
	return scene
}

// TestM07_SizesAreKept to the byte, with what was done about it.
func TestM07_SizesAreKept(t *testing.T) {
	cut := func(to int) func(context.Context, *kgo.Record, int) error {
		return func(_ context.Context, r *kgo.Record, _ int) error { r.Value = r.Value[:to]; return nil }
	}
	claim := func(_ context.Context, r *kgo.Record) error { r.Value = []byte("s3://plant/7"); return nil }
	keep := func(context.Context, *kgo.Record, *TooLarge) (string, error) {
		return "orders.dlq, partition 0, offset 7", nil
	}
	broken := errors.New("the store is away")
	for _, c := range []struct {
		name  string
		size  int
		sizes Sizes
		want  string // what is sent, as a size; or what is told
	}{
		{"what fits is sent", 1000, Sizes{}, "1000"},
		{"one byte more is rejected", 1001, Sizes{}, "takes 1001 bytes, and t takes 1000"},
		{"what is near is shrunk", 901, Sizes{Shrink: cut(500)}, "570"},
		{"what is not near is not", 900, Sizes{Shrink: cut(500)}, "900"},
		{"by its own share", 500, Sizes{Share: 0.4, Shrink: cut(100)}, "170"},
		{"what shrinks not enough is claimed", 5000, Sizes{Shrink: cut(2000), Claim: claim}, "80"},
		{"what is near, and cannot shrink, is sent", 950, Sizes{Shrink: func(context.Context, *kgo.Record, int) error { return broken }}, "950"},
		{"what cannot shrink is rejected with the reason", 5000, Sizes{Shrink: func(context.Context, *kgo.Record, int) error { return broken }}, "kept nowhere: the store is away"},
		{"what cannot be claimed is kept", 5000, Sizes{Claim: func(context.Context, *kgo.Record) error { return broken }, Keep: keep}, "it is kept in orders.dlq, partition 0, offset 7"},
		{"what cannot be kept", 5000, Sizes{Keep: func(context.Context, *kgo.Record, *TooLarge) (string, error) { return "", broken }}, "kept nowhere: the store is away"},
		{"observed alone", 5000, Sizes{Observe: true, Keep: keep}, "5000"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := limited(t, 1000, &c.sizes)
			r := sized(c.size)
			s.Produce(t.Context(), r, s.first.add)
			if len(s.kgo.held) == 1 {
				if got := fmt.Sprint(wire.Alone(r)); got != c.want {
					t.Errorf("%s: %s bytes are sent, want %s", c.name, got, c.want)
				}
				s.kgo.acks(0, 0, 4, 0)
			} else if err := s.first.errs[0]; !strings.Contains(err.Error(), c.want) || s.first.list[0][len(s.first.list[0])-8:] != Rejected.String() {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
			s.shut(time.Second)
		})
	}
}

// TestM07_ShrinkIsToldHowFar: what has so many bytes of key, value and headers fits.
func TestM07_ShrinkIsToldHowFar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, limit := range []int{1000, 100_000, 20 << 20} {
			s := limited(t, limit, &Sizes{Shrink: func(_ context.Context, r *kgo.Record, bytes int) error {
				r.Key, r.Value = r.Value[:bytes/2], r.Value[bytes/2:bytes]
				return nil
			}})
			s.budget, s.desk.in.free = 1<<30, 1<<30
			r := sized(2 * limit)
			s.Produce(t.Context(), r, s.first.add)
			if got := wire.Alone(r); got > limit*9/10 || got < limit*9/10-60 {
				t.Errorf("limit %d: %d bytes are sent", limit, got)
			}
			s.kgo.acks(0, 0, 4, 0)
			s.shut(time.Second)
		}
	})
}

// TestTheFirstRecordWaitsForTheLimit, and for no longer than it may.
func TestTheFirstRecordWaitsForTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		waited := func(topic string, until time.Time) int {
			of := l.met(topic)
			of.wait(t.Context(), until)
			return of.limit()
		}
		for _, c := range []struct {
			topic  string
			within time.Duration
			told   time.Duration // after which it is told; 0 never
			bytes  int
			want   int
			took   time.Duration
		}{
			{"told", time.Minute, 300 * time.Millisecond, 500, 500, 300 * time.Millisecond},
			{"never told", time.Minute, 0, 0, unknownBytes, limitsFirst},
			{"in a hurry", time.Second / 2, 0, 0, unknownBytes, time.Second / 2},
			{"never told", time.Minute, 0, 0, unknownBytes, 0},
			{"not for us", time.Minute, time.Second, 0, unknownBytes, time.Second},
		} {
			began := time.Now()
			if c.told > 0 {
				go func() { time.Sleep(c.told); l.set(c.topic, c.bytes) }()
			}
			got := waited(c.topic, began.Add(c.within))
			if took := time.Since(began); got != c.want || took != c.took {
				t.Errorf("%s: %d after %s, want %d after %s", c.topic, got, took, c.want, c.took)
			}
		}
		began := time.Now()
		if got := waited("not for us", began.Add(time.Hour)); got != unknownBytes || time.Since(began) > 0 {
			t.Errorf("what is not told to us is waited for again: %d after %s", got, time.Since(began))
		}
		l.set("told", 0)
		l.set("nobody knows it", 5)
		if got := l.known("told"); got != 500 {
			t.Errorf("a limit that is not told any more is %d", got)
		}
	})
}

// TestLimitsOfABroker: the smaller one of two settings, whatever a broker answers.
func TestLimitsOfABroker(t *testing.T) {
	of := func(code int16, pairs ...string) *kmsg.DescribeConfigsResponseResource {
		r := kmsg.NewDescribeConfigsResponseResource()
		r.ErrorCode, r.ResourceName = code, "t"
		for i := 0; i < len(pairs); i += 2 {
			c := kmsg.NewDescribeConfigsResponseResourceConfig()
			c.Name = pairs[i]
			if pairs[i+1] != "null" {
				c.Value = &pairs[i+1]
			}
			r.Configs = append(r.Configs, c)
		}
		return &r
	}
	for _, c := range []struct {
		of   *kmsg.DescribeConfigsResponseResource
		want int
		err  string
	}{
		{of(0, "max.message.bytes", "1048588", "segment.bytes", "1073741824"), 1048588, ""},
		{of(0, "max.message.bytes", "20971520", "segment.bytes", "1048576"), 1048576, ""},
		{of(0, "segment.bytes", "500"), 500, ""},
		{of(0, "max.message.bytes", "null", "segment.bytes", "500"), 500, ""},
		{of(0), 0, "no setting of t that was asked for"},
		{of(0, "max.message.bytes", "many"), 0, `max.message.bytes of t is "many"`},
		{of(0, "max.message.bytes", "-1"), 0, "no number above 0"},
		{of(kerr.TopicAuthorizationFailed.Code), 0, "TOPIC_AUTHORIZATION_FAILED"},
	} {
		got, err := leastIn(c.of)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%d, %v, want %d, %q", got, err, c.want, c.err)
		}
	}
}

// TestM07_TheLimitIsTheTopics: kgo's batches follow it, and a change is followed.
func TestM07_TheLimitIsTheTopics(t *testing.T) {
	large := "5000000"
	c := seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(1, "orders"))
	c.ControlKey(32, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		resp := req.ResponseKind().(*kmsg.DescribeConfigsResponse)
		for _, asked := range req.(*kmsg.DescribeConfigsRequest).Resources {
			r := kmsg.NewDescribeConfigsResponseResource()
			r.ResourceType, r.ResourceName = asked.ResourceType, asked.ResourceName
			r.Configs = []kmsg.DescribeConfigsResponseResourceConfig{{Name: "max.message.bytes", Value: &large}}
			resp.Resources = append(resp.Resources, r)
		}
		return resp, nil, true
	})
	g, _ := guarded(t, c, Config{Sizes: &Sizes{}})
	var sizes []int
	c.ControlKey(0, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		sizes = append(sizes, len(req.(*kmsg.ProduceRequest).Topics[0].Partitions[0].Records))
		return refusing(req.(*kmsg.ProduceRequest), 0), nil, true
	})
	if o := g.ProduceSync(t.Context(), order(0, strings.Repeat("x", 2_000_000))); o.Kind != Persisted {
		t.Errorf("a record above kgo's default and below the topic's limit: %s %v", o.Kind, o.Err)
	}
	var why *TooLarge
	if o := g.ProduceSync(t.Context(), order(0, strings.Repeat("x", 5_000_000))); o.Kind != Rejected || !errors.As(o.Err, &why) || why.Limit != 5_000_000 {
		t.Errorf("a record above the topic's limit: %s %v", o.Kind, o.Err)
	}
	if len(sizes) != 1 {
		t.Errorf("%d batches were sent", len(sizes))
	}
}

// TestUpToTheLimit to the byte kgo sends what the guard lets through, and no batch of
// several that is above it.
func TestUpToTheLimit(t *testing.T) {
	const limit = 1_048_588
	c := cluster(t)
	g, _ := guarded(t, c, Config{Sizes: &Sizes{}}, kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.ProducerLinger(20*time.Millisecond))
	most := 0
	c.ControlKey(0, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		most = max(most, len(req.(*kmsg.ProduceRequest).Topics[0].Partitions[0].Records))
		return nil, nil, false
	})
	if o := g.ProduceSync(t.Context(), order(0, "first")); o.Kind != Persisted { // kgo knows the broker's version
		t.Fatal(o.Err)
	}
	for size, want := range map[int]Kind{limit: Persisted, limit + 1: Rejected} {
		r := sized(size)
		if r.Topic = "orders"; wire.Alone(r) != size {
			t.Fatalf("%d bytes, want %d", wire.Alone(r), size)
		}
		if o := g.ProduceSync(t.Context(), r); o.Kind != want {
			t.Errorf("%d bytes: %s, %v", size, o.Kind, o.Err)
		}
	}
	var all sync.WaitGroup
	for i := range 60 {
		all.Add(1)
		g.Produce(t.Context(), order(0, strings.Repeat("x", 90_000+997*i)), func(o Outcome) {
			defer all.Done()
			if o.Kind != Persisted {
				t.Errorf("record %d: %s, %v", i, o.Kind, o.Err)
			}
		})
	}
	all.Wait()
	if most > limit {
		t.Errorf("a batch of %d bytes was sent", most)
	}
}

func TestSizesThatCannotBe(t *testing.T) {
	for _, share := range []float64{-0.1, 1.1} {
		if _, err := begin(nil, newKit(), Config{Sizes: &Sizes{Share: share}}); err == nil || !strings.Contains(err.Error(), "Sizes.Share is") {
			t.Errorf("share %g: %v", share, err)
		}
	}
	if _, err := begin(nil, nil, Config{Sizes: &Sizes{}}); err == nil || !strings.Contains(err.Error(), "needs a client that was made with produce.Options()") {
		t.Errorf("without Options: %v", err)
	}
}

// TestNoTopicIsAskedFor when kgo asks what the batches of no topic may have.
func TestNoTopicIsAskedFor(t *testing.T) {
	k := newKit()
	if n := k.batchBytes(""); n != unknownBytes {
		t.Errorf("%d bytes", n)
	}
	if names := k.limits.names(); len(names) > 0 {
		t.Errorf("%q", names)
	}
}

// TestTheTimeIsOverBeforeALimitIsKnown: kgo does not get the record, and who has more time
// still waits for the limit.
func TestTheTimeIsOverBeforeALimitIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: limitsFirst / 2})
		began := time.Now()
		s.Produce(t.Context(), &kgo.Record{Topic: "new", Value: []byte("hasty")}, s.first.add)
		if took := time.Since(began); took != limitsFirst/2 {
			t.Errorf("it waited %s", took)
		}
		if s.kit.limits.met("new").goes.Load() {
			t.Error("the next one waits for nothing, as if nobody would tell the limit")
		}
		s.lists("told", s.first.got(), "hasty not persisted")
		if err := s.first.errs[0]; !errors.Is(err, ErrTime) || len(s.kgo.held) > 0 {
			t.Errorf("%v, and kgo has %d", err, len(s.kgo.held))
		}
		s.shut(time.Second)
	})
}
