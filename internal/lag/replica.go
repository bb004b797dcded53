package lag

import "github.com/breakwaterhq/breakwater/internal/model"

// Broker is what a broker that was away has yet to copy until it is in sync.
type Broker struct {
	ID         int32
	Partitions int   // that it holds out of sync
	Untold     int   // of these, those of which it is not known what is missing: Records is at least that
	Records    int64 // that it lacks

	Rate  float64 // by how many records a second that has become less of late; below zero: it grows
	Rated bool    // that is known

	// CatchUp is how long it will take until nothing is missing at that rate, in
	// ms; -1: at this rate it never will; 0: nothing is missing.
	CatchUp      int64
	CatchUpKnown bool
}

// copied is over how many ms what a broker has copied is measured: throttled
// replication goes by steps of a second, and a broker that has just begun fetches
// faster or more slowly than it will.
const copied = 20_000

// OfBroker is what a broker lacks, by what is remembered of that; the past may be
// nil. It is not ok for one that lacks nothing, or was not asked.
func OfBroker(seen *model.Sighting, past model.History, now int64) (b Broker, ok bool) {
	if seen == nil || seen.CatchUp == nil {
		return Broker{}, false
	}
	c := seen.CatchUp
	b = Broker{ID: seen.ID, Partitions: c.Partitions, Untold: c.Untold, Records: c.Records}
	if !c.Complete() {
		return b, true
	}
	if b.Records == 0 {
		b.CatchUpKnown = true
	}
	if past == nil {
		return b, true
	}
	grown, _, rated := sinceItFalls(sinceBack(past.CatchUp(seen.ID), past.Broker(seen.ID), now)).Rate(copied)
	if b.Rate, b.Rated = -grown, rated; rated {
		b.CatchUp, b.CatchUpKnown = catchUp(b.Records, b.Rate), true
	}
	if b.CatchUp > 0 && c.At > now { // what is missing was told a while after the look began
		b.CatchUp += c.At - now
	}
	return b, true
}

// sinceItFalls leaves out the time before the number began to fall: a broker that
// starts copies nothing for a while. One that has not fallen of late is left whole.
func sinceItFalls(missing model.Track) model.Track {
	var all []model.Sample
	for s := range missing {
		if all = append(all, s); all[0].At-s.At >= copied {
			break
		}
	}
	from := len(all) - 1
	for from > 0 && all[from].N <= all[from-1].N {
		from--
	}
	if from > 0 {
		all = all[:from+1]
	}
	return func(yield func(model.Sample) bool) {
		for _, s := range all {
			if !yield(s) {
				return
			}
		}
	}
}

// most is how many ms two samples of one catching up are apart at the most.
const most = 60_000

// sinceBack leaves of what was missing what was told since the broker has answered
// again, and without a break: what was missing before that says nothing of how
// fast it copies.
func sinceBack(missing model.Track, answers []model.BrokerMoment, now int64) model.Track {
	back := int64(0)
	for i, m := range answers {
		if m.Answer == model.Answered && i > 0 && answers[i-1].Answer != model.Answered {
			back = m.At
		}
	}
	return func(yield func(model.Sample) bool) {
		if missing == nil {
			return
		}
		later := now
		for s := range missing {
			if s.At < back || later-s.At > most || !yield(s) {
				return
			}
			later = s.At
		}
	}
}
