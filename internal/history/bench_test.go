package history

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// plant is a large cluster that changes with every look: partitions are written
// at up to 400 records a second, every seventh not at all.
type plant struct {
	scope  *model.Scope
	second int64
}

func newPlant(topics, groups, each int) *plant {
	p := &plant{scope: live()}
	for i := range topics {
		p.scope.Topics = append(p.scope.Topics, topicOf(fmt.Sprintf("topic-%06d", i), fmt.Sprintf("id-%019d", i), 0, 0, 0))
	}
	for i := range groups {
		g := groupOf(fmt.Sprintf("group-%04d", i), []string{fmt.Sprintf("member-%d-0123456789abcdef", i)})
		for j := range each {
			for k := range int32(3) {
				g.Commits = append(g.Commits, model.Commit{Topic: p.scope.Topics[(i*each+j)%topics].Name, Partition: k})
			}
		}
		p.scope.Cluster.Groups = append(p.scope.Cluster.Groups, g)
	}
	for id := range int32(9) {
		p.scope.Brokers = append(p.scope.Brokers, &model.Broker{Seen: &model.Sighting{ID: id, Answer: model.Answered}})
	}
	return p
}

func rate(i, j int) int64 {
	if i%7 == 0 {
		return 0
	}
	return int64(i*31+j*17) % 400
}

// pass lets seconds go by.
func (p *plant) pass(seconds int64) time.Time {
	p.second += seconds
	for i, t := range p.scope.Topics {
		for j := range t.Layout.Partitions {
			end := 1e9 + rate(i, j)*p.second + p.second*int64(i)%13
			t.Layout.Partitions[j].Offsets = model.Offsets{End: end, Stable: end, Start: end / 100_000 * 100_000,
				EndKnown: true, StableKnown: true, StartKnown: true}
		}
	}
	for i, g := range p.scope.Cluster.Groups {
		for j := range g.Commits {
			g.Commits[j].Offset = 1e9 + rate(i*len(g.Commits)+j, j)*(p.second-5)
		}
	}
	return at(p.second)
}

// full is a store both of whose rings are full.
func full(p *plant) *Store {
	s := New()
	for range coarseLooks {
		s.Record(p.pass(60), p.scope, nil)
	}
	for range fineLooks {
		s.Record(p.pass(5), p.scope, nil)
	}
	return s
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkMemory is what 10,000 topics of 3 partitions take, and 500 groups
// that read 10 of them each. The target is 80 MB.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		none, many := newPlant(10_000, 0, 10), newPlant(10_000, 500, 10)
		before := inUse()
		alone := full(none)
		between := inUse()
		s := full(many)
		after := inUse()
		_, told := s.Memory()
		b.ReportMetric(float64(after-between)/1e6, "MB")
		b.ReportMetric(float64(told)/1e6, "MB-told")
		b.ReportMetric(float64(between-before)/30_000, "B/partition")
		b.ReportMetric(float64(after-between-(between-before))/15_000, "B/group-partition")
		runtime.KeepAlive([]any{alone, none, many})
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkRecord is one look at the same cluster. The target is 30 ms.
func BenchmarkRecord(b *testing.B) {
	p := newPlant(10_000, 500, 10)
	s := full(p)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		next := p.pass(5)
		b.StartTimer()
		s.Record(next, p.scope, nil)
	}
}

func BenchmarkTrack(b *testing.B) {
	p := newPlant(1000, 50, 10)
	s := full(p)
	reads := map[string]func() model.Track{
		"log end":   func() model.Track { return s.LogEnd("topic-000123", 2) },
		"stable":    func() model.Track { return s.Stable("topic-000123", 2) },
		"committed": func() model.Track { return s.Committed("group-0012", "topic-000123", 2) },
	}
	for name, track := range reads {
		b.Run(name+"/whole", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := track().Oldest(); !ok {
					b.Fatal("no sample")
				}
			}
		})
		b.Run(name+"/rate over a minute", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, ok := track().Rate(60_000); !ok {
					b.Fatal("no rate")
				}
			}
		})
	}
}

// BenchmarkSave and BenchmarkLoad write and read the same cluster.
func BenchmarkSave(b *testing.B) {
	s := full(newPlant(10_000, 500, 10))
	size := len(saved(b, s))
	b.SetBytes(int64(size))
	for b.Loop() {
		if err := s.Save(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	data := saved(b, full(newPlant(10_000, 500, 10)))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStill is the whole past of a log end that never moves, as most of a
// large cluster's do.
func BenchmarkStill(b *testing.B) {
	s, at := New(), time.UnixMilli(1)
	scope := &model.Scope{Cluster: &model.Cluster{ID: "plant"}, Topics: []*model.Topic{{Name: "t", Layout: &model.Layout{Partitions: []model.Partition{
		{Leader: 1, Replicas: []int32{1}, ISR: []int32{1}, Offsets: model.Offsets{End: 7, EndKnown: true}}}}}}}
	for range fineLooks + coarseLooks {
		at = at.Add(time.Minute)
		s.Record(at, scope, nil)
	}
	b.ReportAllocs()
	for b.Loop() {
		if at, ok := s.LogEnd("t", 0).Moved(); ok {
			b.Fatalf("it moved at %d", at)
		}
	}
}
