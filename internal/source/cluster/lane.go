package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// A broker answers the questions of one connection one after the other. So
// what may take long, or hang, has a connection of its own.
const (
	onTalk       = iota // metadata, groups, offsets
	onConfigs           // the broker's own settings
	onTopics            // settings of topics
	onDisks             // log directories
	onController        // what is passed on to the active controller
	onRights            // probes: small, and not to wait behind what is large
	onElections         // who may be elected: rare, and not to take the probes with it
	onProbe             // whether the broker answers at all
	onRecords           // how old records are
	onReplicas          // what a broker lacks that was away: it is busy
	lanes
)

// lane is one of the connections to a node.
type lane struct {
	node *node
	kind int
}

func (n *node) lane(kind int) lane {
	if n.via != nil {
		n = n.via
	}
	return lane{n, kind}
}

// mostTimeouts is how many questions one kind of connection may leave without
// an answer: after that the broker is asked nothing more of the kind.
const mostTimeouts = 2

// open is the connection, and how long an answer may take; it is made when it
// is first used. After a question that was not answered in time there is a new
// one, since the next question would wait behind the one that hangs; a broker
// that is slow once is given the small limit from then on.
func (a lane) open(limit time.Duration) (*dial.Broker, time.Duration, error) {
	n := a.node
	if n.broken != nil {
		return nil, 0, n.broken
	}
	n.opening.Lock()
	defer n.opening.Unlock()
	line := &n.lanes[a.kind]
	switch {
	case n.closed:
		return nil, 0, errLetGo
	case line.timeouts >= mostTimeouts:
		return nil, 0, line.why
	case line.timeouts > 0:
		limit = min(limit, n.small)
	}
	if line.open != nil {
		return line.open, limit, nil
	}
	b, err := dial.Open(n.target, n.address)
	if err != nil {
		return nil, 0, err
	}
	if n.apis != nil {
		b.Spoke()
	}
	line.open = b
	return b, limit, nil
}

// errLetGo is why an address is not asked: no broker has it any more.
var errLetGo = errors.New("the address was let go of: no broker has it any more")

// leave notes that a question was not answered in time. What others have asked
// on the same connection may still be answered.
func (a lane) leave(b *dial.Broker, why error) {
	a.node.opening.Lock()
	defer a.node.opening.Unlock()
	if line := &a.node.lanes[a.kind]; a.drop(b) {
		line.why = why
		line.timeouts++
	}
}

// abandon notes that nobody waits for an answer any more. It may take its time
// yet, and the next question is not to wait behind it.
func (a lane) abandon(b *dial.Broker) {
	a.node.opening.Lock()
	defer a.node.opening.Unlock()
	a.drop(b)
}

// drop takes a connection out of use, and tells whether it was in use.
func (a lane) drop(b *dial.Broker) bool {
	line := &a.node.lanes[a.kind]
	if line.open != b {
		return false
	}
	line.open, line.left = nil, append(line.left, b)
	return true
}

// ask sends one request to one broker, and gives up once nothing has come from
// it for as long as the limit. A slow broker is waited for as long as answers
// come, up to the limit of a large one: opening the connection takes round trips
// of its own. Nothing is sent twice.
func ask[R kmsg.Response](ctx context.Context, at lane, limit time.Duration, req kmsg.Request) (R, error) {
	var none R
	b, limit, err := at.open(limit)
	if err != nil {
		return none, err
	}
	if err := at.wait(ctx); err != nil {
		return none, cmp.Or(context.Cause(ctx), err)
	}
	ctx, cancel := context.WithTimeout(ctx, max(limit, at.node.target.Timeout))
	defer cancel()
	at.node.count(req)
	resp, err := b.RequestPatiently(ctx, limit, req)
	if err != nil {
		switch {
		case timedOut(err):
			at.leave(b, err)
		case errors.Is(err, context.Canceled):
			at.abandon(b)
		}
		return none, err
	}
	r, ok := resp.(R)
	if !ok {
		return none, fmt.Errorf("%T in answer to %T", resp, req)
	}
	return r, nil
}

// asks is who asks a question on this connection, each within the limit.
func (a lane) asks(limit time.Duration) coordinator.Asker {
	return func(ctx context.Context, req kmsg.Request) (kmsg.Response, error) {
		return ask[kmsg.Response](ctx, a, limit, req)
	}
}

// wait waits until another request may be sent. A probe does not: it counts, so
// that what follows waits for longer, but a death is not to be hidden behind the
// many requests of a look.
func (a lane) wait(ctx context.Context) error {
	if a.kind == onProbe {
		a.node.pace.Reserve()
		return ctx.Err()
	}
	return a.node.pace.Wait(ctx)
}

func timedOut(err error) bool {
	var failed *dial.Failure
	return errors.As(err, &failed) && failed.Why == model.TimedOut
}

// limit is how long a small question may take, and each round trip that the
// connection for it needs.
func (l *look) limit() time.Duration { return l.o.Target.Timeout }

// bulk is the limit for an answer that is large, from a broker that has just
// answered a small question within the limit.
func (l *look) bulk() time.Duration { return min(3*l.limit(), target.MaxTimeout) }

// together runs functions side by side and waits for all.
func together(all ...func()) {
	var w sync.WaitGroup
	for _, f := range all {
		w.Go(f)
	}
	w.Wait()
}

// each runs a function for each node side by side.
func each(nodes []*node, f func(*node)) {
	var w sync.WaitGroup
	for _, n := range nodes {
		w.Go(func() { f(n) })
	}
	w.Wait()
}
