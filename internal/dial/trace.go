package dial

import (
	"crypto/x509"
	"net"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// stage is how far a connection came.
type stage uint8

const (
	idle        stage = iota // nothing was tried
	connecting               // the name is resolved, the connection opened
	handshaking              // TLS
	greeting                 // the first request is sent: ApiVersions
	loggingIn                // SASL
	asking                   // requests
)

// trace follows the newest connection of one Broker. A deadline says nothing
// about what it ended; this does.
type trace struct {
	mu    sync.Mutex
	now   stage
	spoke bool // the address has answered as Kafka does, over whatever connection
	waits map[*wait]bool
	chain []*x509.Certificate // of the newest handshake

	bytes map[int16]Bytes // by the key of the request, since Traffic told them last
}

func (t *trace) enter(s stage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = s
}

func (t *trace) stage() stage {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// answered notes that what came is Kafka's.
func (t *trace) answered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spoke = true
}

// accepted notes the chain that lasts longest of those that a handshake was
// accepted by.
func (t *trace) accepted(chains [][]*x509.Certificate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chain = lasting(chains)
}

func (t *trace) certificates() []*x509.Certificate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.chain
}

func (t *trace) hasSpoken() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.spoke
}

// OnBrokerConnect notes that a connection is ready for requests. It is a hook
// of the client.
func (t *trace) OnBrokerConnect(_ kgo.BrokerMetadata, _ time.Duration, _ net.Conn, err error) {
	if err == nil {
		t.enter(asking)
	}
}

// Bytes is how much was sent and received of Kafka's protocol, without what TLS
// adds.
type Bytes struct{ Sent, Received int64 }

// OnBrokerWrite counts what is sent. It is a hook of the client.
func (t *trace) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, bytes int, _, _ time.Duration, _ error) {
	t.add(key, Bytes{Sent: int64(bytes)})
}

// OnBrokerRead counts what is received. It is a hook of the client.
func (t *trace) OnBrokerRead(_ kgo.BrokerMetadata, key int16, bytes int, _, _ time.Duration, _ error) {
	t.add(key, Bytes{Received: int64(bytes)})
}

func (t *trace) add(key int16, more Bytes) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bytes == nil {
		t.bytes = map[int16]Bytes{}
	}
	b := t.bytes[key]
	t.bytes[key] = Bytes{b.Sent + more.Sent, b.Received + more.Received}
}

func (t *trace) traffic() map[int16]Bytes {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.bytes
	t.bytes = nil
	return out
}
