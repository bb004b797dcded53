package dial

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// ending gives a certificate an end.
func ending(at time.Time, more func(*x509.Certificate)) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.NotAfter = at
		if more != nil {
			more(c)
		}
	}
}

// TestCertificatesOfAHandshake: the chain that was verified, with the authority
// that the broker does not send, over each way to see it.
func TestCertificatesOfAHandshake(t *testing.T) {
	soon, later := time.Now().Add(9*24*time.Hour).Truncate(time.Second), time.Now().Add(900*24*time.Hour).Truncate(time.Second)
	ca := issue(t, "Plant CA", nil, nil)
	between := issue(t, "Between", ca, ending(later, func(c *x509.Certificate) { c.IsCA, c.IPAddresses = true, nil }))
	leaf := issue(t, "kafka-1", between, ending(soon, func(c *x509.Certificate) { c.DNSNames = []string{"b1.plant", "b1"} }))
	k := broker(map[int16]func(kmsg.Request) kmsg.Response{3: empty})
	server := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.cert.Raw, between.cert.Raw}, PrivateKey: leaf.key}}}
	at := listen(t, encrypted(server, k.serve))
	to := properties(t, overTLS, map[string]string{"ca": ca.pem()})
	b := open(t, to, at.address)
	if got := b.Certificates(); got != nil {
		t.Errorf("before the first connection there is %+v", got)
	}
	if _, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest()); err != nil {
		t.Fatal(err)
	}
	alone, err := Handshake(t.Context(), to, at.address)
	if err != nil {
		t.Fatal(err)
	}
	for how, got := range map[string][]model.Certificate{"over a connection": b.Certificates(), "by a handshake": alone} {
		if len(got) != 3 {
			t.Fatalf("%s: %d certificates, want 3", how, len(got))
		}
		first := got[0]
		if first.Subject != "CN=kafka-1" || first.Issuer != "CN=Between" || first.Until != soon.UnixMilli() || first.From != 0 || first.Serial != "1" ||
			!slices.Equal(first.Names, []string{"b1.plant", "b1", "127.0.0.1"}) || first.Anchor {
			t.Errorf("%s: the broker's own is %+v", how, first)
		}
		if got[1].Until != later.UnixMilli() || got[1].Anchor || got[1].Names != nil {
			t.Errorf("%s: the one between is %+v", how, got[1])
		}
		if got[2].Subject != "CN=Plant CA" || !got[2].Anchor {
			t.Errorf("%s: the authority is %+v", how, got[2])
		}
	}
	if n := at.connections(); n != 2 {
		t.Errorf("%d connections, want one for the request and one for the handshake", n)
	}
}

// TestAHandshakeShowsWhatIsThere: a broker that has a new certificate shows it to
// who connects anew, and the connection that stays open the old one.
func TestAHandshakeShowsWhatIsThere(t *testing.T) {
	ca := issue(t, "Plant CA", nil, nil)
	old, fresh := issue(t, "old", ca, nil), issue(t, "new", ca, nil)
	now := make(chan *party, 1)
	now <- old
	server := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		p := <-now
		now <- p
		c := p.tls()
		return &c, nil
	}}
	at := listen(t, encrypted(server, broker(map[int16]func(kmsg.Request) kmsg.Response{3: empty}).serve))
	to := properties(t, overTLS, map[string]string{"ca": ca.pem()})
	b := open(t, to, at.address)
	if _, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest()); err != nil {
		t.Fatal(err)
	}
	<-now
	now <- fresh
	again, err := Handshake(t.Context(), to, at.address)
	if err != nil {
		t.Fatal(err)
	}
	if open := b.Certificates(); open[0].Subject != "CN=old" || again[0].Subject != "CN=new" {
		t.Errorf("the open connection shows %s, the new one %s", open[0].Subject, again[0].Subject)
	}
}

func TestAHandshakeThatFails(t *testing.T) {
	ca, other := issue(t, "Plant CA", nil, nil), issue(t, "Other CA", nil, nil)
	to := properties(t, overTLS, map[string]string{"ca": ca.pem()})
	foreign := issue(t, "b1", other, nil)
	untrusted := listen(t, encrypted(&tls.Config{Certificates: []tls.Certificate{foreign.tls()}}, silent))
	for name, address := range map[string]string{"not trusted": untrusted.address, "no TLS": listen(t, says("HTTP/1.1 400 Bad Request\r\n")).address} {
		if got, err := Handshake(t.Context(), to, address); err == nil || got != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Handshake(ctx, to, untrusted.address); err == nil {
		t.Error("it is not interrupted")
	}
	plain := listen(t, silent)
	if got, err := Handshake(t.Context(), properties(t, "", nil), plain.address); err != nil || got != nil || plain.connections() != 0 {
		t.Errorf("without TLS: %+v, %v, %d connections", got, err, plain.connections())
	}
}

// TestTheChainThatLasts: an authority that ends does no harm where another one
// vouches for the same certificate.
func TestTheChainThatLasts(t *testing.T) {
	end := time.Now().Add(time.Hour).Truncate(time.Second)
	ends, stays := issue(t, "CA", nil, ending(end, nil)), issue(t, "CA", nil, nil)
	leaf := issue(t, "b1", stays, nil)
	for name, c := range map[string]struct {
		chains [][]*x509.Certificate
		want   *party // the last of the chain; nil: no chain
	}{
		"none":            {nil, nil},
		"one that ends":   {[][]*x509.Certificate{{leaf.cert, ends.cert}}, ends},
		"the first ends":  {[][]*x509.Certificate{{leaf.cert, ends.cert}, {leaf.cert, stays.cert}}, stays},
		"the second ends": {[][]*x509.Certificate{{leaf.cert, stays.cert}, {leaf.cert, ends.cert}}, stays},
		"both end":        {[][]*x509.Certificate{{leaf.cert, ends.cert}, {ends.cert, stays.cert}}, ends},
	} {
		got := lasting(c.chains)
		if c.want == nil && got != nil || c.want != nil && got[len(got)-1] != c.want.cert {
			t.Errorf("%s: %v", name, got)
		}
	}
	if alone := chainOf([]*x509.Certificate{stays.cert}); alone[0].Anchor {
		t.Error("a broker's certificate that is trusted by itself is told as an authority's")
	}
}

func TestOwnCertificates(t *testing.T) {
	ca := issue(t, "Plant CA", nil, nil)
	me := issue(t, "scan", ca, nil)
	files := map[string]string{"ca": ca.pem(), "me": me.pem() + ca.pem() + me.keyPEM(t)}
	mutual := properties(t, overTLS+"\nssl.keystore.type=PEM\nssl.keystore.location=me\n", files)
	got := Own(mutual)
	if len(got) != 2 || got[0].Subject != "CN=scan" || got[0].Issuer != "CN=Plant CA" || got[0].Anchor {
		t.Errorf("it has %+v", got)
	}
	if got := Own(properties(t, overTLS, files)); got != nil {
		t.Errorf("without one it has %+v", got)
	}
}
