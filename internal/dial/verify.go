package dial

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// tlsConfig is TLS as Kafka's Java client does it: 1.2 or newer, the chain
// always checked, the host's name unless that is switched off. Each handshake
// that is accepted hands the chains over by which it was.
func tlsConfig(t target.TLS, host string, accepted func([][]*x509.Certificate)) *tls.Config {
	config := &tls.Config{
		ServerName: host,
		MinVersion: tls.VersionTLS12, // ssl.enabled.protocols
		// Go's own check knows no certificate whose only name is its common
		// name, and cannot leave out the name alone. VerifyConnection does all
		// of it, and runs on every handshake.
		InsecureSkipVerify: true,
		VerifyConnection: func(s tls.ConnectionState) error {
			chains, err := verify(s.PeerCertificates, t, host)
			if err == nil {
				accepted(chains)
			}
			return err
		},
	}
	if certificate := t.Certificate(); certificate != nil {
		// Whatever authorities the broker names: Java sends nothing if none
		// matches, and the broker's own alert says more than that.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
	}
	return config
}

// verify checks a broker's certificate against whom the client trusts, and tells
// by which chains it does.
func verify(chain []*x509.Certificate, t target.TLS, host string) ([][]*x509.Certificate, error) {
	leaf := chain[0] // TLS does not end a handshake without one
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{Roots: t.Roots(), Intermediates: between})
	if err != nil || t.SkipHostnameCheck {
		return chains, err
	}
	return chains, leafFor(leaf).VerifyHostname(host)
}

// leafFor is the certificate with its common name as a host's name if it has
// no other: Java accepts that (HostnameChecker.matchDNS), and brokers with
// such certificates run.
func leafFor(leaf *x509.Certificate) *x509.Certificate {
	if len(leaf.DNSNames) > 0 || leaf.Subject.CommonName == "" || strings.ContainsAny(leaf.Subject.CommonName, " @") || net.ParseIP(leaf.Subject.CommonName) != nil {
		return leaf
	}
	named := *leaf
	named.DNSNames = []string{leaf.Subject.CommonName}
	return &named
}
