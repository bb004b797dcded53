package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// world is the cluster at one time.
type world struct {
	at      time.Duration
	line    int
	pending []step

	brokers     []*broker
	controllers []int32 // that are no brokers
	topics      []*topic
	groups      []*group
	quorum      quorum
	gaps        []model.Gap
	moving      []model.TopicPartition
	open        []model.Transaction
	ledgers     []model.Acknowledged
	created     int // topics so far, for their ids
	joined      int // members so far, for theirs
	dark        bool
	finalised   int16     // level of metadata.version
	authority   *lifetime // of the certificate that signs those of the brokers
	own         *lifetime // of the certificate of the client that looks
}

func newWorld() *world {
	return &world{finalised: stock().level, quorum: quorum{leader: -1, epoch: 3, behind: map[int32]int64{}}}
}

func (w *world) time() time.Time { return Start().Add(w.at) }

// after has something happen later than now.
func (w *world) after(d time.Duration, do action) {
	w.pending = append(w.pending, step{at: w.at + d, line: w.line, do: do})
	slices.SortStableFunc(w.pending, func(a, b step) int { return cmp.Compare(a.at, b.at) })
}

// advance lets time go by: records come in and are read, and disks fill.
func (w *world) advance(to time.Duration) {
	seconds := (to - w.at).Seconds()
	if seconds <= 0 {
		return
	}
	w.at = to
	for _, t := range w.topics {
		for _, p := range t.partitions {
			p.grow(seconds)
		}
	}
	for _, g := range w.groups {
		for at, c := range g.commits {
			if p, err := w.partition(at.Topic, at.Partition); err == nil {
				c.move(seconds, p.stable)
			}
		}
	}
	for _, b := range w.brokers {
		w.copyOn(b, seconds)
		for _, r := range b.copies {
			r.grow(seconds)
		}
		for _, d := range b.disks {
			d.usable = min(max(d.usable+int64(seconds*float64(d.perSecond)), 0), d.total)
		}
	}
}

// grow appends what is produced in so many seconds. Without a leader nothing
// is.
func (p *partition) grow(seconds float64) {
	if p.leader >= 0 {
		p.end += whole(&p.carry, p.rate*seconds)
	}
	if !p.stuck {
		p.stable = p.end
	}
}

// move commits what is read in so many seconds, up to where a reader can get.
func (c *commit) move(seconds float64, end int64) {
	if c.follows {
		c.offset = max(c.offset, end)
		return
	}
	if c.rate > 0 {
		c.offset = max(c.offset, min(c.offset+whole(&c.carry, c.rate*seconds), end))
	}
}

// whole takes the whole part of what has come together.
func whole(carry *float64, more float64) int64 {
	const rounding = 1e-6
	*carry += more
	n := int64(*carry + rounding)
	*carry -= float64(n)
	return n
}
