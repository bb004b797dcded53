package produce

import (
	"sync"
	"weak"

	"github.com/twmb/franz-go/pkg/kgo"
)

// strangers are the records that got a partition while it was not to be seen whose they are:
// somebody has sent them past the guard, or they are the guard's own, and a hook of another
// had put their context away. Of those it is not known where they went, so that no failure of
// one is certain; and once it is told, its context may be there again.
//
// kgo says so under its locks, and of each record that is sent past the guard: so they are
// only noted, and which of them are the guard's own is looked at once there are as many again.
type strangers struct {
	desk *desk

	mu   sync.Mutex
	seen map[weak.Pointer[kgo.Record]]bool // weak, so that what others have sent is not kept
	many int                               // how many are looked through
}

// fewStrangers is how many are kept without a look at all that the desk has.
const fewStrangers = 1024

func newStrangers(d *desk) *strangers {
	return &strangers{desk: d, seen: map[weak.Pointer[kgo.Record]]bool{}, many: fewStrangers}
}

// meets notes a record that has just got its partition. One of the guard's own is at the desk
// until kgo's answer was judged.
func (s *strangers) meets(r *kgo.Record) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[weak.Make(r)] = true
	if len(s.seen) < s.many {
		return
	}
	s.looks()
}

// looks keeps those that are the guard's own. It costs as much as all records at the desk, so
// that it comes once in as many.
func (s *strangers) looks() {
	there := make(map[*kgo.Record]weak.Pointer[kgo.Record], len(s.seen))
	for of := range s.seen {
		there[of.Value()] = of
	}
	own, all := map[weak.Pointer[kgo.Record]]bool{}, 0
	for e := range s.desk.each {
		all++
		if of, is := there[e.record]; is {
			own[of] = true
		}
	}
	s.seen, s.many = own, max(fewStrangers, 2*len(own), all)
}

// has tells whether a record may be one of them.
func (s *strangers) has(r *kgo.Record) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[weak.Make(r)]
}

// strange tells whether a record may have got its partition unseen: also where another guard
// has the client by now, which notes none of this one's.
func (g *Guard) strange(r *kgo.Record) bool {
	return g.kit.strangers.Load() != g.strangers || g.strangers.has(r)
}
