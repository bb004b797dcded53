package demo

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// listen opens a listener for each broker, all of them or none.
func listen(ctx context.Context, first string) ([]net.Listener, error) {
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	if first != "" {
		var err error
		if at, err = netip.ParseAddrPort(first); err != nil {
			return nil, fmt.Errorf("%q is not an address to listen at: want IP:PORT, as 127.0.0.1:19092", first)
		}
	}
	switch {
	case !at.Addr().IsLoopback():
		return nil, fmt.Errorf("the demo asks nobody for a password, so it listens for this machine alone: %s is no loopback address, 127.0.0.1 is", at.Addr())
	case int(at.Port())+brokers-1 > 65535:
		return nil, fmt.Errorf("the demo needs %d ports one after the other, and after %d there are not enough", brokers, at.Port())
	}
	var out []net.Listener
	for i := range brokers {
		port := at.Port()
		if port != 0 {
			port += uint16(i)
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", netip.AddrPortFrom(at.Addr(), port).String())
		if err != nil {
			closeAll(out)
			return nil, fmt.Errorf("the demo needs %d free ports, and one is not: %w", brokers, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// hold takes down the last listener, and keeps its port: a connection goes out
// from it, so that nobody else can listen there, and who connects to it is
// refused.
func hold(ctx context.Context, listeners []net.Listener) (net.Conn, error) {
	down := listeners[len(listeners)-1]
	from := down.Addr()
	_ = down.Close() // if it still listened, the next step would fail
	conn, err := (&net.Dialer{LocalAddr: from}).DialContext(ctx, "tcp", listeners[0].Addr().String())
	if err != nil {
		return nil, fmt.Errorf("cannot keep the port of the broker that is down: %w", err)
	}
	return conn, nil
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close() // the error that counts is the one before
	}
}

// inTurn hands out the listeners to kfake, which opens one for each broker.
func inTurn(listeners []net.Listener) func(network, address string) (net.Listener, error) {
	return func(string, string) (net.Listener, error) {
		l := listeners[0]
		listeners = listeners[1:]
		return guarded{l}, nil
	}
}
