package detect

import (
	"fmt"
	"strings"
	"time"
)

// State is what is known of acknowledged records.
type State uint8

// The states, the better ones first.
const (
	// Fine: the last look found nothing against it.
	Fine State = iota
	// Expected: they are gone, as the settings or an act on the topic say.
	Expected
	// Unknown: nobody has told what is needed to know.
	Unknown
	// Suspected: something says that they are lost, and is not confirmed.
	Suspected
	// Confirmed: they are lost.
	Confirmed
)

// String is the state in a word.
func (s State) String() string {
	return nameOf(int(s), "fine", "expected", "unknown", "suspected", "confirmed")
}

// Cause is why records are gone.
type Cause uint8

// The causes.
const (
	NoCause Cause = iota
	// Retained: they were older than retention.ms, or the log has a limit of its size.
	Retained
	// DeletedEarly: the log begins behind them although they were younger than
	// retention.ms: DeleteRecords, a retention that was shorter for a while, or records
	// with old timestamps.
	DeletedEarly
	// Recreated: the topic was deleted and made again.
	Recreated
	// Cut: the log ends before them, or has others in their place.
	Cut
	// NotStored: the log goes on behind them and does not have them.
	NotStored
)

// String is the cause in words.
func (c Cause) String() string {
	return nameOf(int(c), "", "by retention", "deleted early", "the topic was made anew", "the log was cut", "never stored")
}

// Detector is one that speaks against records.
type Detector uint8

// The detectors that give verdicts; D6 is Tally.
const (
	D1 Detector = iota + 1
	D2
	D3
	D4
	D5
	_
	D7
)

// String is the detector and what it sees.
func (d Detector) String() string {
	return nameOf(int(d), "", "D1 (beyond the end of the log)", "D2 (cut by leader epoch)", "D3 (offsets did not ascend)",
		"D4 (read back)", "D5 (deleted before its time)", "D6 (counts)", "D7 (another topic id)")
}

func nameOf(n int, names ...string) string {
	if n < len(names) {
		return names[n]
	}
	return fmt.Sprintf("number %d", n)
}

// A Verdict is on the acknowledged records of one partition in a range of offsets.
type Verdict struct {
	Topic     string
	Partition int32
	From, To  int64 // both belong to it; other producers' records may lie between
	State     State
	Cause     Cause
	By        []Detector
	Leader    int32     // who was asked last; -1 for none
	Epoch     int32     // its leader epoch
	Since     time.Time // of the look, or the acknowledgement, that spoke of it first
	// Replayable is set on what is confirmed while a leader of the newest epoch answers:
	// no replica can bring it back any more, since the others follow that leader.
	Replayable bool
	Why        error // of Unknown
}

// String is the verdict as a sentence.
func (v Verdict) String() string {
	where := fmt.Sprintf("%s, partition %d, offsets %d to %d", v.Topic, v.Partition, v.From, v.To)
	switch v.State {
	case Fine:
		return where + ": fine"
	case Unknown:
		return fmt.Sprintf("%s: unknown, since %v", where, v.Why)
	}
	var by []string
	for _, d := range v.By {
		by = append(by, d.String())
	}
	text := fmt.Sprintf("%s: gone, %s: %s", where, v.State, v.Cause)
	if len(by) > 0 {
		text += "; by " + strings.Join(by, ", ")
	}
	if v.Leader >= 0 {
		text += fmt.Sprintf("; leader %d of epoch %d", v.Leader, v.Epoch)
	}
	if v.Replayable {
		text += "; can be replayed"
	}
	return text
}
