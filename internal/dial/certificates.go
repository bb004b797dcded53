package dial

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Certificates is the chain by which the address proved who it is over the
// newest connection: its own certificate first, the authority that this client
// trusts last. Of several chains it is the one that is valid longest, since each
// of them is enough; what the address sends and no chain needs is left out. It is
// nil without TLS, and before the first connection.
func (b *Broker) Certificates() []model.Certificate { return chainOf(b.trace.certificates()) }

// Handshake agrees on TLS with HOST:PORT over a connection of its own, sends no
// request, and returns the chain as Certificates does. Connections that stay open
// show what was valid when they were opened. It is nil without TLS.
func Handshake(ctx context.Context, t target.Target, address string) ([]model.Certificate, error) {
	if !t.Protocol.Encrypted() {
		return nil, nil
	}
	trace := &trace{}
	conn, err := dialer{target: t, trace: trace}.dial(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("agreeing on TLS with %s: %w", address, err)
	}
	chain := chainOf(trace.certificates())
	if err := conn.Close(); err != nil {
		return nil, fmt.Errorf("closing a connection to %s: %w", address, err)
	}
	return chain, nil
}

// Own is the certificate by which this client names itself, and those that it
// sends with it; nil if it has none. One that cannot be read is left out: a
// broker that is shown it says so.
func Own(t target.Target) []model.Certificate {
	mine := t.TLS.Certificate()
	if mine == nil || !t.Protocol.Encrypted() {
		return nil
	}
	var out []model.Certificate
	for _, der := range mine.Certificate {
		if c, err := x509.ParseCertificate(der); err == nil {
			out = append(out, certificateOf(c))
		}
	}
	return out
}

// lasting is the chain whose first end comes last.
func lasting(chains [][]*x509.Certificate) (best []*x509.Certificate) {
	var until time.Time
	for _, chain := range chains {
		if end := firstEnd(chain); best == nil || end.After(until) {
			best, until = chain, end
		}
	}
	return best
}

// firstEnd is when the first certificate of a chain ends.
func firstEnd(chain []*x509.Certificate) (end time.Time) {
	for i, c := range chain {
		if i == 0 || c.NotAfter.Before(end) {
			end = c.NotAfter
		}
	}
	return end
}

// chainOf is a chain that was verified. A certificate that is trusted by itself
// is a chain of one, and the broker's own.
func chainOf(chain []*x509.Certificate) []model.Certificate {
	var out []model.Certificate
	for i, c := range chain {
		one := certificateOf(c)
		one.Anchor = i > 0 && i == len(chain)-1
		out = append(out, one)
	}
	return out
}

func certificateOf(c *x509.Certificate) model.Certificate {
	out := model.Certificate{Subject: clean(c.Subject.String()), Issuer: clean(c.Issuer.String()),
		From: c.NotBefore.UnixMilli(), Until: c.NotAfter.UnixMilli()}
	if c.SerialNumber != nil {
		out.Serial = c.SerialNumber.Text(16)
	}
	for _, name := range c.DNSNames {
		out.Names = append(out.Names, clean(name))
	}
	for _, ip := range c.IPAddresses {
		out.Names = append(out.Names, ip.String())
	}
	return out
}
