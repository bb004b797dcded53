package produce

import "testing"

// TestMarks: records share a mark until one of its numbers changes. One that was not seen to
// change would have a later record take for its barrier what is none.
func TestMarks(t *testing.T) {
	k := newKit()
	at := newPartition("t", 0)
	last := k.marks(at)
	if last == nil || *last != (mark{at: at}) {
		t.Fatalf("the first mark is %+v", last)
	}
	for name, change := range map[string]func(*mark){
		"requests": func(m *mark) { m.requests = at.requests.Add(1) },
		"bumps":    func(m *mark) { m.bumps = at.bumps.Add(1) },
		"strange":  func(m *mark) { m.strange = k.strange.Add(1) },
		"producer": func(m *mark) { m.producer = k.producer.changes.Add(1) },
		"doubts":   func(m *mark) { m.doubts = k.doubted.Add(1) },
	} {
		if again := k.marks(at); again != last {
			t.Errorf("before %s changed, another mark was made", name)
		}
		want, before := *last, *last
		change(&want)
		next := k.marks(at)
		if next == last || *next != want || *last != before {
			t.Errorf("%s: the mark is %+v behind %+v, want %+v", name, next, last, want)
		}
		last = next
	}
}
