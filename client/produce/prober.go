package produce

import (
	"context"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl"
)

const (
	// probeEvery is how often each broker is asked whom the cluster has.
	probeEvery = 400 * time.Millisecond
	// probeLimit is how long a broker may be silent.
	probeLimit = 700 * time.Millisecond
	// refreshes is how often the client is told to ask for other leaders, once in each
	// interval, when a broker is gone.
	refreshes = 8
)

// A prober asks every broker by itself, on connections of its own. Of a broker that was
// stopped, kgo waits for answers for up to 30 s, although the others no longer list it
// after 9 s (broker.session.timeout.ms) and have elected other leaders: the prober has
// its connections closed, so that kgo goes on.
type prober struct {
	kit     *kit
	opts    []kgo.Opt // who we are
	refresh func()    // has the client ask for its metadata at once
	// seeds are asked as long as no broker has told of the others.
	seeds []string

	mu     sync.Mutex
	census census
	askers map[string]*kgo.Client
	busy   map[string]bool
}

func newProber(client *kgo.Client, k *kit) *prober {
	p := &prober{kit: k, refresh: client.ForceMetadataRefresh, askers: map[string]*kgo.Client{}, busy: map[string]bool{}}
	p.seeds, _ = client.OptValue(kgo.SeedBrokers).([]string)
	id, _ := client.OptValue(kgo.ClientID).(string)
	p.opts = []kgo.Opt{kgo.Dialer(k.reach), kgo.ClientID(id), kgo.RequestRetries(0), kgo.RetryTimeout(probeLimit)}
	if ways, _ := client.OptValue(kgo.SASL).([]sasl.Mechanism); len(ways) > 0 {
		p.opts = append(p.opts, kgo.SASL(ways...))
	}
	return p
}

// run probes until the context ends.
func (p *prober) run(ctx context.Context) {
	var asking sync.WaitGroup
	defer func() {
		asking.Wait()
		for _, c := range p.askers {
			c.Close()
		}
	}()
	every := time.NewTicker(probeEvery)
	defer every.Stop()
	for urgent := 0; ; {
		for id, address := range p.whom() {
			asking.Go(func() { p.ask(ctx, id, address) })
		}
		for _, c := range p.spare() {
			asking.Go(c.Close)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if p.kit.conns.bar(p.gone(time.Now())) {
			urgent = refreshes
		}
		if urgent > 0 { // kgo waits for 5 s between two by itself
			urgent--
			p.refresh()
		}
	}
}

// whom lists the brokers to ask that do not owe an answer: those that are known, or the
// seeds, which have negative numbers.
func (p *prober) whom() map[int32]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.addresses()
	now := time.Now()
	for id, address := range out {
		if p.busy[address] {
			delete(out, id)
			continue
		}
		p.busy[address] = true
		p.census.asked(id, now)
	}
	return out
}

// addresses are those of all that are to be asked.
func (p *prober) addresses() map[int32]string {
	out := map[int32]string{}
	for id, b := range p.census.brokers {
		out[id] = b.address
	}
	if len(out) == 0 {
		for i, address := range p.seeds {
			out[int32(-1-i)] = address
		}
	}
	return out
}

// spare takes out the clients for addresses at which nobody is asked any more: brokers come
// and go, in containers with a new address each time.
func (p *prober) spare() (out []*kgo.Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := map[string]bool{}
	for _, address := range p.addresses() {
		asked[address] = true
	}
	for address, c := range p.askers {
		if !asked[address] && !p.busy[address] {
			delete(p.askers, address)
			delete(p.busy, address)
			out = append(out, c)
		}
	}
	return out
}

func (p *prober) gone(now time.Time) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.census.gone(now)
}

// ask puts one question to one broker. An answer that comes later is none.
func (p *prober) ask(ctx context.Context, id int32, address string) {
	told, err := p.metadata(ctx, address)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy[address] = false
	if err == nil {
		p.census.answered(id, time.Now(), told)
	}
}

func (p *prober) metadata(ctx context.Context, address string) (map[int32]string, error) {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	client, err := p.asker(address)
	if err != nil {
		return nil, err
	}
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{} // none, where nil is all
	resp, err := req.RequestWith(ctx, client.SeedBrokers()[0])
	if err != nil {
		return nil, err
	}
	out := make(map[int32]string, len(resp.Brokers))
	for _, b := range resp.Brokers {
		out[b.NodeID] = net.JoinHostPort(b.Host, strconv.Itoa(int(b.Port)))
	}
	return out, nil
}

// asker is a client that knows one broker alone.
func (p *prober) asker(address string) (*kgo.Client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.askers[address]; c != nil {
		return c, nil
	}
	c, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(address)}, p.opts...)...)
	if err == nil {
		p.askers[address] = c
	}
	return c, err
}
