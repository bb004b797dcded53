package dial

import (
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

	sent, received int64 // bytes that Traffic has not told yet
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

// OnBrokerWrite counts what is sent. It is a hook of the client.
func (t *trace) OnBrokerWrite(_ kgo.BrokerMetadata, _ int16, bytes int, _, _ time.Duration, _ error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent += int64(bytes)
}

// OnBrokerRead counts what is received. It is a hook of the client.
func (t *trace) OnBrokerRead(_ kgo.BrokerMetadata, _ int16, bytes int, _, _ time.Duration, _ error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.received += int64(bytes)
}

// traffic is how many bytes were sent and received since the last call.
func (t *trace) traffic() (sent, received int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	sent, received = t.sent, t.received
	t.sent, t.received = 0, 0
	return sent, received
}
