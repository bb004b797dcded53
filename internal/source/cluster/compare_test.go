package cluster

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// toldBy rewrites what brokers tell of all topics; look counts from 0. What it
// returns is how often each broker was asked.
func (f *fake) toldBy(change func(node int32, look int, m *kmsg.MetadataResponse)) map[int32]int {
	looks := map[int32]int{}
	f.locked(func() {
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if m, is := resp.(*kmsg.MetadataResponse); is && req.(*kmsg.MetadataRequest).Topics == nil {
				change(node, looks[node], m)
				looks[node]++
			}
			return resp
		}
	})
	return looks
}

// view is the last look at a broker; nil if it was not held against others.
func (s seen) view(t *testing.T, id int32) *model.View {
	t.Helper()
	views := s.broker(t, id).Seen.Views
	if len(views) == 0 {
		return nil
	}
	return &views[len(views)-1]
}

func part(m *kmsg.MetadataResponse, topic, index int) *kmsg.MetadataResponseTopicPartition {
	return &m.Topics[topic].Partitions[index]
}

func TestStories(t *testing.T) {
	const broken, sound = false, true
	for _, c := range []struct {
		name   string
		change func(node int32, look int, m *kmsg.MetadataResponse)
		looks  int
		agrees bool // broker 1, in the end
		says   string
	}{
		{"in-sync replicas that flap", func(node int32, look int, m *kmsg.MetadataResponse) {
			part(m, 0, 0).ISR = []int32{node, int32(look)}
		}, 1, sound, ""},
		{"the order of replicas in sync", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				slices.Reverse(part(m, 0, 0).ISR)
			}
		}, 1, sound, ""},
		{"a topic is lost", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				m.Topics = m.Topics[1:]
			}
		}, 3, broken, "topic orders is not known to it"},
		{"a topic came back", func(node int32, look int, m *kmsg.MetadataResponse) {
			if node == 1 && look == 0 {
				m.Topics = m.Topics[1:]
			}
		}, 2, sound, ""},
		{"a topic is known to it alone", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node != 1 {
				m.Topics = m.Topics[:1]
			}
		}, 3, broken, "topic payments is known to it alone"},
		{"an old leader", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				part(m, 1, 2).Leader, part(m, 1, 2).LeaderEpoch = 0, 4
			}
		}, 3, broken, "payments/2: it says leader 0, epoch 4, replicas [0 1 2]; the others say leader 2, epoch 5"},
		{"other replicas", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				part(m, 1, 2).Replicas = []int32{2, 1, 0}
			}
		}, 3, broken, "replicas [2 1 0]"},
		{"fewer partitions", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				m.Topics[0].Partitions = m.Topics[0].Partitions[:2]
			}
		}, 3, broken, "orders/2 is not known to it"},
		{"more partitions", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node != 1 {
				m.Topics[0].Partitions = m.Topics[0].Partitions[:2]
			}
		}, 3, broken, "orders/2 is known to it alone"},
		{"another topic of the same name", func(node int32, _ int, m *kmsg.MetadataResponse) {
			if node == 1 {
				m.Topics[0].TopicID[15] = 9
			}
		}, 3, broken, "topic orders has another id"},
		{"a leader that changes at each look", func(node int32, look int, m *kmsg.MetadataResponse) {
			if node == 1 {
				part(m, 0, look%3).LeaderEpoch = int32(10 + look)
			}
		}, 2, sound, ""},
		{"a leader that changes, and a topic that is lost", func(node int32, look int, m *kmsg.MetadataResponse) {
			if node == 1 {
				part(m, 0, look%3).LeaderEpoch = int32(10 + look)
				m.Topics = m.Topics[:1]
			}
		}, 3, broken, "topic payments is not known to it"},
		{"topics that are created all the time", func(node int32, look int, m *kmsg.MetadataResponse) {
			name := "new-" + strings.Repeat("x", look)
			if node != 1 {
				m.Topics = append(m.Topics, (&fakeTopic{name: name}).tell())
			}
		}, 2, sound, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			looked := f.toldBy(c.change)
			s := look3(t, f)
			if want := map[int32]int{0: c.looks, 1: c.looks, 2: c.looks}; !maps.Equal(looked, want) {
				t.Errorf("looks by broker: %v, want %v", looked, want)
			}
			v := s.view(t, 1)
			if c.looks == 1 {
				if v != nil {
					t.Errorf("it is held against the others: %+v", v)
				}
				return
			}
			if v.Proven == c.agrees {
				t.Errorf("proven: %v", v.Proven)
			}
			if v.Agrees != c.agrees || v.Common != 2 && c.agrees == broken || len(s.broker(t, 1).Seen.Views) != c.looks {
				t.Errorf("view %+v of %d", v, len(s.broker(t, 1).Seen.Views))
			}
			if v.Agrees != (v.Lacks+v.Adds+v.Differs == 0) || v.Agrees != (len(v.Examples) == 0) {
				t.Errorf("what it differs in does not fit: %+v", v)
			}
			if !strings.Contains(strings.Join(v.Examples, "\n"), c.says) {
				t.Errorf("examples %q, want %q", v.Examples, c.says)
			}
			if other := s.view(t, 2); !other.Agrees {
				t.Errorf("broker 2: %+v", other)
			}
		})
	}
}

// TestTwoBrokersThatDiffer: there is no majority, and the difference does not
// vanish because the one and then the other is taken for right.
func TestTwoBrokersThatDiffer(t *testing.T) {
	f := begin(t, 2)
	f.locked(func() {
		versions := map[int32]int64{}
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			switch r := resp.(type) {
			case *kmsg.ApiVersionsResponse: // each is ahead in turn
				versions[node]++
				r.FinalizedFeaturesEpoch = 1000 + (versions[node]+int64(node))%3
			case *kmsg.MetadataResponse:
				if node == 1 && len(r.Topics) == 2 {
					part(r, 0, 0).LeaderEpoch = 4
				}
			}
			return resp
		}
	})
	s := look3(t, f)
	apart := 0
	for _, id := range []int32{0, 1} {
		if v := s.view(t, id); v == nil || len(s.broker(t, id).Seen.Views) != looks {
			t.Fatalf("broker %d: views %+v", id, s.broker(t, id).Seen.Views)
		} else if !v.Agrees && v.Differs == 1 && v.Common == 1 {
			apart++
		}
	}
	if apart != 1 {
		t.Errorf("%d brokers differ, want one", apart)
	}
}

func TestOfTwoThatDifferMoreTopicsCount(t *testing.T) {
	f := begin(t, 2)
	f.toldBy(func(node int32, _ int, m *kmsg.MetadataResponse) {
		if node == 0 {
			m.Topics = m.Topics[:1]
		}
	})
	s := look3(t, f)
	if len(s.Topics) != 2 || s.topic("orders").Layout.ToldBy != 1 || s.view(t, 0).Lacks != 1 || s.topic("payments").Config.Len() == 0 {
		t.Errorf("%d topics, view %+v", len(s.Topics), s.view(t, 0))
	}
}

// TestTheNewestTellerCounts: those that agree may tell other in-sync replicas.
func TestTheNewestTellerCounts(t *testing.T) {
	f := begin(t, 3)
	f.locked(func() {
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			switch r := resp.(type) {
			case *kmsg.ApiVersionsResponse:
				r.FinalizedFeaturesEpoch = 1000 + int64(node)
			case *kmsg.MetadataResponse:
				if node == 2 && len(r.Topics) == 2 {
					part(r, 0, 0).ISR = []int32{1}
				}
			}
			return resp
		}
	})
	layout := look3(t, f).topic("orders").Layout
	if layout.ToldBy != 2 || len(layout.Partitions[0].ISR) != 1 {
		t.Errorf("told by %d: %v", layout.ToldBy, layout.Partitions[0].ISR)
	}
}

func TestBehind(t *testing.T) {
	f := begin(t, 3)
	f.locked(func() {
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			switch r := resp.(type) {
			case *kmsg.ApiVersionsResponse:
				if r.FinalizedFeaturesEpoch = 1000; node == 1 {
					r.FinalizedFeaturesEpoch = 600
				}
				if node == 2 {
					r.FinalizedFeaturesEpoch = -1
				}
			case *kmsg.MetadataResponse:
				if node == 1 && len(r.Topics) == 2 {
					r.Topics = r.Topics[:1]
				}
			}
			return resp
		}
	})
	s := look3(t, f)
	if v := s.view(t, 1); v.Behind != 400 || !v.BehindSeen {
		t.Errorf("behind %+v", v)
	}
	if v := s.view(t, 2); v.BehindSeen {
		t.Errorf("broker 2 does not tell, and is behind by %d", v.Behind)
	}
}

// TestABrokerThatDiesBetweenTwoLooks does not answer any more, and is not said
// to tell another story.
func TestABrokerThatDiesBetweenTwoLooks(t *testing.T) {
	f := begin(t, 3)
	looked := 0
	f.locked(func() {
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if m, is := resp.(*kmsg.MetadataResponse); is && node == 1 && len(m.Topics) == 2 {
				looked++
				m.Topics = m.Topics[:1]
			}
			return resp
		}
		f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 && looked > 0 }
	})
	s := look3(t, f)
	if b := s.broker(t, 1).Seen; b.Answer == model.Answered || len(b.Views) > 0 || b.Detail == "" {
		t.Errorf("broker 1 %s, %d views: %q", b.Answer, len(b.Views), b.Detail)
	}
	if !slices.Contains(s.gaps(), "groups broker/1 unreachable") {
		t.Errorf("gaps %q", s.gaps())
	}
}

// TestWithoutViewsNobodyIsLookedAtTwice: who does not ask does not wait.
func TestWithoutViewsNobodyIsLookedAtTwice(t *testing.T) {
	f := begin(t, 3)
	f.toldBy(func(node int32, _ int, m *kmsg.MetadataResponse) { m.Topics = m.Topics[node%2:] })
	b := model.NewBuilder(time.Now())
	if err := New(options(t, f.bootstrap())).Collect(t.Context(), model.FactsOf(model.FactMetadata), b); err != nil {
		t.Fatal(err)
	}
	if f.count(3) > 4 {
		t.Errorf("%d answers of Metadata", f.count(3))
	}
}

// TestInterruptedBetweenTwoLooks: what was told is known, and one look is no
// proof, so that nothing is said of what differs in it.
func TestInterruptedBetweenTwoLooks(t *testing.T) {
	f := begin(t, 3)
	f.toldBy(func(node int32, _ int, m *kmsg.MetadataResponse) {
		if node == 1 {
			m.Topics = m.Topics[:1]
		}
	})
	o := options(t, f.bootstrap())
	o.Between = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Progress = func(string) { cancel() }
	b := model.NewBuilder(time.Now())
	if err := New(o).Collect(ctx, saved.Facts, b); !errors.Is(err, context.Canceled) {
		t.Fatalf("Collect returns %v", err)
	}
	now, _ := b.Snapshots()
	s := seen{now, 0}
	if len(s.Brokers) != 3 || len(s.Topics) != 2 || len(s.broker(t, 1).Seen.Views) != 0 || len(s.Gaps) > 0 {
		t.Errorf("%d brokers, %d topics, views %+v, gaps %q", len(s.Brokers), len(s.Topics), s.broker(t, 1).Seen.Views, s.gaps())
	}
	if v := s.topic("orders").Observed.Get("min.insync.replicas"); v.Usable() || !v.IsSet() {
		t.Error("a setting that nobody was asked for is taken for its default")
	}
}
