package produce

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A frozen broker accepts connections, and answers none any more.
type frozen struct {
	mu        sync.Mutex
	addresses map[string]bool
}

// dial opens connections whose reads wait while their broker is frozen.
func (f *frozen) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return &slow{c, f, address}, err
}

type slow struct {
	net.Conn
	f       *frozen
	address string
}

func (s *slow) Write(b []byte) (int, error) {
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	if s.f.addresses[s.address] {
		return len(b), nil // it is never read
	}
	return s.Conn.Write(b)
}

func (f *frozen) freeze(addresses ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.addresses = map[string]bool{}
	for _, a := range addresses {
		f.addresses[a] = true
	}
}

// TestM14_AFrozenBrokerIsLeft once the others no longer list it: its connections are
// closed, it is not dialled, and the client asks for other leaders at once.
func TestM14_AFrozenBrokerIsLeft(t *testing.T) {
	c := seeded(t, kfake.NumBrokers(3), kfake.SeedTopics(3, "orders"))
	victim := c.ListenAddrs()[2]
	var mu sync.Mutex
	listed := true
	c.ControlKey(3, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		mu.Lock()
		defer mu.Unlock()
		if listed || len(req.(*kmsg.MetadataRequest).Topics) > 0 {
			return nil, nil, false
		}
		resp := req.ResponseKind().(*kmsg.MetadataResponse)
		for i, address := range c.ListenAddrs()[:2] {
			host, port, _ := net.SplitHostPort(address)
			p, _ := net.LookupPort("tcp", port)
			resp.Brokers = append(resp.Brokers, kmsg.MetadataResponseBroker{NodeID: int32(i), Host: host, Port: int32(p)})
		}
		return resp, nil, true
	})
	f := &frozen{}
	client, err := kgo.NewClient(append(Options(Dial(f.dial)), kgo.SeedBrokers(c.ListenAddrs()...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	k := kitOf(client)
	refreshed := make(chan struct{}, 100)
	p := newProber(client, k)
	p.refresh = func() { refreshed <- struct{}{} }
	ctx, cancel := context.WithCancel(t.Context())
	var probing sync.WaitGroup
	probing.Go(func() { p.run(ctx) })
	defer probing.Wait()
	defer cancel()

	known := func() int { p.mu.Lock(); defer p.mu.Unlock(); return len(p.census.brokers) }
	barred := func() bool { return k.conns.barred(victim) != nil }
	comes(t, "all brokers are known", func() bool { return known() == 3 })
	f.freeze(victim)
	stays(t, "a broker that is silent and listed is left", 3*probeLimit, barred)
	mu.Lock()
	listed = false
	mu.Unlock()
	comes(t, "it is barred", barred)
	<-refreshed
	f.freeze()
	comes(t, "it is let in again when it answers", func() bool { return !barred() })
}

// comes waits for what must come about.
func comes(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it does not come about that %s", what)
		}
	}
}

// stays looks for a while that something does not come about.
func stays(t *testing.T, what string, d time.Duration, is func() bool) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); <-time.After(time.Millisecond) {
		if is() {
			t.Fatal(what)
		}
	}
}

// TestTLS: the guard's dialer speaks it, also for the prober, and trusts nobody else.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(nil) // for its certificate, of 127.0.0.1
	t.Cleanup(server.Close)
	trusts := x509.NewCertPool()
	trusts.AddCert(server.Certificate())
	c := seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(1, "orders"), kfake.TLS(&tls.Config{Certificates: server.TLS.Certificates}))
	client, err := kgo.NewClient(append(Options(TLS(&tls.Config{RootCAs: trusts})), kgo.SeedBrokers(c.ListenAddrs()...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	g, err := New(client, Config{Within: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if o := g.ProduceSync(t.Context(), &kgo.Record{Topic: "orders", Value: []byte("a")}); o.Kind != Persisted {
		t.Errorf("%s: %v", o.Kind, o.Err)
	}
	if err := g.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if id, _, ok := kitOf(client).producer.since(0); id < 0 || !ok {
		t.Error("what leaves is not seen through TLS")
	}
	stranger := newKit()
	TLS(&tls.Config{})(stranger)
	if _, err := stranger.connect(t.Context(), "tcp", c.ListenAddrs()[0]); err == nil {
		t.Error("a certificate that nobody signed is trusted")
	}
	if _, err := stranger.secured(t.Context(), &net.TCPConn{}, "no port"); err == nil {
		t.Error("an address without a port has a server name")
	}
}

// TestTheProberIsWhoTheClientIs: its identity is the client's.
func TestTheProberIsWhoTheClientIs(t *testing.T) {
	client, err := kgo.NewClient(append(Options(), kgo.SeedBrokers("127.0.0.1:1", "127.0.0.1:2"), kgo.ClientID("plant"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	p := newProber(client, kitOf(client))
	if !slices.Equal(p.seeds, []string{"127.0.0.1:1", "127.0.0.1:2"}) {
		t.Errorf("the seeds are %v", p.seeds)
	}
	asker, err := p.asker("127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(asker.Close)
	if id := asker.OptValue(kgo.ClientID); id != "plant" {
		t.Errorf("the client id is %v", id)
	}
	if again, err := p.asker("127.0.0.1:1"); again != asker || err != nil {
		t.Errorf("another client for the same address: %v", err)
	}
	asked := p.whom()
	if len(asked) != 2 || len(p.whom()) != 0 {
		t.Errorf("asked are %v, and then others", asked)
	}
	if got := p.spare(); len(got) > 0 {
		t.Errorf("%d clients are spare", len(got))
	}
	p.census.answered(1, time.Now(), map[int32]string{1: "127.0.0.1:2"})
	if got := p.spare(); len(got) > 0 || p.askers["127.0.0.1:1"] == nil {
		t.Errorf("%d clients are spare while they wait for an answer", len(got))
	}
	p.busy["127.0.0.1:1"] = false
	if got := p.spare(); len(got) != 1 || got[0] != asker || len(p.askers) > 0 {
		t.Errorf("%d clients are spare of an address that is no longer asked", len(got))
	}
}
