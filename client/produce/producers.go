package produce

import (
	"sync"
	"sync/atomic"
)

// producers is in whose name batches have left.
type producers struct {
	changes atomic.Uint64 // how often the id became another one, from one that there was

	mu    sync.Mutex
	id    int64 // of the last batch; -1 where there was none
	epoch int16 // the newest one of that id
}

// leaves notes a batch.
func (p *producers) leaves(id int64, epoch int16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case id == p.id:
		p.epoch = max(p.epoch, epoch)
		return
	case p.id >= 0:
		p.changes.Add(1)
	}
	p.id, p.epoch = id, epoch
}

// since is the id and the newest epoch in which anything can have left since a mark; not
// ok if there were several ids, or none.
func (p *producers) since(changes uint64) (id int64, epoch int16, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.id, p.epoch, p.id >= 0 && p.changes.Load() == changes
}
