package produce

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// TestBar: what is open to a barred address is closed, and it is not dialled until it is
// barred no longer; other addresses are left alone.
func TestBar(t *testing.T) {
	k := newKit()
	var far []net.Conn
	Dial(func(context.Context, string, string) (net.Conn, error) {
		near, other := net.Pipe()
		far = append(far, other)
		return near, nil
	})(k)
	dial := func(address string) (net.Conn, error) { return k.connect(t.Context(), "tcp", address) }
	for _, address := range []string{"b1:9092", "b1:9092", "b2:9092"} {
		if _, err := dial(address); err != nil {
			t.Fatal(err)
		}
	}
	if !k.conns.bar([]string{"b1:9092"}) || k.conns.bar([]string{"b1:9092"}) {
		t.Error("it is news twice, or never")
	}
	for i := range 2 {
		if _, err := far[i].Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("connection %d to the barred address: %v", i, err)
		}
	}
	if _, err := dial("b1:9092"); err == nil || !strings.Contains(err.Error(), "b1:9092") || len(far) != 3 {
		t.Errorf("the barred address is dialled: %v", err)
	}
	if c, err := dial("b2:9092"); err != nil || c.Close() != nil {
		t.Error(err)
	}
	if len(k.conns.open["b2:9092"]) != 1 {
		t.Errorf("%d connections are known after one was closed", len(k.conns.open["b2:9092"]))
	}
	if k.conns.bar(nil) {
		t.Error("nobody is barred, and that is news")
	}
	if _, err := dial("b1:9092"); err != nil {
		t.Error(err)
	}
}

// TestABarThatComesWhileDialling closes what comes of it.
func TestABarThatComesWhileDialling(t *testing.T) {
	k := newKit()
	near, far := net.Pipe()
	Dial(func(context.Context, string, string) (net.Conn, error) {
		k.conns.bar([]string{"b1:9092"})
		return near, nil
	})(k)
	if _, err := k.connect(t.Context(), "tcp", "b1:9092"); err == nil {
		t.Error("a connection to a barred address is handed out")
	}
	if _, err := far.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("it is open: %v", err)
	}
}
