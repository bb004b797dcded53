package metrics

import (
	"slices"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

// page is what is served while a board stands. Each part is made when it is
// first asked for, and once.
type page struct {
	board *board.Board
	stale []bool // of each cluster

	plain  [2]func() *text // without and with OpenMetrics
	packed [2]func() *text
}

func newPage(b *board.Board, stale []bool, o *Options) *page {
	p := &page{board: b, stale: stale}
	made := sync.OnceValue(func() rows { return boardRows(b, stale, o) })
	for i := range p.plain {
		open := i == 1
		p.plain[i] = sync.OnceValue(func() *text {
			return &text{open: open, plain: assemble(boardSections(), made(), open)}
		})
		p.packed[i] = sync.OnceValue(func() *text {
			t := *p.plain[i]()
			t.packed, t.sum = pack(t.plain)
			return &t
		})
	}
	return p
}

// boardRows are all samples that a board gives.
func boardRows(b *board.Board, stale []bool, o *Options) rows {
	r := rows{}
	moves := slices.Contains(stale, false) || len(stale) == 0
	writeWatch(r, b, o, moves)
	writeDelivery(r, b, moves)
	for i, c := range b.Clusters {
		v := newView(r, c, stale[i], len(b.Clusters))
		writeCluster(v, o)
		if !v.stale {
			writeWindows(v, b)
		}
	}
	return r
}

// pages keeps the page of the newest board.
type pages struct {
	mu     sync.Mutex
	newest *page
}

// of is the page of a board as it is to be read at a time: once a cluster's
// last look is too long ago, its values are not known any more.
func (k *pages) of(b *board.Board, now time.Time, o *Options) *page {
	stale := make([]bool, len(b.Clusters))
	for i, c := range b.Clusters {
		stale[i] = late(b, c, now)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.newest == nil || k.newest.board != b || !slices.Equal(k.newest.stale, stale) {
		k.newest = newPage(b, stale, o)
	}
	return k.newest
}
