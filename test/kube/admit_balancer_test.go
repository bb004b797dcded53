package kube

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// A balancer plays a Service: each new connection goes to the next replica that is
// ready. Those that are open stay where they are.
type balancer struct {
	on net.Listener

	mu    sync.Mutex
	all   []string // addresses
	ready map[string]bool
	turn  int
	open  map[net.Conn]bool
}

// balance starts one without a replica.
func balance(t *testing.T) *balancer {
	t.Helper()
	b := &balancer{on: listens(t), ready: map[string]bool{}, open: map[net.Conn]bool{}}
	ended := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { b.probes(ended) })
	all.Go(func() {
		for {
			c, err := b.on.Accept()
			if err != nil {
				return
			}
			all.Go(func() { b.serve(c) })
		}
	})
	t.Cleanup(func() {
		close(ended)
		b.on.Close()
		b.mu.Lock()
		for c := range b.open {
			c.Close()
		}
		b.mu.Unlock()
		all.Wait()
	})
	return b
}

func (b *balancer) addr() string { return b.on.Addr().String() }

func (b *balancer) add(r *replica) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, r.addr)
}

// probes asks every replica whether it is ready, as kubelets do.
func (b *balancer) probes(ended <-chan struct{}) {
	asks := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		b.mu.Lock()
		all := append([]string(nil), b.all...)
		b.mu.Unlock()
		for _, addr := range all {
			response, err := asks.Get("https://" + addr + "/readyz")
			is := err == nil && response.StatusCode == http.StatusOK
			if err == nil {
				response.Body.Close()
			}
			b.mu.Lock()
			b.ready[addr] = is
			b.mu.Unlock()
		}
	}
}

// next is the replica whose turn it is; "" if none is ready.
func (b *balancer) next() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.all {
		b.turn++
		if addr := b.all[b.turn%len(b.all)]; b.ready[addr] {
			return addr
		}
	}
	return ""
}

// keep remembers an open connection, or forgets one.
func (b *balancer) keep(c net.Conn, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if open {
		b.open[c] = true
	} else {
		delete(b.open, c)
	}
}

// serve carries bytes both ways until one side ends.
func (b *balancer) serve(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", b.next())
	if err != nil {
		return
	}
	defer to.Close()
	for _, c := range []net.Conn{from, to} {
		b.keep(c, true)
		defer b.keep(c, false)
	}
	var both sync.WaitGroup
	both.Go(func() { io.Copy(to, from); closeWrite(to) })
	both.Go(func() { io.Copy(from, to); closeWrite(from) })
	both.Wait()
}

func closeWrite(c net.Conn) {
	if half, ok := c.(*net.TCPConn); ok {
		half.CloseWrite()
	}
}

// readies is how many replicas are ready.
func (b *balancer) readies() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, is := range b.ready {
		if is {
			n++
		}
	}
	return n
}

// untilReady waits until so many replicas are ready.
func (s stage) untilReady(b *balancer, want int) {
	s.Helper()
	s.eventually(func() error {
		if b.readies() < want {
			return errors.New("not all replicas are ready")
		}
		return nil
	})
}
