package produce

import (
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A conn looks at what leaves, and at what comes back.
type conn struct {
	net.Conn
	kit     *kit
	address string
	answers answers
}

// Close also forgets the connection.
func (c *conn) Close() error {
	c.kit.conns.remove(c)
	return c.Conn.Close()
}

// Write notes a request to produce before its first byte leaves.
func (c *conn) Write(b []byte) (int, error) {
	if f, asks := c.kit.leaves(b); asks {
		f.left = time.Now()
		c.answers.expect(f)
	}
	return c.Conn.Write(b)
}

// Read looks at the answers before kgo does, and notes when something came.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.kit.heard.Store(time.Now().UnixNano())
	c.answers.read(b[:n], c.answered)
	return n, err
}

// answered takes in what a broker said to a request; nil if it cannot be read.
func (c *conn) answered(_ flight, resp *kmsg.ProduceResponse) {
	if resp != nil && refuses(resp) {
		c.kit.metadata.failed()
	}
}

// refuses tells whether an answer has an error for which kgo sends a batch again: that of
// a broker which cannot take it now, or does not lead its partition.
func refuses(resp *kmsg.ProduceResponse) bool {
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if kerr.IsRetriable(kerr.ErrorForCode(p.ErrorCode)) {
				return true
			}
		}
	}
	return false
}
