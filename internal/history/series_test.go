package history

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// tells is a look of one number in a series.
func tells(s *series, of *slot, second, n int64) {
	s.tell(of, logEnds, ms(second), n)
	s.endLook(ms(second))
}

func TestSamplesOfTwoResolutions(t *testing.T) {
	s, of := newSeries(), nowhere
	for second := int64(0); second < 7*3600; second += 5 {
		tells(&s, &of, second, 3*second)
	}
	got := samples(s.track(of))
	if len(got) < fineLooks+coarseLooks-3 || len(got) > fineLooks+coarseLooks {
		t.Fatalf("%d samples", len(got))
	}
	for i, sample := range got {
		if sample.N != 3*(sample.At-start)/1000 {
			t.Fatalf("sample %d is %v", i, sample)
		}
		if i == 0 {
			continue
		}
		step := got[i-1].At - sample.At
		if fine := i < fineLooks; fine && step != 5000 || !fine && i > fineLooks && step != coarseEvery || step <= 0 {
			t.Errorf("sample %d is %d ms older than the one before", i, step)
		}
	}
}

func TestLooksThatComeSeldom(t *testing.T) {
	s, of := newSeries(), nowhere
	for _, second := range []int64{0, 59, 60, 300} {
		tells(&s, &of, second, second)
	}
	sameTrack(t, "the track", s.track(of), 300, 300, 60, 60, 59, 59, 0, 0)
	if s.coarse.pushed != 3 {
		t.Errorf("%d coarse samples, want those of 0, 60 and 300 s", s.coarse.pushed)
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	s, of := newSeries(), nowhere
	tells(&s, &of, 0, -1)
	tells(&s, &of, 5, largest+1)
	if of != nowhere || s.fine.pushed != 0 {
		t.Errorf("slot %d and %d frames for numbers that cannot be", of, s.fine.pushed)
	}
	if s.track(of) != nil {
		t.Error("a track of nothing")
	}
	tells(&s, &of, 10, largest)
	tells(&s, &of, 15, 0)
	tells(&s, &of, 20, largest)
	sameTrack(t, "the track", s.track(of), 20, largest, 15, 0, 10, largest)
}

func TestNextOwnerOfASlot(t *testing.T) {
	s, of := newSeries(), nowhere
	tells(&s, &of, 0, 100)
	tells(&s, &of, 5, 200)
	first := of
	s.release(of)
	of = nowhere
	tells(&s, &of, 10, 7)
	tells(&s, &of, 15, 9)
	if of != first {
		t.Errorf("slot %d, although %d was free", of, first)
	}
	sameTrack(t, "the track", s.track(of), 15, 9, 10, 7)
	s.release(nowhere)
	if s.owned != 1 {
		t.Errorf("%d slots are owned", s.owned)
	}
}

// TestReleasedWhileTold: what a look has told already of a slot is not told of
// its next owner.
func TestReleasedWhileTold(t *testing.T) {
	s, one, other := newSeries(), nowhere, nowhere
	tells(&s, &other, 0, 1)
	s.tell(&one, logEnds, ms(5), 100)
	s.release(one)
	next := s.take(logEnds, ms(5))
	if next != one {
		t.Fatalf("slot %d, want %d", next, one)
	}
	tells(&s, &other, 5, 2)
	sameTrack(t, "the next owner's track", s.track(next))
	sameTrack(t, "the other track", s.track(other), 5, 2, 0, 1)
}

func TestClassesDoNotSharePages(t *testing.T) {
	s := newSeries()
	seen := map[slot]class{}
	for c := range classes {
		for range pageSize + 1 {
			of := s.take(c, start)
			if was, twice := seen[of/pageSize]; twice && was != c {
				t.Fatalf("page %d holds classes %d and %d", of/pageSize, was, c)
			}
			seen[of/pageSize] = c
		}
	}
	if len(s.class) != 2*int(classes) {
		t.Errorf("%d pages, want two for each class", len(s.class))
	}
}

func TestTrackOfADifference(t *testing.T) {
	s, end, behind := newSeries(), nowhere, nowhere
	look := func(second, n, less int64) {
		s.tell(&end, logEnds, ms(second), n)
		if less >= 0 {
			s.tellDifference(&behind, unstables, ms(second), less)
		}
		s.endLook(ms(second))
	}
	look(0, 50, -1)
	look(5, 100, 10)
	look(10, 120, -1)
	look(15, 130, 0)
	s.tellDifference(&behind, unstables, ms(20), 5)
	s.endLook(ms(20))
	look(25, 150, 5)
	sameTrack(t, "the difference", s.trackLess(end, behind), 25, 145, 15, 130, 5, 90)
}

func TestTrackThatIsLeftEarly(t *testing.T) {
	s, of := newSeries(), nowhere
	for second := int64(0); second < 3600; second += 5 {
		tells(&s, &of, second, second)
	}
	for _, after := range []int{1, fineLooks, fineLooks + 5} {
		n := 0
		s.track(of)(func(model.Sample) bool {
			n++
			return n < after
		})
		if n != after {
			t.Errorf("%d samples, although the reader had enough after %d", n, after)
		}
	}
}
