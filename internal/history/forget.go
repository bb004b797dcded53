package history

// forget lets go of what has not been told for as long as the coarse ring
// reaches: it has no sample left. While nothing is told at all, no frame is
// made and nothing is forgotten.
func (s *Store) forget() {
	frames := s.series.coarse.pushed
	if frames == s.swept {
		return
	}
	s.swept = frames
	old := func(heard int) bool { return frames-heard > coarseLooks }
	for name, t := range s.topics {
		if old(t.heard) {
			s.releaseParts(t)
			delete(s.topics, name)
		}
	}
	for id, g := range s.groups {
		s.forgetCommits(g, old)
		if old(g.heard) {
			delete(s.groups, id)
		}
	}
	for id, b := range s.brokers {
		forgetGauges(s, b.usable, old)
		if old(b.heard) {
			delete(s.brokers, id)
		}
	}
	forgetGauges(s, s.voters, old)
}

func (s *Store) forgetCommits(g *group, old func(int) bool) {
	for topic, c := range g.topics {
		if old(c.heard) {
			s.releaseCommits(c)
			delete(g.topics, topic)
		}
	}
}

func forgetGauges[K comparable](s *Store, gauges map[K]*gauge, old func(int) bool) {
	for key, g := range gauges {
		if old(g.heard) {
			s.series.release(g.number)
			delete(gauges, key)
		}
	}
}
