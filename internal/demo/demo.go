package demo

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// How many brokers the demo has, and how many of them answer: all but the last,
// which kfake is not told of.
const (
	brokers = 3
	alive   = brokers - 1
)

// Options are how a demo is started.
type Options struct {
	// Listen is the address of the first broker, IP:PORT; the others get the
	// ports after it. The IP must be one of this machine's own loopback
	// addresses. Unless set, any free ports of 127.0.0.1 are taken.
	Listen string

	// Now is the time, for what a cluster says of when a node was heard of last.
	// It must be set.
	Now func() time.Time
}

type clock func() time.Time

// Cluster is a demo that runs. Close it.
type Cluster struct {
	fake  *kfake.Cluster
	plant *plant
	held  net.Conn // keeps others from the port of the broker that is down
	once  sync.Once
}

// Start starts the cluster. The context bounds the start alone.
//
// An error is a port that is taken, or an address that cannot be listened at.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	listeners, err := listen(ctx, o.Listen)
	if err != nil {
		return nil, err
	}
	addresses := make([]address, len(listeners))
	for i, l := range listeners {
		addresses[i] = addressOf(l)
	}
	c := &Cluster{plant: newPlant(addresses)}
	if c.held, err = hold(ctx, listeners); err != nil {
		closeAll(listeners)
		return nil, err
	}
	c.fake, err = kfake.NewCluster(kfake.NumBrokers(alive), kfake.ClusterID(c.plant.id), kfake.MaxVersions(release()), kfake.ListenFn(inTurn(listeners[:alive])))
	if err != nil {
		_ = c.held.Close() // the error that counts is the one before
		closeAll(listeners)
		return nil, fmt.Errorf("cannot start the demo: %w", err)
	}
	c.answerBy(server{c.plant, o.Now})
	return c, nil
}

// answerBy makes the model answer before kfake does.
func (c *Cluster) answerBy(s server) {
	const all = -1
	c.fake.ControlKey(all, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.fake.KeepControl()
		resp := s.answer(c.fake.CurrentNode(), req)
		return resp, nil, resp != nil
	})
}

// Bootstrap lists the brokers that answer, HOST:PORT.
func (c *Cluster) Bootstrap() []string {
	var out []string
	for _, b := range c.plant.up() {
		out = append(out, address{b.host, b.port}.String())
	}
	return out
}

// Close ends the cluster and its connections. Its goroutines are gone a moment
// later. A second call does nothing.
func (c *Cluster) Close() {
	c.once.Do(func() {
		c.fake.Close()
		_ = c.held.Close() // nothing was sent on it
	})
}

// address is where a broker listens.
type address struct {
	host string
	port int32
}

// String is the address as clients dial it, HOST:PORT.
func (a address) String() string { return net.JoinHostPort(a.host, strconv.Itoa(int(a.port))) }

func addressOf(l net.Listener) address {
	at := l.Addr().(*net.TCPAddr)
	return address{at.IP.String(), int32(at.Port)}
}
