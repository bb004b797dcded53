package cluster

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

var describeLogDirs = kmsg.NewPtrDescribeLogDirsRequest()

// TestEverythingAtOnce: brokers that hang and are dead, and a quorum that
// hangs, are seen in less than 5 s with the limit that users have.
func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	f := begin(t, 3)
	for id := range int32(6) {
		at := refusing(t)
		if id%2 == 0 {
			at = hung(t)
		}
		f.lists(10+id, at)
	}
	f.fails(kmsg.NewPtrDescribeQuorumRequest(), timesOut, nil)
	o := options(t, hung(t)+","+f.brokers[1].address)
	o.Target.Timeout = target.DefaultTimeout
	s := scan(t, o)
	if s.took > 5*time.Second {
		t.Errorf("it took %s", s.took)
	}
	if got := s.known(); got["answered"] != 3 || got["groups"] != 4 || got["topic config"] != 2 || got["quorum"] != 0 || got["brokers"] != 10 {
		t.Errorf("known %v", got)
	}
	if s.Clusters[0].Quorum == nil || s.Clusters[0].Quorum.Silent == nil {
		t.Error("the quorum is not said to be silent")
	}
}

// TestABrokerThatHangsAfterItHasAnswered costs its large limit and one small
// one, however many questions there are.
func TestABrokerThatHangsAfterItHasAnswered(t *testing.T) {
	t.Parallel()
	f := begin(t, 3)
	f.locked(func() {
		f.groups = nil
		for i := range 3 * coordinator.AtOnce {
			f.groups = append(f.groups, fakeGroup{id: fmt.Sprintf("g%d", i), kind: "classic", coordinator: 1, topic: "orders", committed: 50})
		}
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if key := req.Key(); node == 1 && key != 18 && key != 3 && key != 16 && key != 60 {
				return nil
			}
			return resp
		}
	})
	s := look3(t, f)
	if s.took > 9*quick {
		t.Errorf("it took %s", s.took)
	}
	want := []string{"broker config broker/1 timed out", "log directories broker/1 timed out", "groups broker/1 timed out", "offsets broker/1 timed out"}
	for _, gap := range want {
		if !slices.Contains(s.gaps(), gap) {
			t.Errorf("no gap %q: %q", gap, s.gaps())
		}
	}
	if got := s.known(); got["groups"] != 3*coordinator.AtOnce || got["members"] != 0 || got["topic config"] != 2 || got["log dirs"] != 2 {
		t.Errorf("known %v", got)
	}
}

// TestInterrupted at any question: what was known by then is there, nothing is
// made up, and nothing runs on.
func TestInterrupted(t *testing.T) {
	for _, key := range []int16{18, 3, 60, 32, 35, 55, 16, 15, 9, 2} {
		t.Run(kmsg.NameForKey(key), func(t *testing.T) {
			f := begin(t, 3)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			f.locked(func() {
				f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
					if req.Key() == key {
						cancel()
						return nil
					}
					return resp
				}
			})
			before := runtime.NumGoroutine()
			b := model.NewBuilder(time.Now())
			started := time.Now()
			if err := New(options(t, f.bootstrap())).Collect(ctx, saved.Facts, b); !errors.Is(err, context.Canceled) {
				t.Fatalf("Collect returns %v", err)
			}
			if took := time.Since(started); took > quick {
				t.Errorf("it ended after %s", took)
			}
			now, _ := b.Snapshots()
			s := seen{now, 0}
			if len(s.Gaps) > 0 {
				t.Errorf("gaps %q: %s", s.gaps(), s.details())
			}
			if n := len(s.Brokers); n != 0 && n != 3 {
				t.Errorf("%d brokers are known of 3", n)
			}
			for _, b := range s.Brokers {
				if b.Seen.Answer != model.Answered && b.Seen.Answer != model.Unheard {
					t.Errorf("broker %d is said to be %s: %s", b.Seen.ID, b.Seen.Answer, b.Seen.Detail)
				}
			}
			for _, topic := range s.Topics {
				if v := topic.Observed.Get("unclean.leader.election.enable"); topic.Observed.Len() == 0 && !v.IsSet() {
					t.Errorf("%s: what nobody was asked for is taken for its default", topic.Name)
				}
			}
			if left := settled(before); left > before {
				t.Errorf("%d goroutines run on", left-before)
			}
		})
	}
}

// settled waits for the fake's own goroutines, which end with the connections.
func settled(want int) int {
	deadline := time.Now().Add(2 * time.Second)
	for runtime.NumGoroutine() > want && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}

// TestBudget: health and lag of a cluster take few requests, whatever the
// number of topics and groups.
func TestBudget(t *testing.T) {
	f := begin(t, 3)
	one := f.topics[0].parts
	f.topics, f.groups = nil, nil
	for i := range 100 {
		f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("t%d", i), parts: one})
	}
	for i := range 50 {
		f.groups = append(f.groups, fakeGroup{id: fmt.Sprintf("g%d", i), kind: "classic", coordinator: int32(i % 3), topic: fmt.Sprintf("t%d", i), committed: 50})
	}
	o := options(t, f.bootstrap())
	o.Target.Timeout = target.DefaultTimeout
	s := scan(t, o)
	if got := s.known(); len(s.Gaps) > 0 || got["starts"] != 150 || got["ends"] != 150 || got["members"] != 50 {
		t.Fatalf("known %v, gaps %q", got, s.gaps())
	}
	apart := map[int16]int{18: 0, 32: 0, 35: 0, 74: 0, 3: 1} // connections, settings, disks, and the probes of rights
	total, each := 0, []string{}
	f.locked(func() {
		for key, n := range f.asked {
			probes, listed := apart[key]
			if listed {
				n = probes * (n - 1)
			}
			total += n
			each = append(each, fmt.Sprintf("%s %d", kmsg.NameForKey(key), n))
		}
	})
	slices.Sort(each)
	if limit := 4*3 + 8; total > limit {
		t.Errorf("%d requests, the limit is %d: %s", total, limit, strings.Join(each, ", "))
	}
	t.Logf("%d requests: %s", total, strings.Join(each, ", "))
}
