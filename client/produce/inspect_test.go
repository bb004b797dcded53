package produce

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestUnsafeClients are refused at the start, each with what to do.
func TestUnsafeClients(t *testing.T) {
	for want, opts := range map[string][]kgo.Opt{
		"kgo.AllISRAcks()":                      {kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite()},
		"the guard keeps the time":              {kgo.AllowIdempotentProduceCancellation()},
		"Use a client without kgo.Transactiona": {kgo.TransactionalID("a")},
		"produce.Dial(…)":                       {kgo.Dialer((&net.Dialer{}).DialContext)},
		"produce.Options() 2 times":             Options(),
	} {
		client, err := kgo.NewClient(append(append(Options(), kgo.SeedBrokers("127.0.0.1:1")), opts...)...)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		if g, err := New(client, Config{}); err == nil || g != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := New(nil, Config{}); err == nil || !strings.Contains(err.Error(), "the client is nil") {
		t.Errorf("a nil client: %v", err)
	}
}

// TestWhatIsMissing is said, and the guard works.
func TestWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		opts []kgo.Opt
		want []string
	}{
		{Options(), nil},
		{nil, []string{"without produce.Options()"}},
		{append(Options(), kgo.DisableIdempotentWrite()), []string{"kgo.DisableIdempotentWrite"}},
		{[]kgo.Opt{kgo.DisableIdempotentWrite()}, []string{"without produce.Options()", "kgo.DisableIdempotentWrite"}},
	} {
		client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers("127.0.0.1:1")}, c.opts...)...)
		if err != nil {
			t.Fatal(err)
		}
		g, err := New(client, Config{})
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Missing()) != len(c.want) {
			t.Fatalf("missing: %q, want %q", g.Missing(), c.want)
		}
		for i, want := range c.want {
			if !strings.Contains(g.Missing()[i], want) {
				t.Errorf("missing: %q, want %q", g.Missing()[i], want)
			}
		}
		if err := g.Close(t.Context()); err != nil {
			t.Error(err)
		}
		client.Close()
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []Config{{Within: -1}, {Budget: -1}} {
		if _, err := begin(nil, nil, c); err == nil || !strings.Contains(err.Error(), "neither can be negative") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	g, err := begin(nil, nil, Config{})
	if err != nil || g.within != 2*time.Minute || g.budget != 32<<20 {
		t.Errorf("%v, %s, %d", err, g.within, g.budget)
	}
	g.Close(t.Context())
}

func TestSettings(t *testing.T) {
	k, config := newKit(), &tls.Config{MinVersion: tls.VersionTLS12}
	TLS(config)(k)
	DialLimit(time.Second)(k)
	if k.tls != config || k.limit != time.Second {
		t.Errorf("%v %s", k.tls, k.limit)
	}
	if names := []string{Persisted.String(), NotPersisted.String(), InDoubt.String(), Rejected.String(), Spooled.String(), Kind(0).String(), Kind(9).String()}; strings.Join(names, ",") != "persisted,not persisted,in doubt,rejected,spooled,Kind(0),Kind(9)" {
		t.Errorf("%q", names)
	}
}

// TestOneGuardAtATime for one set of Options, whatever the clients: what has left, and what
// is in doubt, could not be told apart.
func TestOneGuardAtATime(t *testing.T) {
	opts := append(Options(), kgo.SeedBrokers("127.0.0.1:1"))
	for range 2 {
		client, err := kgo.NewClient(opts...)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		for range 2 {
			if g, err := New(client, Config{Within: -1}); err == nil {
				t.Errorf("%v", g)
			}
			first, err := New(client, Config{})
			if err != nil {
				t.Fatal(err)
			}
			if g, err := New(client, Config{}); err == nil || !strings.Contains(err.Error(), "one guard for a client") {
				t.Errorf("a second guard: %v, %v", g, err)
			}
			if err := first.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}
