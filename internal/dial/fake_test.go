package dial

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// listener is a loopback port whose connections a function serves, one after
// the other in goroutines that end with the test.
type listener struct {
	net.Listener
	address string

	mu       sync.Mutex
	accepted int
}

func listen(t *testing.T, serve func(net.Conn)) *listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out := &listener{Listener: l, address: l.Addr().String()}
	var open sync.WaitGroup
	var mu sync.Mutex
	conns := map[net.Conn]bool{}
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			out.mu.Lock()
			out.accepted++
			out.mu.Unlock()
			mu.Lock()
			conns[conn] = true
			mu.Unlock()
			open.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for c := range conns {
			c.Close()
		}
		mu.Unlock()
		open.Wait()
	})
	return out
}

func (l *listener) connections() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.accepted
}

// silent accepts, reads and never answers: a stopped process.
func silent(conn net.Conn) { io.Copy(io.Discard, conn) }

// hangsUp reads a little and closes, as Kafka does with what it cannot parse.
func hangsUp(conn net.Conn) { conn.Read(make([]byte, 1)) }

// says answers whatever comes with these bytes, and waits for the end.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		conn.Read(make([]byte, 1))
		io.WriteString(conn, text)
		io.Copy(io.Discard, conn)
	}
}

// encrypted speaks TLS before it serves.
func encrypted(config *tls.Config, serve func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		inner := tls.Server(conn, config)
		if inner.Handshake() != nil {
			return
		}
		serve(inner)
	}
}

// kafka is as much of a broker as a connection needs. A request without an
// answer closes the connection.
type kafka struct {
	keys    []int16 // that ApiVersions lists
	answers map[int16]func(kmsg.Request) kmsg.Response

	mu       sync.Mutex
	requests []int16 // all that came, in order
}

// silence is an answer that never comes.
func silence(kmsg.Request) kmsg.Response { return nil }

// broker lists what every broker has, and answers these.
func broker(answers map[int16]func(kmsg.Request) kmsg.Response) *kafka {
	return &kafka{keys: []int16{0, 2, 3, 17, 18, 32, 35, 36, 60}, answers: answers}
}

// empty answers a request with nothing in it.
func empty(req kmsg.Request) kmsg.Response { return req.ResponseKind() }

func (k *kafka) seen() []int16 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]int16(nil), k.requests...)
}

func (k *kafka) serve(conn net.Conn) {
	for {
		req, correlation, err := readRequest(conn)
		if err != nil {
			return
		}
		k.mu.Lock()
		k.requests = append(k.requests, req.Key())
		k.mu.Unlock()
		answer := k.answers[req.Key()]
		if answer == nil && req.Key() == 18 {
			answer = k.apiVersions
		}
		if answer == nil {
			return
		}
		if resp := answer(req); resp != nil {
			conn.Write(frame(resp, correlation))
		}
	}
}

func (k *kafka) apiVersions(req kmsg.Request) kmsg.Response {
	resp := req.ResponseKind().(*kmsg.ApiVersionsResponse)
	for _, key := range k.keys {
		one := kmsg.NewApiVersionsResponseApiKey()
		one.ApiKey, one.MaxVersion = key, kmsg.RequestForKey(key).MaxVersion()
		resp.ApiKeys = append(resp.ApiKeys, one)
	}
	return resp
}

func readRequest(conn net.Conn) (kmsg.Request, int32, error) {
	size := make([]byte, 4)
	if _, err := io.ReadFull(conn, size); err != nil {
		return nil, 0, err
	}
	body := make([]byte, binary.BigEndian.Uint32(size))
	if _, err := io.ReadFull(conn, body); err != nil {
		return nil, 0, err
	}
	req := kmsg.RequestForKey(int16(binary.BigEndian.Uint16(body)))
	req.SetVersion(int16(binary.BigEndian.Uint16(body[2:])))
	correlation := int32(binary.BigEndian.Uint32(body[4:]))
	rest := body[10+int16(binary.BigEndian.Uint16(body[8:])):] // behind the client's id
	if req.IsFlexible() {
		rest = rest[1:] // no tags
	}
	return req, correlation, req.ReadFrom(rest)
}

func frame(resp kmsg.Response, correlation int32) []byte {
	out := binary.BigEndian.AppendUint32(make([]byte, 4), uint32(correlation))
	if resp.IsFlexible() && resp.Key() != 18 {
		out = append(out, 0)
	}
	out = resp.AppendTo(out)
	binary.BigEndian.PutUint32(out, uint32(len(out)-4))
	return out
}
