package lab

import (
	"crypto/tls"
	"crypto/x509"
	"errors"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
)

// Admin is the options of a client that may do everything: it comes in by the
// brokers' own door, as they do.
func (c *Cluster) Admin() []kgo.Opt {
	door := c.options.betweenBrokers()
	return append(c.login(door), kgo.SeedBrokers(c.Bootstrap(door.Name)...))
}

// login is what a client needs at a door between nodes.
func (c *Cluster) login(door Listener) []kgo.Opt {
	if !door.Protocol.sasl() {
		return nil
	}
	return []kgo.Opt{kgo.SASL(plain.Auth{User: labUser, Pass: c.secret}.AsMechanism())}
}

// ControllerLogin is the options of a client that may do everything at the
// controllers' listeners; the seed is left to the caller.
func (c *Cluster) ControllerLogin() []kgo.Opt { return c.login(c.options.controllerDoor()) }

// CA is the certificate, in PEM, that the TLS listeners' certificates are
// issued by. It is nil where no listener speaks TLS.
func (c *Cluster) CA() []byte {
	if c.authority == nil {
		return nil
	}
	return c.authority.CertPEM()
}

// TLS is a client's settings: the lab's CA is trusted, and no other.
func (c *Cluster) TLS() *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.CA())
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// ClientCertificate is a certificate for a client of that common name, as Go
// takes it and as PEM (key and chain). Its principal is "User:CN=name".
func (c *Cluster) ClientCertificate(name string) (tls.Certificate, []byte, error) {
	if c.authority == nil {
		return tls.Certificate{}, nil, errors.New("no listener of this lab speaks TLS")
	}
	return c.authority.issue(name)
}
