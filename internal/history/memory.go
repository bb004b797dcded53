package history

import "unsafe"

// Memory is how many numbers are remembered, and about how many bytes all that
// is remembered takes.
func (s *Store) Memory() (series int, bytes int64) {
	bytes = s.series.bytes()
	for name, t := range s.topics {
		bytes += entry + int64(len(name)+len(t.id)) + sizeOf(t.past) + sizeOf(t.parts)
		for i := range t.parts {
			bytes += sizeOf(t.parts[i].past)
			for _, m := range t.parts[i].past {
				bytes += sizeOf(m.ISR)
			}
		}
	}
	for id, g := range s.groups {
		bytes += entry + int64(len(id)) + g.bytes()
	}
	for _, b := range s.brokers {
		bytes += entry + sizeOf(b.past) + entry*int64(len(b.usable))
	}
	return s.series.owned, bytes + entry*int64(len(s.voters)+len(s.unknown))
}

// entry is about what a thing takes beside its own slices: the key and value in
// a map that is three quarters full, and the thing.
const entry = 160

func sizeOf[E any](list []E) int64 {
	var e E
	return int64(cap(list)) * int64(unsafe.Sizeof(e))
}

func (s *series) bytes() int64 {
	n := sizeOf(s.class) + sizeOf(s.born) + sizeOf(s.told) + sizeOf(s.moved) + sizeOf(s.fell) + sizeOf(s.work.pages) + sizeOf(s.work.data)
	for _, f := range s.free {
		n += sizeOf(f)
	}
	for _, r := range []*ring{&s.fine, &s.coarse} {
		n += sizeOf(r.last) + sizeOf(r.still) + sizeOf(r.frames)
		for i := range r.frames {
			n += sizeOf(r.frames[i].pages) + sizeOf(r.frames[i].data)
		}
	}
	return n
}

func (g *group) bytes() int64 {
	n := textsOf(g.members) + sizeOf(g.past)
	for _, m := range g.past {
		n += textsOf(m.Joined) + textsOf(m.Left)
	}
	for _, c := range g.topics {
		n += entry + sizeOf(c.parts)
	}
	return n
}

func textsOf(list []string) int64 {
	n := sizeOf(list)
	for _, s := range list {
		n += int64(len(s))
	}
	return n
}
