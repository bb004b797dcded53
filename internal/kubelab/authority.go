package kubelab

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// An Authority signs certificates for 127.0.0.1: that of the API server, and
// those of webhooks that a test plays. Its key is never written down.
type Authority struct{ pair *certs.Pair }

// NewAuthority makes an authority that nobody trusts yet.
func NewAuthority() (*Authority, error) {
	pair, err := certs.Authority("Breakwater kubelab", certs.Decades)
	return &Authority{pair}, err
}

// PEM is the authority's certificate: what a client, or the caBundle of a
// webhook, is to trust.
func (a *Authority) PEM() []byte { return a.pair.CertPEM() }

// Issue makes a certificate of a server on 127.0.0.1 and localhost.
func (a *Authority) Issue(name string) (tls.Certificate, error) {
	p, err := a.sign(name)
	if err != nil {
		return tls.Certificate{}, err
	}
	return p.TLS(a.pair), nil
}

// issue is Issue in PEM.
func (a *Authority) issue(name string) (cert, key []byte, err error) {
	p, err := a.sign(name)
	if err != nil {
		return nil, nil, err
	}
	key, err = keyPEM(p.Key)
	return append(p.CertPEM(), a.PEM()...), key, err
}

func (a *Authority) sign(name string) (*certs.Pair, error) {
	return a.pair.Sign(name, []string{"localhost", loopback}, certs.Decades, x509.ExtKeyUsageServerAuth)
}

// keyPEM is a private key in the form that every program of a lab reads: the
// API server takes no key of PKCS#8 for the tokens of accounts.
func keyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), nil
}
