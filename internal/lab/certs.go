package lab

import (
	"crypto/tls"
	"crypto/x509"
	"time"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// authority is a certificate authority that lives as long as its cluster. Its
// key is never written down.
type authority struct {
	*certs.Pair
	good certs.Span // of what it signs
}

// newAuthority makes one whose certificates end at a time; zero: in 2049.
func newAuthority(end time.Time) (*authority, error) {
	ca, err := certs.Authority("Breakwater lab", certs.Decades)
	good := certs.Decades
	if !end.IsZero() {
		good.Until = end
	}
	return &authority{ca, good}, err
}

// issue makes a certificate for a common name, good for both ends of a
// connection on this machine. The PEM is the key (PKCS#8, as Kafka wants it)
// and the chain.
func (a *authority) issue(name string) (tls.Certificate, []byte, error) {
	p, err := a.Sign(name, []string{"localhost", loopback}, a.good, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	text, err := p.KeyPEM()
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	text = append(append(text, p.CertPEM()...), a.CertPEM()...)
	return p.TLS(a.Pair), text, nil
}
