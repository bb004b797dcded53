package produce

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A kit is what a client and its guard share: which requests to produce have begun to
// leave, and to which partitions.
type kit struct {
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
	tls   *tls.Config
	limit time.Duration

	conns    conns
	limits   *limits
	metadata *metadata
	flow     atomic.Pointer[flow]  // of the guard that has it; nil before there is one
	lanes    atomic.Pointer[lanes] // of that guard; nil without idempotence, too
	bases    bases
	parts    partitions
	producer producers
	doubted  atomic.Uint64 // how many records have come in doubt because kgo gave up
	waiting  atomic.Int64  // the bytes of those whose barrier is to come
	raised   atomic.Uint64 // how many fences were
	guarded  atomic.Bool   // a guard has it that is not closed
	// Nil where no guard needs them, because no hook of another sees its records.
	strangers atomic.Pointer[strangers]
	heard     atomic.Int64 // when a broker has said something last, in ns since 1970
	// A batch whose partition is not known counts for all of them.
	strange atomic.Uint64
	names   sync.Map // topic ids, [16]byte → the topic's name
	learn   chan [16]byte
}

func newKit() *kit {
	k := &kit{dial: (&net.Dialer{}).DialContext, limit: 10 * time.Second, limits: newLimits(), metadata: newMetadata(time.Now()), producer: producers{id: -1, epoch: -1}, learn: make(chan [16]byte, 16)}
	k.limits.beside = k.askBases
	return k
}

// take has the kit serve one guard, and tells whether it is free. Without a kit, there may
// be any number.
func (k *kit) take() bool { return k == nil || k.guarded.CompareAndSwap(false, true) }

// release lets another guard have it.
func (k *kit) release() {
	if k != nil {
		k.guarded.Store(false)
	}
}

// OnProduceRecordPartitioned notes what had been written when a record got its partition:
// kgo calls it before the record can leave.
func (k *kit) OnProduceRecordPartitioned(r *kgo.Record, _ int32) {
	if r.Partition < 0 {
		return
	}
	e, at := entryOf(r), k.parts.of(r.Topic, r.Partition)
	if e == nil || e.record != r { // nor is a copy ours, whoever has it sent
		k.strangers.Load().meets(r)
		at.foreign.Store(true)
		return
	}
	e.mark = k.marks(at)
	at.came.Add(int64(e.cost))
	e.state.CompareAndSwap(entering, waiting)
}

// marks is how far things are now for a partition.
func (k *kit) marks(at *partition) *mark {
	requests, bumps, strange, producer, doubts := at.requests.Load(), at.bumps.Load(), k.strange.Load(), k.producer.changes.Load(), k.doubted.Load()
	m := at.mark.Load()
	if m == nil || m.requests != requests || m.bumps != bumps || m.strange != strange || m.producer != producer || m.doubts != doubts {
		m = &mark{at, requests, bumps, strange, producer, doubts}
		at.mark.Store(m)
	}
	return m
}

// connect is the client's dialer.
func (k *kit) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if err := k.conns.barred(address); err != nil {
		return nil, err
	}
	c, err := k.reach(ctx, network, address)
	if err != nil {
		return nil, err
	}
	seen := newConn(c, k, address)
	if err := k.conns.add(seen); err != nil {
		c.Close() //nolint:errcheck // it is given up
		return nil, err
	}
	return seen, nil
}

// reach opens a connection within the limit.
func (k *kit) reach(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, k.limit)
	defer cancel()
	c, err := k.dial(ctx, network, address)
	if err != nil || k.tls == nil {
		return c, err
	}
	return k.secured(ctx, c, address)
}

func (k *kit) secured(ctx context.Context, c net.Conn, address string) (net.Conn, error) {
	config := k.tls.Clone()
	if config.ServerName == "" {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			c.Close() //nolint:errcheck // it is given up
			return nil, fmt.Errorf("%q is no host with a port: %w", address, err)
		}
		config.ServerName = host
	}
	secure := tls.Client(c, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		c.Close() //nolint:errcheck // it is given up
		return nil, err
	}
	return secure, nil
}
