package limiter

import "time"

// All of this file is called under the lock of the set, but for join, which takes it.

// join gives a broker its part of the budget, and takes theirs from those that were not
// written to for long.
func (s *Set) join(l *Limiter, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.limit.Load() > 0 {
		return
	}
	for _, other := range *s.brokers.Load() {
		if other.outstanding() == 0 && now.Sub(other.turned) > idle {
			other.limit.Store(0)
		}
	}
	l.limit.Store(1) // it counts among the joined from here on
	if s.free()+1 < startLimit {
		s.reclaim()
	}
	l.limit.Store(max(s.floor(), min(startLimit, s.share(), s.free()+1)))
	l.begin(now, false)
}

// grant gives the limit that a broker gets which has one and wants more. It is the old
// one where nothing is free, and less where it is above what one broker may have.
func (s *Set) grant(l *Limiter, want int64) int64 {
	limit := l.limit.Load()
	most := s.budget
	if s.joined() > 1 {
		most = max(s.budget/2, s.share())
	}
	want = min(want, most)
	if want > limit && want-limit > s.free() && limit < s.share() {
		s.reclaim()
	}
	return min(want, limit+max(s.free(), 0))
}

// reclaim takes from the brokers what they have above their share. It is free only when
// what is on its way to them is answered.
func (s *Set) reclaim() {
	share := s.share()
	for _, l := range *s.brokers.Load() {
		if l.limit.Load() > share {
			l.limit.Store(share)
		}
	}
}

// free is what no broker has: neither in its limit nor on its way.
func (s *Set) free() int64 {
	free := s.budget
	for _, l := range *s.brokers.Load() {
		free -= max(l.limit.Load(), l.outstanding())
	}
	return free
}

func (s *Set) share() int64 { return max(s.budget/max(s.joined(), 1), 1) }

// floor is the least limit: a broker has it also while nothing is free.
func (s *Set) floor() int64 { return min(smallestLimit, s.share()) }

func (s *Set) joined() (n int64) {
	for _, l := range *s.brokers.Load() {
		if l.limit.Load() > 0 {
			n++
		}
	}
	return n
}
