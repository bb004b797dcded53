package limiter

import (
	"sync/atomic"
	"testing"
)

// BenchmarkAlone is what a record costs when one goroutine hands over and answers, with
// so many on their way; with one of them each answer ends a round.
func BenchmarkAlone(b *testing.B) {
	for name, n := range map[string]int{"1": 1, "100": 100} {
		b.Run(name, func(b *testing.B) {
			l := newSet(b, 64<<20).Of(1)
			now := at(0)
			for range n {
				l.Take(now, 100)
			}
			b.ReportAllocs()
			for b.Loop() {
				l.Take(now, 100)
				l.Done(now, 100, ms, Acknowledged)
			}
		})
	}
}

// BenchmarkAloneFull is the same at the limit: every second Take is told to wait.
func BenchmarkAloneFull(b *testing.B) {
	l := newSet(b, 1<<20).Of(1)
	now := at(0)
	for l.Take(now, 100) {
	}
	b.ReportAllocs()
	for b.Loop() {
		l.Done(now, 100, ms, Acknowledged)
		l.Take(now, 100)
		l.Take(now, 100)
	}
}

// BenchmarkTogether is several goroutines on one broker, each with a hundred on its way.
func BenchmarkTogether(b *testing.B) {
	l := newSet(b, 64<<20).Of(1)
	parallel(b, func(int32) *Limiter { return l })
}

// BenchmarkSideBySide is several goroutines, each on a broker of its own.
func BenchmarkSideBySide(b *testing.B) { parallel(b, newSet(b, 64<<20).Of) }

func parallel(b *testing.B, of func(int32) *Limiter) {
	var node atomic.Int32
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		l, now := of(node.Add(1)), at(0)
		for range 100 {
			l.Take(now, 100)
		}
		for pb.Next() {
			l.Take(now, 100)
			l.Done(now, 100, ms, Acknowledged)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	s := newSet(b, 64<<20)
	for node := range int32(30) {
		s.Of(node)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Of(17)
	}
}
