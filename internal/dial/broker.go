package dial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

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
		kgo.MaxVersions(newest()),
		// Contexts end requests. This ends connections, whose first requests
		// have no context; it leaves room for a context with a longer deadline.
		kgo.RequestTimeoutOverhead(patience * t.Timeout),
		// Both run in the background otherwise: metadata from the age on,
		// metrics from the first broker that subscribes to them (KIP-714).
		kgo.MetadataMaxAge(time.Hour),
		kgo.DisableClientMetrics(),
	}
	login, err := loginOf(t, b.trace)
	if err != nil {
		return nil, err
	}
	if b.client, err = kgo.NewClient(append(opts, login...)...); err != nil {
		return nil, fmt.Errorf("cannot make a Kafka client for %s: %w", address, err)
	}
	b.seed = b.client.SeedBrokers()[0]
	return b, nil
}

// newest are the newest versions of all requests that the client knows, but for
// the one that begins a connection: its version 5 (KIP-1242) has nothing to tell
// an address of which the broker is not known, and Kafka 4.3 does not know it,
// which would cost every connection a second round trip.
func newest() *kversion.Versions {
	const begins, toAnAddress = 18, 4
	var out kversion.Versions
	for key := range int16(kmsg.MaxKey + 1) {
		if req := kmsg.RequestForKey(key); req != nil {
			out.SetMaxKeyVersion(key, req.MaxVersion())
		}
	}
	out.SetMaxKeyVersion(begins, toAnAddress)
	return &out
}

// Close ends the connections. A request that runs fails.
func (b *Broker) Close() { b.client.Close() }

// Address is the HOST:PORT that is asked.
func (b *Broker) Address() string { return b.address }

// Spoke notes that the address has answered as Kafka does, over another Broker
// of the same target: a connection that it closes is then no question of the
// protocol.
func (b *Broker) Spoke() { b.trace.answered() }

// Traffic is how much was sent and received since the last call, by the key of
// the request.
func (b *Broker) Traffic() map[int16]Bytes { return b.trace.traffic() }

// Request sends one request to this broker, of whatever kind, in the newest
// version that both sides know, and waits for its answer until the context
// ends; for the target's timeout if the context has no deadline. Connecting
// and logging in count, too. No request is sent twice, but for one that was put
// to a connection which had died unnoticed: over a new one it is sent once more.
// A connection that is closed before anything was answered is opened once more a
// moment later: a process that dies still accepts some.
//
// The error is a *Failure, or context.Canceled if the caller gave up. Error
// codes inside of an answer are the caller's to read.
func (b *Broker) Request(ctx context.Context, req kmsg.Request) (kmsg.Response, error) {
	return b.RequestPatiently(ctx, 0, req)
}

// RequestPatiently is Request, and gives up earlier on a broker of which
// nothing came for as long as silence: connecting, logging in and the request
// itself are several round trips, of which each has that long. Zero is no such
// limit.
func (b *Broker) RequestPatiently(ctx context.Context, silence time.Duration, req kmsg.Request) (kmsg.Response, error) {
	limit := b.target.Timeout
	if deadline, ok := ctx.Deadline(); ok {
		limit = cmp.Or(time.Until(deadline), -1)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	waiting, w, end := b.trace.wait(limited, silence)
	defer end()
	resp, err := b.seed.Request(waiting, req)
	if overDeadConnection(err) || b.closedAtOnce(err) && pause(waiting, again) {
		resp, err = b.seed.Request(waiting, req)
	}
	a := attempt{limit: limit, request: req.Key(), heard: w.something(), err: err}
	switch {
	case err == nil:
		return resp, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return nil, context.Canceled
	case errors.Is(context.Cause(waiting), errSilent) && !b.closedAtOnce(err):
		a.limit, a.err = silence, context.DeadlineExceeded
	default:
		a.slow = a.heard && silence > 0
	}
	return nil, b.explain(ctx, a)
}

// again is how long after a connection that was closed at once the next one is
// opened.
const again = 200 * time.Millisecond

// overDeadConnection tells whether a request was put to a connection that had died
// before: the client says so by this text alone (errChosenBrokerDead in
// kgo/errors.go), and leaves it to others to ask again. A broker ends connections
// over which nothing was asked for ten minutes (connections.max.idle.ms).
func overDeadConnection(err error) bool {
	return err != nil && strings.Contains(err.Error(), "the broker connection has died and the request will be retried")
}

// closedAtOnce tells whether a connection was closed before the broker answered
// as Kafka does.
func (b *Broker) closedAtOnce(err error) bool {
	var at *broken
	return errors.As(err, &at) && at.stage <= greeting && isClosed(at.cause)
}

// pause waits, and tells whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
