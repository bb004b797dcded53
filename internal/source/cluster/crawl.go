package cluster

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// crawl asks addresses side by side, and each broker that an answer names as
// soon as it is named: any number of dead ones costs one limit. What answers
// say is taken in by one goroutine.
type crawl struct {
	*look
	open int
	news chan func()
}

// start runs work beside everything else, and what it returns after it in the
// goroutine of run.
func (c *crawl) start(work func() (then func())) {
	c.open++
	go func() { c.news <- work() }()
}

// run takes in the news until none is to be expected any more.
func (c *crawl) run() {
	for ; c.open > 0; c.open-- {
		(<-c.news)()
	}
}

func (c *crawl) greet(ctx context.Context, n *node) {
	c.start(func() func() {
		c.look.greet(ctx, n)
		return func() { c.heard(ctx, n) }
	})
}

// heard takes in the brokers of which an answer tells. A broker that answers
// as one of another cluster than the one that lists it is no broker of either.
func (c *crawl) heard(ctx context.Context, n *node) {
	n.heard = true
	if n.story == nil {
		return
	}
	w := c.worldOf(n.story.cluster)
	if n.world != nil && n.world != w {
		n.story, n.err = nil, strayed(n, w.id)
		return
	}
	for _, b := range n.story.brokers {
		c.greetNew(ctx, w.learn(c.look, b.NodeID, b.Host, b.Port, b.Rack))
	}
	if n.slow > 0 {
		c.o.Progress(fmt.Sprintf("%s answers slowly: %.1f s to connect and to answer once", n, n.slow.Seconds()))
	}
	w.tellers = append(w.tellers, n)
	c.describe(ctx, w)
}

func (c *crawl) greetNew(ctx context.Context, n *node) {
	if n != nil {
		c.greet(ctx, n)
	}
}

// describe asks one broker after the other for those that are registered,
// until one has told of the fenced ones, too.
func (c *crawl) describe(ctx context.Context, w *world) {
	n := w.next()
	if n == nil {
		return
	}
	w.asking = true
	c.start(func() func() {
		d, err := c.registered(ctx, n)
		return func() {
			w.asking = false
			if w.undescribed = err; err != nil {
				w.failures++
				w.doubtful = n
			} else {
				c.registration(ctx, w, d)
			}
			c.describe(ctx, w)
		}
	})
}

func (c *crawl) registration(ctx context.Context, w *world, d *kmsg.DescribeClusterResponse) {
	w.described, w.complete = true, d.Version >= tellsFenced
	w.operations = d.ClusterAuthorizedOperations
	for _, b := range d.Brokers {
		c.greetNew(ctx, w.learn(c.look, b.NodeID, b.Host, b.Port, b.Rack))
		n := w.brokers[b.NodeID]
		n.seen.Fenced = n.seen.Fenced || b.IsFenced
	}
}

// tellsFenced is the first version of DescribeCluster that tells of fenced
// brokers (Kafka 4.0, KIP-1073).
const tellsFenced = 2

// registered asks for the brokers that are registered, fenced ones included
// where the version can.
func (l *look) registered(ctx context.Context, n *node) (*kmsg.DescribeClusterResponse, error) {
	req := kmsg.NewPtrDescribeClusterRequest()
	req.IncludeFencedBrokers = true
	req.IncludeClusterAuthorizedOperations = true
	d, err := ask[*kmsg.DescribeClusterResponse](ctx, n.lane(onTalk), l.limit(), req)
	if err == nil {
		err = kerr.ErrorForCode(d.ErrorCode)
	}
	return d, err
}
