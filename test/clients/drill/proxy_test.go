package drill

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// A network is the proxies between a producer and all brokers. It outlives the producer:
// what it holds arrives also when that was killed.
type network struct {
	mu      sync.Mutex
	lossy   bool          // the acknowledgement of what was appended is lost, and its connection
	held    chan struct{} // closed when what it holds may go on; nil is no hold
	proxies map[string]string
	dropped []string // "PARTITION OFFSET" of batches whose acknowledgement was lost
	holding int      // requests that were held
	late    int      // of these, those whose producer had hung up when they went on
	holders map[*carried]bool
}

// newNetwork puts a proxy before each address, until the test ends.
func newNetwork(t *testing.T, brokers ...string) *network {
	t.Helper()
	n := &network{proxies: map[string]string{}, holders: map[*carried]bool{}}
	for _, broker := range brokers {
		door, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { door.Close() })
		n.proxies[broker] = door.Addr().String()
		go n.serve(door, broker)
	}
	t.Cleanup(n.lets)
	return n
}

// pairs are load's flag -through.
func (n *network) pairs() string {
	var out []string
	for broker, proxy := range n.proxies {
		out = append(out, broker+"="+proxy)
	}
	return strings.Join(out, ",")
}

func (n *network) serve(door net.Listener, broker string) {
	for {
		client, err := door.Accept()
		if err != nil {
			return
		}
		go n.carry(client, broker)
	}
}

// set changes how it is, and tells how it was used.
func (n *network) set(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
}

// holds holds requests to produce from now on.
func (n *network) holds() { n.set(func() { n.held = make(chan struct{}) }) }

// lets lets all go that is held.
func (n *network) lets() {
	n.set(func() {
		if n.held != nil {
			close(n.held)
			n.held = nil
		}
	})
}

// uses is how often it has lost an answer, held a request, and let one go too late.
func (n *network) uses() (dropped, holding, late int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.dropped), n.holding, n.late
}

// carried is one connection.
type carried struct {
	*network
	client, broker net.Conn
	hung           chan struct{} // closed when the client has hung up

	mu       sync.Mutex
	produces map[uint32]int16 // the version of each request to produce, by its correlation id
}

func (n *network) carry(client net.Conn, address string) {
	defer client.Close()
	broker, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer broker.Close()
	c := &carried{network: n, client: client, broker: broker, hung: make(chan struct{}), produces: map[uint32]int16{}}
	// Far more than a producer has on its way: what has left it must not be lost with it.
	requests := make(chan []byte, 4096)
	var both sync.WaitGroup
	both.Go(func() { c.takes(requests) })
	both.Go(func() { c.forwards(requests) })
	c.answers()
	client.Close()
	both.Wait()
}

// takes reads the requests of the client until it hangs up.
func (c *carried) takes(requests chan<- []byte) {
	defer close(requests)
	defer close(c.hung)
	for {
		request, err := frame(c.client)
		if err != nil {
			return
		}
		if produces(request) {
			c.mu.Lock()
			c.produces[binary.BigEndian.Uint32(request[8:])] = int16(binary.BigEndian.Uint16(request[6:]))
			c.mu.Unlock()
		}
		requests <- request
	}
}

// forwards writes them to the broker, which reads all before it sees the end.
func (c *carried) forwards(requests <-chan []byte) {
	defer c.broker.(*net.TCPConn).CloseWrite()
	for request := range requests {
		if produces(request) {
			c.waits()
		}
		if _, err := c.broker.Write(request); err != nil {
			c.client.Close()
			for range requests { // until the client has noticed
			}
			return
		}
	}
}

// waits holds a request.
func (c *carried) waits() {
	c.network.mu.Lock()
	held := c.held
	if held != nil {
		c.holding++
		c.holders[c] = true
	}
	c.network.mu.Unlock()
	if held == nil {
		return
	}
	<-held
	c.set(func() {
		delete(c.holders, c)
		if c.abandoned() {
			c.late++
		}
	})
}

// abandoned tells whether the client has hung up.
func (c *carried) abandoned() bool {
	select {
	case <-c.hung:
		return true
	default:
		return false
	}
}

// abandoned is how many connections hold a request whose producer has hung up.
func (n *network) abandoned() (out int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.holders {
		if c.abandoned() {
			out++
		}
	}
	return out
}

// answers reads those of the broker until it hangs up, or one is to be lost.
func (c *carried) answers() {
	for {
		answer, err := frame(c.broker)
		if err != nil {
			return
		}
		id := binary.BigEndian.Uint32(answer[4:])
		c.mu.Lock()
		version, is := c.produces[id]
		delete(c.produces, id)
		c.mu.Unlock()
		if is && c.loses(answer, version) {
			c.client.Close()
			io.Copy(io.Discard, c.broker) // it takes what the client has sent
			return
		}
		c.client.Write(answer) // a client that is gone takes nothing away from the broker
	}
}

// loses tells whether an answer to Produce is to be lost, and notes what it acknowledged.
func (c *carried) loses(answer []byte, version int16) bool {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if !c.lossy {
		return false
	}
	all, err := appended(answer, version)
	if err != nil {
		panic(err) // Kafka has answered what nobody can read
	}
	c.dropped = append(c.dropped, all...)
	return len(all) > 0
}
