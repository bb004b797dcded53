package produce

import (
	"fmt"
	"net"
	"sync"
)

// conns are the connections that a client has open, by the address that it dialled.
type conns struct {
	mu   sync.Mutex
	open map[string]map[*conn]bool
	bars map[string]bool
}

// add takes a connection in, unless its address is barred.
func (cs *conns) add(c *conn) error {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.bars[c.address] {
		return errBarred(c.address)
	}
	if cs.open == nil {
		cs.open = map[string]map[*conn]bool{}
	}
	if cs.open[c.address] == nil {
		cs.open[c.address] = map[*conn]bool{}
	}
	cs.open[c.address][c] = true
	return nil
}

func (cs *conns) remove(c *conn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open[c.address], c)
}

// barred tells whether an address is.
func (cs *conns) barred(address string) error {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.bars[address] {
		return errBarred(address)
	}
	return nil
}

func errBarred(address string) error {
	return fmt.Errorf("the broker at %s has not answered for %s, and the other brokers no longer list it: it is not dialled until it answers", address, probeLimit)
}

// bar closes the connections to these addresses and refuses to dial them, and lets all
// others be dialled. It tells whether one of them was not barred before.
func (cs *conns) bar(addresses []string) (news bool) {
	var shut []net.Conn
	cs.mu.Lock()
	before := cs.bars
	cs.bars = make(map[string]bool, len(addresses))
	for _, a := range addresses {
		cs.bars[a] = true
		news = news || !before[a]
		for c := range cs.open[a] {
			shut = append(shut, c.Conn)
		}
	}
	cs.mu.Unlock()
	for _, c := range shut {
		c.Close() //nolint:errcheck // it is given up
	}
	return news
}
