package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// Own is what a ledger of ours says.
type Own struct {
	Records []Record // ordered by topic, partition and offset
	Blocks  int
	Foreign int // blocks that were shipped by producers to other clusters, and left out
	// Complete is when the last block was sealed: later acknowledgements are not in it.
	Complete time.Time
	// Lost is how many entries the ledger could not write, so that they are not known.
	Lost uint64
	// Crashes counts ends without a close: acknowledgements just before may be missing.
	Crashes int
	// Missing counts blocks that were removed before they were read.
	Missing uint64
	// Torn is an end that was not finished, nil for none: the trace of a crash, or of a
	// writer that is at work.
	Torn *acked.Damage
	// Again counts places that the ledger has twice with different hashes: the log was cut
	// and grew again, and only the last can be there.
	Again int
}

// Folder reads the ledger of a folder, from its oldest block on; only may be nil. An end
// that is torn is no error; all other damage is, and names file and byte.
func Folder(dir string, only acked.Select) (*Own, error) {
	var out shelf
	for b, err := range acked.Blocks(dir) {
		damage, isDamage := errors.AsType[*acked.Damage](err)
		if isDamage && damage.Torn {
			out.own.Torn = damage
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the ledger cannot be read: %w", err)
		}
		if err := out.take(b, only); err != nil {
			return nil, fmt.Errorf("the ledger in %s cannot be read: %w", dir, err)
		}
	}
	if out.own.Blocks == 0 {
		return nil, fmt.Errorf("%s holds no ledger: it has no block. Give the folder that the application's ledger.Open has", dir)
	}
	return out.done(), nil
}

// shelf collects blocks of one ledger or of many, in whatever order.
type shelf struct {
	own   Own
	seen  map[uint64]map[uint64]mark // by ledger and sequence
	parts map[part][]Record          // nearly always in the order of their offsets
}

type part struct {
	topic     string
	partition int32
}

// mark says whether a block begins or ends a process.
type mark struct{ opened, closed bool }

// take adds a block, unless it came before.
func (s *shelf) take(b acked.Block, only acked.Select) error {
	if s.seen == nil {
		s.seen, s.parts = map[uint64]map[uint64]mark{}, map[part][]Record{}
	}
	if s.seen[b.Ledger] == nil {
		s.seen[b.Ledger] = map[uint64]mark{}
	}
	if _, again := s.seen[b.Ledger][b.Sequence]; again {
		return nil
	}
	s.seen[b.Ledger][b.Sequence] = mark{b.Opened, b.Closed}
	s.own.Blocks++
	s.own.Lost += b.Lost
	if b.Sealed.After(s.own.Complete) {
		s.own.Complete = b.Sealed
	}
	for e, err := range b.Entries(only) {
		if err != nil {
			return err
		}
		at := part{e.Topic, e.Partition}
		s.parts[at] = append(s.parts[at], Record{
			Topic: e.Topic, Partition: e.Partition, Offset: e.Offset, Acked: e.Acked,
			Hash: e.Hash, Hashed: true, ID: string(e.ID),
		})
	}
	return nil
}

// done orders what was collected. Entries that are alike are one.
func (s *shelf) done() *Own {
	for _, marks := range s.seen {
		s.account(marks)
	}
	s.own.Records = s.ordered()
	s.own.Records = slices.CompactFunc(s.own.Records, func(a, b Record) bool {
		return byPlace(a, b) == 0 && a.Hash == b.Hash && a.ID == b.ID
	})
	for i := 1; i < len(s.own.Records); i++ {
		if byPlace(s.own.Records[i-1], s.own.Records[i]) == 0 {
			s.own.Again++
		}
	}
	return &s.own
}

// ordered are all records in the order of logs.
func (s *shelf) ordered() []Record {
	all := 0
	for _, records := range s.parts {
		inOrder(records, byPlace)
		all += len(records)
	}
	out := make([]Record, 0, all)
	for _, at := range slices.SortedFunc(maps.Keys(s.parts), func(a, b part) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.partition, b.partition))
	}) {
		out = append(out, s.parts[at]...)
		delete(s.parts, at) // what was copied needs no memory any more
	}
	return out
}

// inOrder sorts what is not in order yet, and keeps the order of what is alike.
func inOrder(records []Record, by func(a, b Record) int) {
	if !slices.IsSortedFunc(records, by) {
		slices.SortStableFunc(records, by)
	}
}

// account counts what the blocks of one ledger lack.
func (s *shelf) account(marks map[uint64]mark) {
	order := slices.Sorted(maps.Keys(marks))
	for i := 1; i < len(order); i++ {
		before, now := order[i-1], order[i]
		s.own.Missing += now - before - 1
		if marks[now].opened && !marks[before].closed {
			s.own.Crashes++
		}
	}
}
