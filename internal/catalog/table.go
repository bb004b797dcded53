package catalog

import "math"

// beyond is the distance of what is not worth computing.
const beyond = math.MaxUint16 / 2

// table has a row for each beginning of a word, with its distances to all beginnings
// of the name; as far as they can be within the band, because as many letters as two
// beginnings differ in length lie between them.
type table struct {
	name   string
	band   int
	rows   []uint16 // of width len(name)+1, one behind the other
	lowest []uint16 // of each row
	depth  int      // of the last row that is of the word at hand
}

func newTable(name string, band, longest int) *table {
	width := len(name) + 1
	t := &table{name: name, band: band, rows: make([]uint16, (longest+1)*width), lowest: make([]uint16, longest+1)}
	for j := range width {
		t.rows[j] = uint16(j)
	}
	return t
}

// keep goes back to the rows of the first bytes of a word.
func (t *table) keep(depth int) { t.depth = min(t.depth, depth) }

// over tells whether no word that begins so can be within a limit.
func (t *table) over(limit int) bool { return int(t.lowest[t.depth]) > limit }

// extend adds the rows of the rest of a word. It is false where it gave up, at the
// first row that is over the limit.
func (t *table) extend(word string, limit int) bool {
	for t.depth < len(word) {
		t.depth++
		t.lowest[t.depth] = t.fill(word)
		if t.over(limit) {
			return false
		}
	}
	return true
}

// row is the one of so many bytes of a word.
func (t *table) row(i int) []uint16 {
	width := len(t.name) + 1
	return t.rows[i*width : (i+1)*width]
}

// fill computes the row at depth, as distance does, and returns the lowest of it.
func (t *table) fill(word string) uint16 {
	i := t.depth
	from, to := max(1, i-t.band), min(len(t.name), i+t.band)
	row, last := t.row(i), t.row(i-1)
	row[from-1] = beyond
	if from == 1 {
		row[0] = uint16(i)
	}
	if i+t.band <= len(t.name) {
		last[to] = beyond // it is outside of that row's band
	}
	lowest := row[from-1]
	for j := from; j <= to; j++ {
		d := last[j-1]
		if word[i-1] != t.name[j-1] {
			d++
			if i > 1 && j > 1 && word[i-1] == t.name[j-2] && word[i-2] == t.name[j-1] {
				d = min(d, t.row(i - 2)[j-2]+1)
			}
		}
		row[j] = min(d, last[j]+1, row[j-1]+1)
		lowest = min(lowest, row[j])
	}
	return lowest
}

// distance is that of the whole name to what was added.
func (t *table) distance() int { return int(t.row(t.depth)[len(t.name)]) }
