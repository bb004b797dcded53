package target

import (
	"crypto/tls"
	"crypto/x509"
)

// SASL is how the client names itself.
type SASL struct {
	Mechanism string // one of Mechanisms
	Username  string
	Password  Secret
	Token     bool // the two are those of a delegation token (tokenauth=true)
}

// TLS is whom the client trusts, and how it names itself by a certificate.
type TLS struct {
	// SkipHostnameCheck accepts a certificate for another host: Kafka's empty
	// ssl.endpoint.identification.algorithm.
	SkipHostnameCheck bool

	roots       func() *x509.CertPool   // nil: those of the system
	certificate func() *tls.Certificate // nil: none
}

// Roots are the authorities that are trusted; nil for those of the system.
func (t TLS) Roots() *x509.CertPool {
	if t.roots == nil {
		return nil
	}
	return t.roots()
}

// Certificate is the client's certificate with its key; nil if it has none.
func (t TLS) Certificate() *tls.Certificate {
	if t.certificate == nil {
		return nil
	}
	return t.certificate()
}

func (t *TLS) trust(certs []*x509.Certificate) {
	pool := x509.NewCertPool()
	for _, c := range certs {
		pool.AddCert(c)
	}
	t.roots = func() *x509.CertPool { return pool }
}

// present keeps the certificate behind a function, as a Secret: it holds the
// private key.
func (t *TLS) present(certificate tls.Certificate) {
	t.certificate = func() *tls.Certificate { return &certificate }
}
