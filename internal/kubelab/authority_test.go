package kubelab

import (
	"crypto/x509"
	"testing"
)

func TestACertificateIsGoodForLoopbackAlone(t *testing.T) {
	a, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	cert, err := a.Issue("stub")
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	trusted, others := x509.NewCertPool(), x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(a.PEM()) {
		t.Fatalf("no certificate in %s", a.PEM())
	}
	b, err := NewAuthority()
	if err != nil || !others.AppendCertsFromPEM(b.PEM()) {
		t.Fatal(err)
	}
	for _, c := range []struct {
		roots *x509.CertPool
		host  string
		good  bool
	}{{trusted, "127.0.0.1", true}, {trusted, "localhost", true}, {trusted, "192.0.2.1", false}, {others, "127.0.0.1", false}} {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: c.roots, DNSName: c.host}); (err == nil) != c.good {
			t.Errorf("%s: %v, want good %v", c.host, err, c.good)
		}
	}
}
