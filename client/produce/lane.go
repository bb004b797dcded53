package produce

import (
	"math"
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
	alone  bool          // since then one group of the topic goes at a time
	over   chan struct{} // closed when newer records may pass
}

// A track is a lane's records of one partition, in their order.
type track struct {
	at     *partition
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
}

func newLane(t *topicLimit) *lane {
	return &lane{topic: t, tracks: map[*partition]*track{}, over: make(chan struct{})}
}

// ends lets newer records pass.
func (l *lane) ends() {
	l.topic.lane.Store(nil)
	close(l.over)
}

func (l *lane) track(at *partition) *track {
	t := l.tracks[at]
	if t == nil {
		t = &track{at: at, most: math.MaxInt}
		l.tracks[at] = t
	}
	return t
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
