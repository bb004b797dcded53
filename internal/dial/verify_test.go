package dial

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// Which certificates are accepted for a host: as Java does it.
func TestVerifyAsJava(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	between := issue(t, "Between", ca, func(c *x509.Certificate) { c.IsCA, c.IPAddresses = true, nil })
	with := func(cn string, ips []net.IP, names ...string) *party {
		return issue(t, cn, ca, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = ips, names })
	}
	alone := issue(t, "alone", nil, func(c *x509.Certificate) { c.IsCA, c.DNSNames = false, []string{"b1"} })
	ip := []net.IP{net.IPv4(10, 0, 0, 1)}
	for name, c := range map[string]struct {
		chain []*party
		roots *party
		host  string
		skip  bool
		ok    bool
	}{
		"name":                        {[]*party{with("x", nil, "b1")}, ca, "b1", false, true},
		"name in capitals":            {[]*party{with("x", nil, "b1.Example.com")}, ca, "B1.example.com", false, true},
		"wildcard":                    {[]*party{with("x", nil, "*.example.com")}, ca, "b1.example.com", false, true},
		"address":                     {[]*party{with("x", ip)}, ca, "10.0.0.1", false, true},
		"another name":                {[]*party{with("x", nil, "b1")}, ca, "b2", false, false},
		"another address":             {[]*party{with("x", ip)}, ca, "10.0.0.2", false, false},
		"common name":                 {[]*party{with("b1", nil)}, ca, "b1", false, true},
		"common name beside a name":   {[]*party{with("b1", nil, "b2")}, ca, "b1", false, false},
		"common name for an address":  {[]*party{with("10.0.0.1", nil)}, ca, "10.0.0.1", false, false},
		"another name, no check":      {[]*party{with("x", nil, "b1")}, ca, "b2", true, true},
		"not trusted, no check":       {[]*party{with("x", nil, "b1")}, alone, "b1", true, false},
		"through another":             {[]*party{issue(t, "x", between, func(c *x509.Certificate) { c.DNSNames = []string{"b1"} }), between}, ca, "b1", false, true},
		"through one that is missing": {[]*party{issue(t, "x", between, func(c *x509.Certificate) { c.DNSNames = []string{"b1"} })}, ca, "b1", false, false},
		"signed by itself":            {[]*party{alone}, alone, "b1", false, true},
	} {
		to := properties(t, overTLS, map[string]string{"ca": c.roots.pem()}).TLS
		to.SkipHostnameCheck = c.skip
		var chain []*x509.Certificate
		for _, p := range c.chain {
			chain = append(chain, p.cert)
		}
		if _, err := verify(chain, to, c.host); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACertificateWithoutANameIsForNoHost(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	nobody := issue(t, "x", ca, func(c *x509.Certificate) { c.Subject, c.IPAddresses = pkix.Name{}, nil })
	if err := leafFor(nobody.cert).VerifyHostname("b1"); err == nil {
		t.Error("it is accepted")
	}
	if got := names(nobody.cert); got != "no host" {
		t.Errorf("got %q", got)
	}
	if got := subject(nobody.cert); got != "nobody" {
		t.Errorf("got %q", got)
	}
}

// Each way to log in, against a broker that checks it.
func TestEachWayToLogIn(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	server, me := issue(t, "b", ca, nil), issue(t, "me", ca, nil)
	plainTLS := &tls.Config{Certificates: []tls.Certificate{server.tls()}}
	mutual := &tls.Config{Certificates: []tls.Certificate{server.tls()}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(ca)}
	t.Setenv("CHAIN", me.pem())
	t.Setenv("KEY", me.keyPEM(t))
	users := []kfake.Opt{kfake.EnableSASL(), kfake.Superuser("PLAIN", "scan", canary), kfake.Superuser("SCRAM-SHA-256", "scan", canary), kfake.Superuser("SCRAM-SHA-512", "scan", canary)}
	for name, c := range map[string]struct {
		broker []kfake.Opt
		client string
	}{
		"PLAINTEXT":             {nil, ""},
		"SSL":                   {[]kfake.Opt{kfake.TLS(plainTLS)}, overTLS},
		"mutual":                {[]kfake.Opt{kfake.TLS(mutual)}, overTLS + identity},
		"PLAIN":                 {users, withLogin + login("PLAIN")},
		"SCRAM-SHA-256":         {users, withLogin + login("SCRAM-SHA-256")},
		"SCRAM-SHA-512":         {users, withLogin + login("SCRAM-SHA-512")},
		"PLAIN over TLS":        {append(users, kfake.TLS(plainTLS)), withLoginTLS + login("PLAIN")},
		"SCRAM over mutual TLS": {append(users, kfake.TLS(mutual)), withLoginTLS + login("SCRAM-SHA-512") + identity},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(1)}, c.broker...)...)
			if err != nil {
				t.Fatal(err)
			}
			defer cluster.Close()
			b := open(t, properties(t, c.client, map[string]string{"ca": ca.pem()}), cluster.ListenAddrs()[0])
			resp, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest())
			if err != nil || len(resp.(*kmsg.MetadataResponse).Brokers) != 1 {
				t.Errorf("got %v, %v", resp, err)
			}
		})
	}
}

func TestTheTargetChoosesTheMechanism(t *testing.T) {
	for _, name := range target.Mechanisms() {
		m, err := mechanismOf(target.SASL{Mechanism: name, Username: "a"}, &trace{})
		if err != nil || m.Name() != name {
			t.Errorf("%s: got %v, %v", name, m, err)
		}
	}
}
