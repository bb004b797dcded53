package demo

import (
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// guarded keeps foreign bytes from kfake, which would end the process on a
// request that it does not know. Kafka ends the connection, and so is it here.
type guarded struct{ net.Listener }

// Accept is that of the listener.
func (g guarded) Accept() (net.Conn, error) {
	conn, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &frames{Conn: conn}, nil
}

// frames is a connection that is read request by request.
type frames struct {
	net.Conn
	head []byte // read, and not handed on yet
	left int64  // bytes of the request that are still to come after head
}

// The sizes of requests, in bytes. The shortest one has a kind, a version, a
// number and a client's name; the longest is Kafka's own limit
// (socket.request.max.bytes).
const (
	shortest = 10
	longest  = 100 << 20
)

var errForeign = errors.New("no request of Kafka")

// Read is that of the connection, up to the end of a request.
func (f *frames) Read(p []byte) (int, error) {
	if len(f.head) == 0 && f.left == 0 {
		if err := f.begin(); err != nil {
			return 0, err
		}
	}
	if len(f.head) > 0 {
		n := copy(p, f.head)
		f.head = f.head[n:]
		return n, nil
	}
	n, err := f.Conn.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	return n, err
}

// begin reads the length and the kind of the next request.
func (f *frames) begin() error {
	head := make([]byte, 6)
	if _, err := io.ReadFull(f.Conn, head); err != nil {
		return err
	}
	size, key := int64(binary.BigEndian.Uint32(head)), int16(binary.BigEndian.Uint16(head[4:]))
	if size < shortest || size > longest || kmsg.RequestForKey(key) == nil {
		return errForeign
	}
	f.head, f.left = head, size-2
	return nil
}
