package produce

import (
	"sync/atomic"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A trail is by what a partition's log is known again. The partition's lock guards what is
// not atomic.
type trail struct {
	// What was acknowledged last: its offset, or -1, how it looks, and who has sent it, or
	// nobody, so that the next one is looked at.
	acked atomic.Int64
	seen  atomic.Uint64
	by    atomic.Int64

	sender author   // of what was acknowledged last
	adrift bool     // something was acknowledged without its offset since
	anew   bool     // the log has begun anew
	before uint64   // how many requests had left by then
	was    int64    // what was acknowledged last in the topic before that had the name, or -1
	of     [16]byte // the topic's id; zero where it is not known
	base   base     // where the log ended before
}

// nobody is no author.
const nobody = -1

func (t *trail) begin() {
	t.acked.Store(-1)
	t.was = -1
	t.by.Store(nobody)
}

// last is what was acknowledged last.
func (t *trail) last() landmark {
	if t.acked.Load() < 0 {
		return noLandmark
	}
	return landmark{t.acked.Load(), t.sender, look(t.seen.Load())}
}

// acknowledged notes an acknowledged record. Offsets ascend, unless the log has begun anew:
// all replicas were cut, or the topic was made again. What was known by offsets is then of
// another log. Before is the offset above which it had to be.
func (p *partition) acknowledged(r *kgo.Record) (before int64, fell bool) {
	before = p.acked.Swap(r.Offset)
	by := authorOf(r)
	p.seen.Store(uint64(lookOf(r)))
	if r.Offset > before && p.by.Load() == int64(by) {
		return before, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Offset <= before {
		p.beginsAnew()
	}
	before = max(before, p.was)
	p.by.Store(int64(by))
	p.sender, p.adrift, p.was = by, false, -1
	return before, r.Offset <= before
}

// drifts notes an acknowledgement without an offset: the broker has the batch already, and
// no longer knows where (DUPLICATE_SEQUENCE_NUMBER). It lies behind what was acknowledged
// before, so that what is found for a doubt may be it.
func (p *partition) drifts() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.adrift = true
	p.by.Store(nobody)
	for _, d := range p.open {
		d.adrift = true
	}
}

// beginsAnew forgets what was known of the log that was. What was on its way may have been
// written there.
func (p *partition) beginsAnew() {
	p.taken, p.base = taken{}, base{}
	p.anew, p.before = true, p.requests.Load()
	for _, d := range p.open {
		d.anew, d.from, d.start = true, -1, noLandmark
	}
}

// belongs notes the id of the topic to which a request leaves, or that was told before the
// first one left.
func (p *partition) belongs(id [16]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.of {
	case id:
		return
	case [16]byte{}:
	default:
		p.was = p.acked.Swap(-1)
		p.by.Store(nobody)
		p.beginsAnew()
	}
	p.of = id
}

// other tells whether an id is that of another topic than the one that was written to.
func (p *partition) other(id [16]byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of != [16]byte{} && id != [16]byte{} && p.of != id
}
