package history

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Store is the memory of one cluster. It belongs to one goroutine, which alone
// calls Record, Probed and Save. Between two of those calls any number of
// goroutines may read, as rules do that are run side by side: no method that
// reads changes anything. What methods return is not to be changed, and a Track
// is good until the next Record.
type Store struct {
	since   int64  // of the first look, in ms since 1970; 0: there was none
	last    int64  // of the newest look
	swept   int    // how many coarse frames there were when it was last looked for what to forget
	eras    uint32 // how many topics there ever were
	series  series
	topics  map[string]*topic
	groups  map[string]*group
	brokers map[int32]*broker
	voters  map[int32]*gauge
	quorum  []model.QuorumMoment
	voting  []int32 // the voters, as they were told last
	unknown map[missing]int64
}

var _ model.History = (*Store)(nil)

// setBack is how far a clock may go back, in ms, until what was remembered is
// of no use.
const setBack = 60_000

// New is an empty memory.
func New() *Store {
	return &Store{
		series:  newSeries(),
		topics:  map[string]*topic{},
		groups:  map[string]*group{},
		brokers: map[int32]*broker{},
		voters:  map[int32]*gauge{},
		unknown: map[missing]int64{},
	}
}

// Since is the time of the first look that is remembered, in ms since 1970; 0
// before that.
func (s *Store) Since() int64 { return s.since }

// Record takes in one look at the cluster. Gaps are what the look was to bring
// and did not. Looks come in the order of time: one that is not later than the
// one before is left out, and when the clock was set back by more than a minute
// what was seen is forgotten, because nothing tells any more how long ago it
// was. For how long something has not been seen is kept: whoever forgets that
// takes it for seen.
func (s *Store) Record(at time.Time, now *model.Scope, gaps []model.Gap) {
	ms := at.UnixMilli()
	switch {
	case ms < s.last-setBack:
		unknown := shifted(s.unknown, ms-s.last)
		*s = *New()
		s.unknown = unknown
	case s.since != 0 && ms <= s.last:
		return
	}
	if s.since == 0 {
		s.since = ms
	}
	s.last = ms
	s.miss(ms, gaps)
	if now == nil || now.Cluster == nil {
		return
	}
	l := newLook(ms, now, gaps)
	if !l.cluster.Dark {
		s.recordTopics(l)
		s.recordGroups(l)
		s.recordQuorum(l)
	}
	s.recordBrokers(l)
	s.series.endLook(ms)
	s.forget()
}

// remember adds a moment, and lets go of the oldest where there are too many.
// What was handed out before stays as it is.
func remember[M any](past []M, m M) []M {
	if len(past) >= model.Moments {
		past = past[len(past)-model.Moments+1:]
	}
	return append(past, m)
}

// handed is a slice to which nobody can append in our memory.
func handed[M any](past []M) []M { return past[:len(past):len(past)] }
