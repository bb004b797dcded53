package dial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// Broker asks one address, and no other: it follows no metadata, retries
// nothing and keeps no answer. Nothing is opened before the first request.
//
// Kafka answers the requests of one connection one after the other. A request
// that may hang, as DescribeQuorum while the active controller is stuck, needs
// a Broker of its own, or what follows waits behind it.
type Broker struct {
	client  *kgo.Client
	seed    *kgo.Broker
	target  target.Target
	address string
	trace   *trace
}

// patience is for how many timeouts a connection may be silent before it is
// given up. A context may give a large answer that much time, and no more.
const patience = 5

// Open makes a Broker for HOST:PORT, which may be any address of the target's
// cluster. It connects to nothing. Close it.
func Open(t target.Target, address string) (*Broker, error) {
	address, err := target.Address(address)
	if err != nil {
		return nil, err
	}
	if t.Timeout < target.MinTimeout || t.Timeout > target.MaxTimeout {
		return nil, fmt.Errorf("a timeout of %s cannot be kept: it must lie between %s and %ds", t.Timeout, target.MinTimeout, target.MaxTimeout/time.Second)
	}
	b := &Broker{target: t, address: address, trace: &trace{}}
	d := dialer{target: t, trace: b.trace}
	opts := []kgo.Opt{
		kgo.SeedBrokers(address),
		kgo.ClientID(t.ClientID),
		kgo.Dialer(d.dial),
		kgo.WithHooks(b.trace),
		// Contexts end requests. This ends connections, whose first requests
		// have no context; it leaves room for a context with a longer deadline.
		kgo.RequestTimeoutOverhead(patience * t.Timeout),
		// Both run in the background otherwise: metadata from the age on,
		// metrics from the first broker that subscribes to them (KIP-714).
		kgo.MetadataMaxAge(time.Hour),
		kgo.DisableClientMetrics(),
	}
	if t.Protocol.LogsIn() {
		m, err := mechanismOf(t.SASL, b.trace)
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.SASL(m))
	}
	if b.client, err = kgo.NewClient(opts...); err != nil {
		return nil, fmt.Errorf("cannot make a Kafka client for %s: %w", address, err)
	}
	b.seed = b.client.SeedBrokers()[0]
	return b, nil
}

// Close ends the connections. A request that runs fails.
func (b *Broker) Close() { b.client.Close() }

// Address is the HOST:PORT that is asked.
func (b *Broker) Address() string { return b.address }

// Request sends one request to this broker, of whatever kind, in the newest
// version that both sides know, and waits for its answer until the context
// ends; for the target's timeout if the context has no deadline. Connecting
// and logging in count, too. Nothing is retried.
//
// The error is a *Failure, or context.Canceled if the caller gave up. Error
// codes inside of an answer are the caller's to read.
func (b *Broker) Request(ctx context.Context, req kmsg.Request) (kmsg.Response, error) {
	limit := b.target.Timeout
	if deadline, ok := ctx.Deadline(); ok {
		limit = cmp.Or(time.Until(deadline), -1)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	resp, err := b.seed.Request(limited, req)
	switch {
	case err == nil:
		return resp, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return nil, context.Canceled
	}
	return nil, b.explain(ctx, attempt{limit: limit, request: req.Key(), err: err})
}
