package watch

import (
	"context"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

// metered is a looker whose looks are measured.
type metered struct {
	Looker
	load *Load
	now  func() time.Time
}

// Collect looks, and notes how long that took.
func (m *metered) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	began := m.now()
	err := m.Looker.Collect(ctx, want, b)
	ended := m.now()
	if m.load.Looks == 0 {
		m.load.began = began
	}
	took := ended.Sub(began)
	m.load.Looks++
	m.load.total += took
	m.load.Longest = max(m.load.Longest, took)
	m.load.Over = ended.Sub(m.load.began)
	return err
}

// AskFor is that of the looker, where it can: what is measured is what runs.
func (m *metered) AskFor(topicKeys []string) {
	if a, can := m.Looker.(asker); can {
		a.AskFor(topicKeys)
	}
}

// Suspect is that of the looker, where it can.
func (m *metered) Suspect(all []model.TopicPartition) {
	if s, can := m.Looker.(suspicious); can {
		s.Suspect(all)
	}
}

// Spent is that of the looker, and is added up.
func (m *metered) Spent() cluster.Cost {
	spent := m.Looker.Spent()
	for name, s := range spent {
		m.load.Spent.Add(name, s)
	}
	return spent
}
