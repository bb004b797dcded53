package watch

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/notify"
)

// slowTeller takes its time to be told.
type slowTeller struct {
	*teller
	takes time.Duration
}

func (s slowTeller) Status() []notify.Status {
	<-time.After(s.takes)
	return s.teller.Status()
}

// TestTheTimeOfALookIsShared: what asks takes the time of collecting, and who is
// told that of publishing; on a clock that only they move.
func TestTheTimeOfALookIsShared(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.took = 100 * time.Millisecond
		w := on(t, f)
		w.o.Teller = slowTeller{w.teller, 30 * time.Millisecond}
		loads := Metered(&w.o)
		w.begin().pass(11 * time.Second)
		w.stop()
		l := loads[0]
		times := func(one int) time.Duration { return time.Duration(l.Looks*one) * time.Millisecond }
		if l.Looks < 2 || l.Stages[Collecting] != times(100) || l.Stages[Publishing] != times(30) {
			t.Errorf("%d looks: %v", l.Looks, l.Stages)
		}
		if l.Stages[Recording] != 0 || l.Stages[Judging] != 0 {
			t.Errorf("nothing else takes time here: %v", l.Stages)
		}
	})
}

// TestAWatchThatNobodyMeasures notes no stages.
func TestAWatchThatNobodyMeasures(t *testing.T) {
	k := &keeper{o: Options{Now: func() time.Time { t.Fatal("the clock is read"); return time.Time{} }}}
	k.stopwatch().ended(Collecting)
}

func TestStagesAreInTheirOrder(t *testing.T) {
	seen := map[Stage]bool{}
	for _, s := range Stages() {
		if s == "" || seen[s] {
			t.Errorf("stage %q is there twice, or is nothing", s)
		}
		seen[s] = true
	}
	if first, last := Stages()[0], Stages()[len(Stages())-1]; first != Collecting || last != Publishing {
		t.Errorf("from %s to %s", first, last)
	}
}
