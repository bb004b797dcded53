package produce

import (
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/breakwaterhq/breakwater/client/wire"
)

// A lane is what the records of a topic wait in when a broker has refused a batch of them
// for its size: those that kgo has failed, by partition. They go again before all that are
// newer, which wait in front of the desk until the lane is empty. The lock of all lanes
// guards it.
type lane struct {
	topic  *topicLimit
	tracks map[*partition]*track
	stale  bool          // the topic's limit is to be asked for
	leaks  bool          // newer records may have overtaken: nothing is kept any more
	moves  bool          // kgo has put a record into another partition when it went again
	loose  *track        // since then: those that have no order to keep, of all partitions; else nil
	over   chan struct{} // closed when newer records may pass
	stalls map[*partition]stall
	silent map[*partition]bool // had what was not answered when a group went last that may move
}

// A track is a lane's records of one partition, in their order; or those that have none.
type track struct {
	at     *partition   // nil of those that have no order
	back   []waiter     // what kgo has failed, since it was looked at
	queue  []waiter     // what goes behind that
	given  atomic.Int32 // records that kgo has from here
	group  int          // bytes of those that it was given last; 0 before the first
	single int          // how often a record was refused that was given alone
	most   int          // bytes of a group, if those that fit the limit were refused
	later  time.Time    // when the next group is given
}

// A waiter is a record that waits in a track.
type waiter struct {
	e    *entry // nobody's any more once its outcome was told
	why  error  // with which kgo has failed it
	size int    // of a batch that holds it alone
	most int    // what it adds to a batch
	free bool   // it has no order to keep
	with bool   // others may have been in its batch, so that a refusal says nothing of it
}

func newLane(t *topicLimit) *lane {
	return &lane{topic: t, tracks: map[*partition]*track{}, over: make(chan struct{}), stalls: map[*partition]stall{}}
}

// ends lets newer records pass.
func (l *lane) ends() {
	l.topic.lane.Store(nil)
	close(l.over)
}

func (l *lane) track(at *partition) *track {
	t := l.tracks[at]
	if t == nil {
		t = newTrack(at)
		l.tracks[at] = t
	}
	return t
}

func newTrack(at *partition) *track { return &track{at: at, most: math.MaxInt} }

// home is the track in which a record waits that kgo has failed in a partition.
func (l *lane) home(w waiter, at *partition) *track {
	if l.loose != nil && w.free {
		return l.loose
	}
	t := w.e.from() // also where kgo has chosen another partition since
	l.moves = l.moves || t != nil && t.at != at
	if t == nil || l.tracks[t.at] != t { // none, or one that has ended
		t = l.track(at)
	}
	return t
}

// settles has one group of the topic go at a time from now on. What was given before may have
// been refused together, so that it says nothing of any group.
func (l *lane) settles() {
	l.loose = newTrack(nil)
	for _, t := range l.tracks {
		t.back, t.queue, t.group = l.loosens(t.back), l.loosens(t.queue), 0
	}
}

// loosens takes those out that have no order to keep. Of a track of which kgo has failed only
// some yet, what stands before the others is for returns to say.
func (l *lane) loosens(waiters []waiter) (others []waiter) {
	for _, w := range waiters {
		if w.free {
			l.loose.queue = append(l.loose.queue, w)
		} else {
			others = append(others, w)
		}
	}
	return others
}

// quiet tells whether kgo has nothing of the partition, and nothing from this track.
func (t *track) quiet() bool { return t.at.held() == 0 && t.given.Load() == 0 }

// singles is how often a record may be refused although it is alone and fits what is known
// of the limit: a broker may not know of a new one yet.
const singles = 3

// returns has what was refused since stand before the others, and tells what is given up: a
// record that was refused alone several times.
func (t *track) returns(now time.Time) (given []waiter) {
	switch {
	case t.group == 0: // it was given none since
	case slices.ContainsFunc(t.back, func(w waiter) bool { return w.with }):
	case len(t.back) == 0:
		t.single = 0
	case len(t.back) == 1 && t.group <= t.back[0].size:
		if t.single++; t.single >= singles {
			given, t.back, t.single = t.back, nil, 0
			break
		}
		t.later = now.Add(soonest << t.single)
	default:
		t.most = (t.group + wire.BatchOverhead) / 2 // half of the records
	}
	t.queue, t.back, t.group = append(t.back, t.queue...), nil, 0
	return given
}

// next takes out the records that go next: those that fit the limit together, or one.
func (t *track) next(limit int) (out []waiter) {
	limit = min(limit, t.most)
	size := wire.BatchOverhead
	n := 0
	for ; n < len(t.queue) && (n == 0 || size+t.queue[n].most <= limit); n++ {
		size += t.queue[n].most
	}
	out, t.queue = t.queue[:n:n], t.queue[n:]
	if n == 1 {
		size = out[0].size
	}
	t.group = size
	return out
}
