package produce

import (
	"context"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// model is a broker's log of one partition, as far as it is about doubt: it refuses what
// is older than the newest epoch of a producer, as long as it knows of that.
type model struct {
	mu      sync.Mutex
	log     []*kgo.Record // nil where one was compacted away
	start   int64         // what is below was deleted
	eras    []int64       // where each leader epoch begins
	ever    map[string]bool
	id      [16]byte
	deaf    int   // so many looks fail
	fails   error // all do
	looks   int
	fetches int
	size    int // of a fetch
}

func newModel() *model { return &model{eras: []int64{0}, ever: map[string]bool{}, size: 300} }

// append takes a record in unless a newer epoch of its producer has written, and returns
// its offset or -1.
func (m *model) append(r *kgo.Record, id int64, epoch int16) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.log {
		if r != nil && r.ProducerID == id && r.ProducerEpoch > epoch {
			return -1
		}
	}
	m.ever[string(r.Value)] = true
	m.log = append(m.log, &kgo.Record{
		Key: r.Key, Value: r.Value, Headers: r.Headers, Timestamp: r.Timestamp, LeaderEpoch: int32(len(m.eras) - 1),
		Offset: int64(len(m.log)), ProducerID: id, ProducerEpoch: epoch,
	})
	return int64(len(m.log) - 1)
}

// grow has others append.
func (m *model) grow(n int) {
	for range n {
		m.append(&kgo.Record{Value: []byte("of others")}, 99, 0)
	}
}

// cut has all replicas lose what is from an offset on; another leader epoch begins there.
func (m *model) cut(from int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.log = m.log[:from]
	m.start = min(m.start, from)
	for i, begins := range m.eras {
		m.eras[i] = min(begins, from)
	}
	m.eras = append(m.eras, from)
}

func (m *model) where(context.Context, *partition) (place, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks++
	if m.deaf--; m.deaf >= 0 {
		return place{}, kerr.NotLeaderForPartition
	}
	return place{id: m.id, start: m.start}, m.fails
}

func (m *model) ended(_ context.Context, _ *partition, _ place, epoch int32) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if int(epoch)+1 < len(m.eras) {
		return m.eras[epoch+1], nil
	}
	return int64(len(m.log)), nil
}

// fetch reads three records at a time.
func (m *model) fetch(_ context.Context, _ *partition, _ place, from int64) ([]*kgo.Record, int64, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fetches++
	switch end := int64(len(m.log)); {
	case from < m.start || from > end:
		return nil, 0, 0, kerr.OffsetOutOfRange
	case from == end:
		return nil, 0, 0, errEnds
	default:
		next := min(from+3, end)
		got := slices.DeleteFunc(slices.Clone(m.log[from:next]), func(r *kgo.Record) bool { return r == nil })
		return got, next, m.size, nil
	}
}

func (m *model) changes(how func(*model)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	how(m)
}

// times counts a value in the log.
func (m *model) times(value string) (n int) {
	for _, r := range m.log {
		if r != nil && string(r.Value) == value {
			n++
		}
	}
	return n
}
