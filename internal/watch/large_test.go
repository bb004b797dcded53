package watch

import (
	"context"
	"fmt"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// large is a fake cluster of 10,000 topics with three partitions each, and 500
// groups that read ten topics each. Every look sees it grow by a step.
type large struct {
	*fake
	step   int64 // records by which each log and each commit grows from one look to the next
	behind int64 // how far each commit is behind its log
	n      int64 // looks so far
}

const (
	largeTopics = 10_000
	largeGroups = 500
)

func (l *large) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	l.n++
	l.topics, l.groups = nil, nil
	l.tell(model.Facts{}, b)
	place, end := model.Place{Names: []string{"cluster:" + l.name}}, 1_000+l.n*l.step
	var config model.Config
	config.Set("min.insync.replicas", model.KnownValue("2", model.Origin{}), model.Origin{})
	all := []int32{1, 2, 3}
	for i := range largeTopics {
		t := &model.Topic{Name: fmt.Sprintf("topic-%05d", i), Place: place, Observed: config, Layout: &model.Layout{ToldBy: 1}}
		for p := range int32(3) {
			t.Layout.Partitions = append(t.Layout.Partitions, model.Partition{Index: p, Leader: p + 1, LeaderEpoch: 5, Replicas: all, ISR: all,
				Offsets: model.Offsets{End: end, StartKnown: true, EndKnown: true}})
		}
		b.Topic(t)
	}
	c := &model.Cluster{Place: place, ID: "id-of-" + l.name}
	for i := range largeGroups {
		g := groupNamed(fmt.Sprintf("group-%04d", i), place)
		g.Commits = nil
		for p := range 30 {
			g.Commits = append(g.Commits, model.Commit{Topic: fmt.Sprintf("topic-%05d", i*10+p/3), Partition: int32(p % 3), Offset: end - l.behind, Epoch: -1})
		}
		c.Groups = append(c.Groups, g)
	}
	b.Cluster(c)
	return nil
}

// BenchmarkLook is a look at a large cluster that has been watched for six
// hours, without the network: where nothing is written, where every partition is
// written and read, and where all groups stand still before what is written.
func BenchmarkLook(b *testing.B) {
	for name, l := range map[string]large{"idle": {}, "busy": {step: 10, behind: 10}, "stuck": {behind: 10}} {
		b.Run(name, func(b *testing.B) {
			l.fake = newFake("large")
			o := Options{Places: []Place{{Name: "large", Looker: &l}}, Known: rules.All(), Settings: Settings{Rules: &rule.Settings{}},
				Cadence: Cadence{Settings: 24 * time.Hour, Views: 24 * time.Hour}.withDefaults(), Holder: &board.Holder{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
			loads := Metered(&o)
			k := newKeeper(o, newHub(o), 0, o.Places[0])
			at := time.Now()
			k.hub.publish(k.slot, &board.Cluster{Name: "large"})
			k.look(b.Context(), at, false)
			for range 360 {
				at = at.Add(time.Minute)
				k.past.Record(at, l.scope(b, at), nil)
			}
			for range 24 {
				at = at.Add(5 * time.Second)
				k.past.Record(at, l.scope(b, at), nil)
			}
			clear(loads[0].Stages)
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() {
				at = at.Add(5 * time.Second)
				k.look(b.Context(), at, false)
			}
			b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
			for _, s := range Stages() {
				b.ReportMetric(float64(loads[0].Stages[s].Milliseconds())/float64(b.N), string(s)+"-ms/op")
			}
		})
	}
}

// scope is what one look sees.
func (l *large) scope(b *testing.B, at time.Time) *model.Scope {
	builder := model.NewBuilder(at)
	if err := l.Collect(b.Context(), model.Facts{}, builder); err != nil {
		b.Fatal(err)
	}
	now, _ := builder.Snapshots()
	s := &model.Scope{Name: "large", Topics: now.Topics, Brokers: now.Brokers, Cluster: now.Clusters[len(now.Clusters)-1]}
	return s
}

// processorTime is what this process has taken so far. Others on the machine
// make it no longer, which they do with the time on the clock.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
