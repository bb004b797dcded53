package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// broken is a connection that failed, at a stage.
//
// It does not unwrap, on purpose: the client looks into errors and connects
// again, up to three times, after some of them. What it cannot see into it
// hands on at once.
type broken struct {
	stage stage
	cause error
}

// Error is for a log alone: explain makes the sentence.
func (b *broken) Error() string { return fmt.Sprintf("stage %d: %s", b.stage, b.cause) }

// dialer opens connections.
type dialer struct {
	target target.Target
	trace  *trace
}

// dial opens a connection within the target's timeout, TLS included.
func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.target.Timeout)
	defer cancel()
	d.trace.enter(connecting)
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &broken{connecting, err}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, &broken{connecting, err}
	}
	conn = &listened{conn, d.trace}
	if !d.target.Protocol.Encrypted() {
		d.trace.enter(greeting)
		return &watched{Conn: conn, trace: d.trace}, nil
	}
	d.trace.enter(handshaking)
	encrypted := tls.Client(conn, tlsConfig(d.target.TLS, host, d.trace.accepted))
	if err := encrypted.HandshakeContext(ctx); err != nil {
		return nil, &broken{handshaking, errors.Join(err, conn.Close())}
	}
	d.trace.enter(greeting)
	return &watched{Conn: encrypted, trace: d.trace}, nil
}
