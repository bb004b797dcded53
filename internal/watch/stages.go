package watch

import "time"

// Stage is a part of a look.
type Stage string

// The stages, in their order.
const (
	Collecting Stage = "collect" // ask the cluster, and make a snapshot of its answers
	Recording  Stage = "record"  // take the snapshot into the history
	Judging    Stage = "judge"   // run the rules, what each group has not read among them, and make incidents of what they find
	Publishing Stage = "publish" // board, receivers and disk
)

// Stages lists them in their order.
func Stages() []Stage { return []Stage{Collecting, Recording, Judging, Publishing} }

// stopwatch notes how long each stage of one look takes.
type stopwatch struct {
	now  func() time.Time
	last time.Time
	into *Load // nil: nobody wants to know
}

// stopwatch starts one, if anybody wants to know.
func (k *keeper) stopwatch() *stopwatch {
	if k.place.load == nil {
		return &stopwatch{}
	}
	return &stopwatch{k.o.Now, k.o.Now(), k.place.load}
}

// ended notes the end of a stage, which is the beginning of the next one.
func (s *stopwatch) ended(stage Stage) {
	if s.into == nil {
		return
	}
	now := s.now()
	s.into.Stages[stage] += now.Sub(s.last)
	s.last = now
}
