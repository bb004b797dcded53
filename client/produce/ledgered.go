package produce

import (
	"errors"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// acknowledges writes the entry of a record that a broker has acknowledged. Time and leader
// epoch are asked for once for all records of a partition that one answer acknowledges.
func (g *Guard) acknowledges(e *entry, r *kgo.Record) {
	if g.ledger == nil {
		return
	}
	at := e.at()
	if at == nil || g.kit.heard.Load() == 0 {
		g.enters(r, g.leaderEpoch(r.Topic, r.Partition), time.Now())
		return
	}
	if heard := g.kit.heard.Load(); at.heard != heard {
		at.heard, at.leaderEpoch = heard, g.leaderEpoch(r.Topic, r.Partition)
	}
	g.enters(r, at.leaderEpoch, time.Unix(0, at.heard))
}

// epochs are the leader epochs that a client has from its metadata.
func epochs(client *kgo.Client) func(topic string, partition int32) int32 {
	return func(topic string, partition int32) int32 {
		_, epoch, err := client.PartitionLeader(topic, partition)
		if err != nil {
			return -1
		}
		return epoch
	}
}

// enters writes the entry of a record that is in the log.
func (g *Guard) enters(r *kgo.Record, leaderEpoch int32, at time.Time) {
	if r.Topic == ledger.Topic {
		return
	}
	if r.Offset < 0 {
		g.misses(r, errNoOffset)
		return
	}
	id := g.ledger.ID(r)
	if len(id) > ledger.MaxID {
		g.counters.noID.Add(1)
		id = nil
	}
	if err := g.ledger.Log.Append(ledger.Of(r, leaderEpoch, at, id)); err != nil {
		g.misses(r, err)
		return
	}
	g.counters.entries.Add(1)
}

// errNoOffset: a broker knows the last five batches of a producer (KIP-98), and of an older
// one that comes again it says no more than that it has it.
var errNoOffset = errors.New("the broker has acknowledged it as a duplicate, and no longer knows at which offset")

// misses counts and tells a record that is in the log and in no ledger.
func (g *Guard) misses(r *kgo.Record, err error) {
	g.counters.missed.Add(1)
	g.ledger.Missed(r, err)
}

// A LedgerCounts is what became of the records that are in the log.
type LedgerCounts struct {
	Entries uint64 // the Log has taken an entry
	Missed  uint64 // they have none: Ledger.Missed was told why
	NoID    uint64 // of the entries, those without the id, which was too long
}
