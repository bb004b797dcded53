package detect

import "errors"

// A Count is over how many offsets the verdicts are. Those that are fine, expected, or were
// acknowledged after the last look are in none.
type Count struct {
	Unknown, Suspected, Confirmed int64
	Replayable                    int64 // of those that are confirmed
}

// Count sums up the verdicts.
func (w *Watch) Count() (c Count) {
	for _, v := range w.Verdicts() {
		n := v.To - v.From + 1
		switch {
		case v.State == Unknown && !errors.Is(v.Why, errNew):
			c.Unknown += n
		case v.State == Suspected:
			c.Suspected += n
		case v.State == Confirmed:
			c.Confirmed += n
		}
		if v.Replayable {
			c.Replayable += n
		}
	}
	return c
}

// An End is how far a partition had been acknowledged when a look at it was asked for, and
// what that look has seen.
type End struct {
	Topic        string
	Partition    int32
	Acknowledged int64 // the offset behind the last record that was acknowledged
	Log          int64 // where the log ends: what was acknowledged behind it is missing
}

// Ends are those of all partitions whose last look was told something, by topic and
// partition.
func (w *Watch) Ends() (out []End) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.all() {
		if p.why == nil && p.end.Acknowledged > 0 {
			out = append(out, End{p.topic, p.index, p.end.Acknowledged, p.end.Log})
		}
	}
	return out
}
