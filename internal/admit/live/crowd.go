package live

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// crowd is the brokers of one cluster during one question, each with one connection.
type crowd struct {
	target    target.Target
	addresses map[int32]string // of the brokers that the metadata name

	mu   sync.Mutex
	open map[string]*dial.Broker
}

func newCrowd(t target.Target) *crowd {
	return &crowd{target: t, addresses: map[int32]string{}, open: map[string]*dial.Broker{}}
}

// close ends all connections.
func (c *crowd) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.open {
		b.Close()
	}
}

func (c *crowd) at(address string) (*dial.Broker, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b := c.open[address]; b != nil {
		return b, nil
	}
	b, err := dial.Open(c.target, address)
	if err != nil {
		return nil, err
	}
	c.open[address] = b
	return b, nil
}

// ids are the brokers, in order.
func (c *crowd) ids() []int32 {
	var out []int32
	for id := range c.addresses {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// ask sends a request to an address, and waits until the context ends.
func ask[R kmsg.Response](ctx context.Context, c *crowd, address string, req kmsg.Request) (R, error) {
	var none R
	b, err := c.at(address)
	if err != nil {
		return none, err
	}
	resp, err := b.Request(ctx, req)
	if err != nil {
		return none, err
	}
	r, ok := resp.(R)
	if !ok {
		return none, fmt.Errorf("%T in answer to %T", resp, req)
	}
	return r, nil
}

// askBroker is ask of a broker by its id.
func askBroker[R kmsg.Response](ctx context.Context, c *crowd, id int32, req kmsg.Request) (R, error) {
	address, known := c.addresses[id]
	if !known {
		var none R
		return none, fmt.Errorf("broker %d is not there", id)
	}
	r, err := ask[R](ctx, c, address, req)
	if err != nil {
		return r, fmt.Errorf("broker %d: %w", id, err)
	}
	return r, nil
}

// asks is who asks a broker a question.
func (c *crowd) asks(id int32) coordinator.Asker {
	return func(ctx context.Context, req kmsg.Request) (kmsg.Response, error) {
		return askBroker[kmsg.Response](ctx, c, id, req)
	}
}

// metadata asks all bootstrap addresses at once and takes the first answer, so that one
// that hangs costs nothing. topics nil: of all topics.
func (c *crowd) metadata(ctx context.Context, topics []kmsg.MetadataRequestTopic) (*kmsg.MetadataResponse, error) {
	ctx, cancel := context.WithCancel(ctx)
	type answer struct {
		resp *kmsg.MetadataResponse
		err  error
	}
	answers := make(chan answer, len(c.target.Bootstrap))
	var asked sync.WaitGroup
	for _, address := range c.target.Bootstrap {
		asked.Go(func() {
			req := kmsg.NewPtrMetadataRequest()
			req.Topics, req.AllowAutoTopicCreation = topics, false
			resp, err := ask[*kmsg.MetadataResponse](ctx, c, address, req)
			answers <- answer{resp, err}
		})
	}
	defer asked.Wait()
	defer cancel()
	err := error(kerr.BrokerNotAvailable)
	for i := range c.target.Bootstrap {
		a := <-answers
		if a.err == nil {
			a.err = kerr.ErrorForCode(a.resp.ErrorCode)
		}
		if a.err == nil {
			c.learn(a.resp)
			return a.resp, nil
		}
		if i == 0 {
			err = a.err
		}
	}
	return nil, err
}

// learn takes in where the brokers are.
func (c *crowd) learn(resp *kmsg.MetadataResponse) {
	for _, b := range resp.Brokers {
		c.addresses[b.NodeID] = net.JoinHostPort(b.Host, strconv.Itoa(int(b.Port)))
	}
}
