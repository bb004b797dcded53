package ledger

import "slices"

// Book is what must be in the logs, in the order in which logs are read. It does not
// change once it is made.
type Book struct {
	records []Record // without a place first, of each topic
	topics  map[string]*shelfOf
}

// shelfOf is what must be in one topic.
type shelfOf struct {
	from, to int            // its records
	loose    int            // up to here they have no place
	ids      map[string]int // those whose ids are looked for, by their id
}

// NewBook orders the records; with byID, those that have a place are looked for by their
// ids, too. It keeps the slice.
func NewBook(records []Record, byID bool) *Book {
	for i := range records {
		if !records[i].Placed() {
			records[i].Offset = Unknown
		}
	}
	inOrder(records, func(a, b Record) int {
		if a.Topic == b.Topic && a.Placed() != b.Placed() {
			return b2i(a.Placed()) - b2i(b.Placed())
		}
		return byPlace(a, b)
	})
	b := &Book{records: records, topics: map[string]*shelfOf{}}
	for i := range records {
		r := &records[i]
		s := b.topics[r.Topic]
		if s == nil {
			s = &shelfOf{from: i, loose: i, ids: map[string]int{}}
			b.topics[r.Topic] = s
		}
		s.to = i + 1
		if !r.Placed() {
			s.loose = i + 1
		}
		if r.ID != "" && (byID || !r.Placed()) {
			s.ids[r.ID] = i
		}
	}
	return b
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Len is how many records must be there.
func (b *Book) Len() int { return len(b.records) }

// Record is the record i.
func (b *Book) Record(i int) *Record { return &b.records[i] }

// Topics are the names of all topics.
func (b *Book) Topics() []string { return names(b.records) }

// placed are the records of a partition that have a place, as a range.
func (b *Book) placed(topic string, partition int32) (from, to int) {
	s := b.topics[topic]
	if s == nil {
		return 0, 0
	}
	find := func(p int32) int {
		i, _ := slices.BinarySearchFunc(b.records[s.loose:s.to], p, func(r Record, p int32) int { return int(r.Partition) - int(p) })
		return s.loose + i
	}
	return find(partition), find(partition + 1)
}
