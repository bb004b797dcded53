package history

import (
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// broker is what is remembered of one broker.
type broker struct {
	last   int64 // when it was looked at last by this process: what happened between two watches was not seen
	heard  int   // how many coarse frames there were when it was last told
	past   []model.BrokerMoment
	usable map[string]*gauge // by the path of the log directory; what it lacks by lacks
}

// lacks is what the number of records that a broker lacks is kept by among what
// its volumes have left. It is no path.
const lacks = "\x00records"

// Broker is how a broker's answers and its part in the cluster have changed,
// the oldest first.
func (s *Store) Broker(id int32) []model.BrokerMoment {
	if b := s.brokers[id]; b != nil {
		return handed(b.past)
	}
	return nil
}

// Usable is the past of the free bytes of the volume below a log directory.
func (s *Store) Usable(id int32, path string) model.Track {
	if b := s.brokers[id]; b != nil && b.usable[path] != nil {
		return s.series.track(b.usable[path].number)
	}
	return nil
}

// CatchUp is the past of how many records a broker lacks of the replicas that it
// holds out of sync. It has a sample of each look that was told of all of them.
func (s *Store) CatchUp(id int32) model.Track { return s.Usable(id, lacks) }

// Probed notes that at a time every broker answered as in the last look.
func (s *Store) Probed(at time.Time) {
	for _, b := range s.brokers {
		if b.last > 0 {
			b.last = max(b.last, at.UnixMilli())
		}
	}
}

func (s *Store) recordBrokers(l *look) {
	for _, told := range l.scope.Brokers {
		if told.Seen == nil || told.Seen.ID < 0 {
			continue
		}
		b := s.brokers[told.Seen.ID]
		if b == nil {
			b = &broker{}
			s.brokers[told.Seen.ID] = b
		}
		b.heard = s.series.coarse.pushed
		b.record(l, told.Seen)
		b.last = l.at
		if told.Seen.LogDirsKnown {
			s.tellUsable(l, b, told.Seen.LogDirs)
		}
		if c := told.Seen.CatchUp; c != nil && c.Complete() {
			s.tellUsable(l, b, []model.LogDir{{Path: lacks, Usable: c.Records}})
		}
	}
}

// record notes how a broker is, if that differs from how it was. What the look
// does not tell is as it was.
func (b *broker) record(l *look, seen *model.Sighting) {
	now := model.BrokerMoment{At: l.at, Before: b.last, Answer: seen.Answer, Leads: seen.Leads, Holds: seen.Holds,
		InSync: l.inSync[seen.ID], Fenced: seen.Fenced, Listed: seen.Listed}
	n := len(b.past)
	switch {
	case n == 0 && seen.Answer == model.Unheard:
		return
	case n == 0:
		b.past = remember(b.past, now)
		return
	}
	was := b.past[n-1]
	if seen.Answer == model.Unheard {
		now.Answer = was.Answer
	}
	if !l.counted {
		now.Leads, now.InSync, now.Holds = was.Leads, was.InSync, was.Holds
	}
	if l.cluster.Dark {
		now.Fenced, now.Listed = was.Fenced, was.Listed
	}
	was.At, was.Before = now.At, now.Before
	if was != now {
		b.past = remember(b.past, now)
	}
}

func (s *Store) tellUsable(l *look, b *broker, dirs []model.LogDir) {
	for _, d := range dirs {
		if !kept(d.Usable) {
			continue
		}
		v := b.usable[d.Path]
		if v == nil {
			if b.usable == nil {
				b.usable = map[string]*gauge{}
			}
			v = &gauge{number: nowhere}
			b.usable[strings.Clone(d.Path)] = v
		}
		v.heard = s.series.coarse.pushed
		s.series.tell(&v.number, others, l.at, d.Usable)
	}
}
