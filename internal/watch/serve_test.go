package watch

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// wire is a listener whose connections are pipes, so that they live in the time
// of a test.
type wire struct {
	conns chan net.Conn
	once  sync.Once
	ended chan struct{}
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), ended: make(chan struct{})} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.ended:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error { w.once.Do(func() { close(w.ended) }); return nil }

func (w *wire) Addr() net.Addr { return &net.TCPAddr{} }

// dial opens a connection, and sends a text on it.
func (w *wire) dial(t *testing.T, text string) net.Conn {
	t.Helper()
	here, there := net.Pipe()
	w.conns <- there
	if _, err := io.WriteString(here, text); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { here.Close() })
	return here
}

// served is a server that runs.
type served struct {
	*wire
	end   context.CancelFunc
	ended chan error
	began time.Time
}

func serve(t *testing.T, h http.Handler) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &served{wire: newWire(), end: cancel, ended: make(chan error, 1), began: time.Now()}
	var running sync.WaitGroup
	running.Go(func() { s.ended <- Serve(ctx, s.wire, h, slog.New(slog.DiscardHandler)) })
	t.Cleanup(func() { cancel(); running.Wait() })
	return s
}

const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

func TestServeAnswersAndEnds(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") }))
		conn := s.dial(t, get)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%v: %+v", err, resp)
		}
		defer resp.Body.Close()
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "here" {
			t.Errorf("%v: %q", err, body)
		}
		s.end()
		if err := <-s.ended; err != nil {
			t.Errorf("it ends with %v", err)
		}
		if took := time.Since(s.began); took > time.Second {
			t.Errorf("nobody asks, and its end takes %s", took)
		}
	})
}

// TestServeWaitsForAnAnswer that is under way.
func TestServeWaitsForAnAnswer(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(500 * time.Millisecond)
			io.WriteString(w, "late")
		}))
		conn := s.dial(t, get)
		synctest.Wait()
		s.end()
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "late" {
			t.Errorf("%v: %q", err, body)
		}
		conn.Close()
		if err := <-s.ended; err != nil {
			t.Errorf("it ends with %v", err)
		}
	})
}

// TestServeDoesNotWaitForEver: for a second, whatever hangs.
func TestServeDoesNotWaitForEver(t *testing.T) {
	for name, c := range map[string]struct {
		sends   string
		handler http.HandlerFunc
	}{
		"an answer that takes for ever":  {get, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		"a client that reads no answer":  {get, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("x", 1<<20)) }},
		"a client that sends no request": {"GET / HT", func(http.ResponseWriter, *http.Request) {}},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				s := serve(t, c.handler)
				conn := s.dial(t, c.sends)
				synctest.Wait()
				began := time.Now()
				s.end()
				if err := <-s.ended; err != nil {
					t.Errorf("it ends with %v", err)
				}
				if took := time.Since(began); took > 1100*time.Millisecond {
					t.Errorf("its end takes %s", took)
				}
				conn.Close()
			})
		})
	}
}

// TestAClientThatHangs is let go of, while the server goes on.
func TestAClientThatHangs(t *testing.T) {
	for name, c := range map[string]struct {
		sends  string
		within time.Duration
	}{
		"it sends half a head":       {"GET / HTTP/1.1\r\nHost:", 6 * time.Second},
		"it sends half a body":       {"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf", 11 * time.Second},
		"it does not read":           {get, 31 * time.Second},
		"its head has no end":        {"GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 10<<10), 6 * time.Second},
		"it has nothing more to ask": {"GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n", 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					if r.URL.Path != "/quick" {
						_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
					}
				}))
				conn := s.dial(t, c.sends)
				time.Sleep(c.within)
				synctest.Wait()
				_ = conn.SetReadDeadline(time.Now().Add(time.Second)) // a pipe that is closed has none
				if _, err := io.Copy(io.Discard, conn); err != nil {
					t.Errorf("after %s the connection is open: %v", c.within, err)
				}
			})
		})
	}
}

// TestAListenerThatIsGone ends the server with its error.
func TestAListenerThatIsGone(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := serve(t, http.NotFoundHandler())
		synctest.Wait()
		s.Close()
		if err := <-s.ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("it ends with %v", err)
		}
	})
}
