package refresh

import "testing"

func BenchmarkSent(b *testing.B) {
	s := newSchedule(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Sent(1)
	}
}

// BenchmarkFailed is each failure of a burst.
func BenchmarkFailed(b *testing.B) {
	s := newSchedule(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Failed(epoch)
	}
}

func BenchmarkDue(b *testing.B) {
	s, now := quiet(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Due(now)
	}
}

func BenchmarkTogether(b *testing.B) {
	s := newSchedule(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Sent(1)
			s.Failed(epoch)
		}
	})
}
