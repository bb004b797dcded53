package lab

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports lie below 32768, where systems begin to hand out ports for outgoing
// connections: a client that dials a free port in that range can connect to
// itself and keep the node from it. They come in blocks. The first port of a
// block is its guard: whoever listens there owns the block, also while a node
// is down, and the system gives it back when the owner dies.
const (
	firstPort = 20000
	lastPort  = 32767
	blockSize = 64
)

// block is a range of loopback ports that no other lab takes.
type block struct {
	guard net.Listener
	next  int
}

// reserve takes a block that has so many ports.
func reserve(ports int) (*block, error) {
	if ports >= blockSize {
		return nil, fmt.Errorf("a lab has at most %d listeners in all, and this one asks for %d", blockSize-1, ports)
	}
	blocks := (lastPort - firstPort + 1) / blockSize
	for _, i := range rand.Perm(blocks) {
		if b := reserveAt(firstPort + i*blockSize); b != nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("no %d free ports in a row between %d and %d on %s", blockSize, firstPort, lastPort, loopback)
}

// reserveAt takes the block if all of it is free: a lab that outlived the
// command that started it has no guard any more, but its nodes listen.
func reserveAt(base int) *block {
	guard, err := net.Listen("tcp", hostPort(base))
	if err != nil {
		return nil
	}
	for p := base + 1; p < base+blockSize; p++ {
		if !free(p) {
			_ = guard.Close() // nobody has connected to it
			return nil
		}
	}
	return &block{guard: guard, next: base + 1}
}

func free(port int) bool {
	l, err := net.Listen("tcp", hostPort(port))
	return err == nil && l.Close() == nil
}

// take is the next port of the block.
func (b *block) take() int {
	b.next++
	return b.next - 1
}

func (b *block) release() error {
	if err := b.guard.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

const loopback = "127.0.0.1"

func hostPort(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }
