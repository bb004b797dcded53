package history

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// missing is a fact that is missing for a subject. A store has one cluster, so
// that the subject's cluster says nothing.
type missing struct {
	fact model.Fact
	of   model.Subject
}

// Unknown is since when a fact of a subject has been missing, in ms since 1970;
// 0: it is not.
func (s *Store) Unknown(fact model.Fact, of model.Subject) int64 {
	of.Cluster = ""
	return s.unknown[missing{fact, of}]
}

// miss notes what is missing now, and since when; all else is not missing.
func (s *Store) miss(at int64, gaps []model.Gap) {
	now := make(map[missing]int64, len(gaps))
	for _, g := range gaps {
		m := missing{g.Fact, g.Scope}
		m.of.Cluster = ""
		if since, already := s.unknown[m]; already {
			now[m] = since
			continue
		}
		now[m.cloned()] = at
	}
	s.unknown = now
}

// shifted is the same by a clock that differs by some ms.
func shifted(since map[missing]int64, by int64) map[missing]int64 {
	out := make(map[missing]int64, len(since))
	for m, at := range since {
		out[m] = at + by
	}
	return out
}

// cloned shares no text with the answer that it was read from.
func (m missing) cloned() missing {
	m.of.Scope, m.of.Name, m.of.Part = strings.Clone(m.of.Scope), strings.Clone(m.of.Name), strings.Clone(m.of.Part)
	return m
}
