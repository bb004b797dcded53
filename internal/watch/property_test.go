package watch

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
	"github.com/breakwaterhq/breakwater/internal/timeline"
	"github.com/breakwaterhq/breakwater/internal/web"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// soundCluster is a cluster of which every rule thinks well.
const soundCluster = `
cycle 1s
until 400s
brokers 1 2 3
topic orders partitions=6 replicas=3 min.insync.replicas=2
topic __consumer_offsets partitions=6 replicas=3 internal min.insync.replicas=2 cleanup.policy=compact
group billing type=consumer members=a,b topics=orders
at 0s produce orders 10/s
at 0s consume billing orders
`

// blinded is a looker at a cluster of a time-line, to which some of what is there
// is not told.
type blinded struct {
	*fake
	looks []*model.Builder // by the second
	blind func(now *model.Snapshot, at int) []model.Gap
}

func sound(t *testing.T) *blinded {
	t.Helper()
	script, err := timeline.Parse("sound", soundCluster)
	if err != nil {
		t.Fatal(err)
	}
	b := &blinded{fake: newFake(timeline.Cluster), blind: func(*model.Snapshot, int) []model.Gap { return nil }}
	if err := script.Play(func(_ time.Time, now *model.Builder) { b.looks = append(b.looks, now) }); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *blinded) Collect(ctx context.Context, want model.Facts, into *model.Builder) error {
	at := int(time.Since(b.began) / time.Second)
	if err := b.fake.Collect(ctx, want, model.NewBuilder(time.Now())); err != nil {
		return err
	}
	told := b.looks[at]
	now, _ := told.Snapshots()
	for _, g := range b.blind(now, at) {
		told.Gap(g)
	}
	into.Merge(told)
	return nil
}

// state is the verdict on the cluster that a page would show now.
func (w *bench) state() api.Verdict {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/status", nil)
	r.Host = "localhost"
	out := httptest.NewRecorder()
	web.Handler(w.o.Holder, web.Options{Now: w.o.Now}).ServeHTTP(out, r)
	var status api.Status
	if err := json.Unmarshal(out.Body.Bytes(), &status); err != nil || len(status.Clusters) != 1 {
		w.t.Fatalf("%v in %s", err, out.Body)
	}
	return status.Clusters[0].Verdict
}

// judgeSound watches the sound cluster by all rules, on the clock of its
// time-line.
func judgeSound(t *testing.T, b *blinded) *bench {
	t.Helper()
	w := on(t, b)
	w.o.Places[0].Name = timeline.Cluster
	w.o.Known = rules.All()
	w.o.Now = func() time.Time { return timeline.Start().Add(time.Since(b.began)) }
	return w.begin()
}

// lookedAt is the second at which the cluster was looked at last.
func (w *bench) lookedAt() int {
	return int(w.cluster(timeline.Cluster).At.Sub(timeline.Start()) / time.Second)
}

// TestASoundClusterIsHealthy, for else the tests below would prove nothing.
func TestASoundClusterIsHealthy(t *testing.T) {
	inTime(t, func(t *testing.T) {
		w := judgeSound(t, sound(t))
		for range 60 {
			if v := w.state(); v.State != api.Healthy {
				t.Fatalf("it is %s: %s %v", v.State, v.Sentence, v.Unknown)
			}
			w.pass(5 * time.Second)
		}
	})
}

// blindness is one way in which a look fails to tell something.
type blindness struct {
	fact  model.Fact
	scope model.Kind
	name  string
	why   model.GapReason
}

// someBlindness chooses a fact that is not told, of the whole cluster or of one
// broker.
func someBlindness(r *rand.Rand) blindness {
	facts := slices.Collect(saved.Facts.Each())
	b := blindness{facts[r.IntN(len(facts))], model.KindCluster, "", model.GapReason(1 + r.IntN(int(model.Stale)))}
	if r.IntN(2) == 0 {
		b.scope, b.name = model.KindBroker, string('1'+rune(r.IntN(3)))
	}
	return b
}

// hide takes out of a snapshot what is not told, and gives the gap that says so.
func (b blindness) hide(now *model.Snapshot) model.Gap {
	cluster := now.Clusters[0]
	switch b.fact {
	case model.FactGroups:
		cluster.Groups = nil
	case model.FactOffsets:
		for _, g := range cluster.Groups {
			g.Commits, g.CommitsKnown = nil, false
		}
	case model.FactQuorum:
		cluster.Quorum = nil
	case model.FactLogDirs:
		for _, n := range now.Brokers {
			n.Seen.LogDirs, n.Seen.LogDirsKnown = nil, false
		}
	case model.FactViews:
		for _, n := range now.Brokers {
			n.Seen.Views = nil
		}
	case model.FactTopicConfig:
		for _, topic := range now.Topics {
			topic.Config = model.Config{}
		}
	case model.FactMetadata, model.FactTopicLayout:
		now.Topics = nil
	}
	return model.Gap{Fact: b.fact, Scope: model.Subject{Cluster: timeline.Cluster, Kind: b.scope, Name: b.name}, Why: b.why, Detail: "it was not told"}
}

// TestWhatIsNotToldIsNeverHealthy: whatever a source cannot bring, for however
// long, the cluster is not called healthy before a look has brought it.
func TestWhatIsNotToldIsNeverHealthy(t *testing.T) {
	for seed := range uint64(25) {
		inTime(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 5))
			lacks := []blindness{someBlindness(r)}
			for range r.IntN(3) {
				lacks = append(lacks, someBlindness(r))
			}
			from := r.IntN(60)
			until := from + 10 + r.IntN(100)
			b := sound(t)
			b.blind = func(now *model.Snapshot, at int) (gaps []model.Gap) {
				if at < from || at >= until {
					return nil
				}
				for _, lack := range lacks {
					gaps = append(gaps, lack.hide(now))
				}
				return gaps
			}
			w := judgeSound(t, b)
			for second := 0; second < until; second++ {
				if w.lookedAt() >= from && w.state().State == api.Healthy {
					t.Fatalf("seed %d, at %d s: %v is not told since %d s, and it is called healthy: %s", seed, second, lacks, from, w.state().Sentence)
				}
				w.pass(time.Second)
			}
			w.pass(2 * time.Minute)
			if v := w.state(); v.State != api.Healthy {
				t.Errorf("seed %d: %v is told again, and it is %s: %s", seed, lacks, v.State, v.Sentence)
			}
		})
	}
}

// TestALookerThatFailsIsNeverHealthy: it hangs, or it breaks, and a page shows
// what was as what was.
func TestALookerThatFailsIsNeverHealthy(t *testing.T) {
	for seed := range uint64(8) {
		inTime(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 6))
			b := sound(t)
			w := judgeSound(t, b)
			w.pass(time.Duration(5+r.IntN(90)) * time.Second)
			if v := w.state(); v.State != api.Healthy {
				t.Fatalf("seed %d: it is %s before anything fails: %s", seed, v.State, v.Sentence)
			}
			b.locked(func() {
				if b.hangs = r.IntN(2) == 0; !b.hangs {
					b.fails = context.DeadlineExceeded
				}
			})
			w.pass(20 * time.Second) // three cadences, and one that was under way
			for range 60 {
				if v := w.state(); v.State != api.NotKnown {
					t.Fatalf("seed %d: nobody looks, and it is %s: %s", seed, v.State, v.Sentence)
				}
				w.pass(time.Second)
			}
		})
	}
}

// TestACrashIsNeverHealthy, from the first look after it to the last before the
// broker is back.
func TestACrashIsNeverHealthy(t *testing.T) {
	inTime(t, func(t *testing.T) {
		script, err := timeline.Parse("crash", soundCluster+"at 60s kill 2\nat 120s start 2\n")
		if err != nil {
			t.Fatal(err)
		}
		b := sound(t)
		b.looks = nil
		if err := script.Play(func(_ time.Time, now *model.Builder) { b.looks = append(b.looks, now) }); err != nil {
			t.Fatal(err)
		}
		w := judgeSound(t, b)
		for second := range 120 {
			at, state := w.lookedAt(), w.state().State
			if (at >= 60) == (state == api.Healthy) {
				t.Fatalf("at %d s, looked at %d s: %s", second, at, state)
			}
			w.pass(time.Second)
		}
		if i := w.incidents(timeline.Cluster); len(i) == 0 || i[0] != "open cluster/broker-missing 2" {
			t.Errorf("incidents %v", i)
		}
	})
}
