package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// slowly answers every request after a while.
func slowly(after time.Duration, keys ...int16) *kafka {
	k := broker(map[int16]func(kmsg.Request) kmsg.Response{})
	for _, key := range keys {
		k.answers[key] = func(req kmsg.Request) kmsg.Response {
			<-time.After(after)
			if req.Key() == 18 {
				return k.apiVersions(req)
			}
			return req.ResponseKind()
		}
	}
	return k
}

// patiently asks for the metadata with 5 s in all.
func patiently(t *testing.T, b *Broker, total, silence time.Duration) (time.Duration, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), total)
	defer cancel()
	start := time.Now()
	_, err := b.RequestPatiently(ctx, silence, kmsg.NewPtrMetadataRequest())
	return time.Since(start), err
}

// The limit is for each round trip: an answer that comes sets the clock back.
func TestASlowBrokerIsWaitedFor(t *testing.T) {
	l := listen(t, slowly(250*time.Millisecond, 18, 3).serve)
	took, err := patiently(t, open(t, properties(t, "", nil), l.address), 5*time.Second, 400*time.Millisecond)
	if err != nil || took < 500*time.Millisecond {
		t.Errorf("after %s: %v", took, err)
	}
}

// What answers nothing costs the limit, whatever is left in all.
func TestWhoIsSilentCostsTheLimit(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	server := &tls.Config{Certificates: []tls.Certificate{issue(t, "b", ca, nil).tls()}}
	files := map[string]string{"ca": ca.pem()}
	for name, c := range map[string]struct {
		serve  func(net.Conn)
		client string
		want   string
	}{
		"from the beginning":       {silent, "", "accepts the connection, but answers nothing within 300ms: its process is stopped or hangs, or it is not Kafka"},
		"from the handshake on":    {silent, overTLS, "does not answer the TLS handshake within 300ms"},
		"behind the handshake":     {encrypted(server, silent), overTLS, "has answered, but says nothing more within 300ms"},
		"behind the first answer":  {broker(map[int16]func(kmsg.Request) kmsg.Response{3: silence}).serve, "", "does not answer Metadata within 300ms, though it accepts connections"},
		"in the first answer":      {says("\x00\x00\x00\x20\x00\x00"), "", "has answered, but says nothing more within 300ms"},
		"after the half of a size": {says("\x00\x00"), "", "has answered, but says nothing more within 300ms"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, properties(t, c.client, files), listen(t, c.serve).address)
			took, err := patiently(t, b, 5*time.Second, 300*time.Millisecond)
			if took < 290*time.Millisecond || took > time.Second || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("after %s: %v\nwant %s", took, err, c.want)
			}
		})
	}
}

// What is always slow ends with the limit of all, and nobody says that it
// hangs.
func TestWhoIsTooSlow(t *testing.T) {
	k := slowly(200*time.Millisecond, 18, 17, 36, 3)
	k.answers[17] = func(req kmsg.Request) kmsg.Response {
		<-time.After(200 * time.Millisecond)
		resp := req.ResponseKind().(*kmsg.SASLHandshakeResponse)
		resp.SupportedMechanisms = []string{"PLAIN"}
		return resp
	}
	b := open(t, properties(t, withLogin+login("PLAIN"), nil), listen(t, k.serve).address)
	took, err := patiently(t, b, 500*time.Millisecond, 300*time.Millisecond)
	want := b.Address() + " answers too slowly: Metadata was not answered to its end within 500ms; the broker or the network to it is overloaded: look at both"
	if err == nil || err.Error() != want || took > 900*time.Millisecond {
		t.Errorf("after %s: %v\nwant %s", took, err, want)
	}
}

// first serves the first connections otherwise than the later ones.
func first(n int32, serve, then func(net.Conn)) func(net.Conn) {
	var count atomic.Int32
	return func(conn net.Conn) {
		if count.Add(1) <= n {
			serve(conn)
			return
		}
		then(conn)
	}
}

// A process that dies accepts connections and closes them: it is asked once
// more before that is believed.
func TestAConnectionThatIsClosedAtOnceIsTriedAgain(t *testing.T) {
	good := broker(map[int16]func(kmsg.Request) kmsg.Response{3: empty}).serve
	for name, c := range map[string]struct {
		serve       func(net.Conn)
		want        string
		connections int
	}{
		"and works":           {first(1, hangsUp, good), "", 2},
		"reset, and works":    {first(1, resets, good), "", 2},
		"and is closed again": {first(2, hangsUp, good), "the listener most likely wants TLS", 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, c.serve)
			took, err := patiently(t, open(t, properties(t, "", nil), l.address), 5*time.Second, time.Second)
			if text := errorText(err); !strings.Contains(text, c.want) || (c.want == "") != (err == nil) || took < again || l.connections() != c.connections {
				t.Errorf("after %s and %d connections: %v", took, l.connections(), err)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// resets ends a connection as a killed process does that has not read all.
func resets(conn net.Conn) {
	conn.Read(make([]byte, 1))
	conn.(*net.TCPConn).SetLinger(0)
}

// A process that was killed: the first connection is closed, and then nobody
// listens.
func TestAProcessThatDies(t *testing.T) {
	var l *listener
	ready := make(chan struct{})
	l = listen(t, func(conn net.Conn) {
		<-ready
		conn.Read(make([]byte, 1))
		l.Close()
	})
	close(ready)
	_, err := patiently(t, open(t, properties(t, "", nil), l.address), 5*time.Second, time.Second)
	var f *Failure
	if !errors.As(err, &f) || !f.Refused {
		t.Errorf("got %v", err)
	}
}

// Where the time is over before the second connection, the first one counts.
func TestThereIsNoTimeForASecondConnection(t *testing.T) {
	l := listen(t, hangsUp)
	took, err := patiently(t, open(t, properties(t, "", nil), l.address), 5*time.Second, 100*time.Millisecond)
	if !strings.Contains(errorText(err), "closes the connection") || l.connections() != 1 || took > time.Second {
		t.Errorf("after %s: %v", took, err)
	}
}

// A connection that is closed to who has been answered before is no question of
// TLS or certificates, and neither is one on which something was answered.
func TestAClosedConnectionAfterAnAnswer(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	server := &tls.Config{Certificates: []tls.Certificate{issue(t, "b", ca, nil).tls()}}
	files := map[string]string{"ca": ca.pem()}
	for name, c := range map[string]struct {
		serve  func(net.Conn)
		client string
		spoke  bool
		want   string
	}{
		"known from elsewhere":           {hangsUp, "", true, "closes the connection and does not answer Metadata"},
		"known from elsewhere, TLS":      {encrypted(server, hangsUp), overTLS, true, "closes the connection and does not answer Metadata"},
		"known from elsewhere, no TLS":   {hangsUp, overTLS, true, "closes the connection and does not answer Metadata"},
		"known from elsewhere, and hung": {silent, "", true, "has answered, but says nothing more within 1s"},
		"in the first answer":            {cutShort, "", false, "closes the connection and does not answer Metadata"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, properties(t, c.client, files), listen(t, c.serve).address)
			if c.spoke {
				b.Spoke()
			}
			_, err := patiently(t, b, 5*time.Second, time.Second)
			text := errorText(err)
			if !strings.Contains(text, c.want) || strings.Contains(text, "TLS") || strings.Contains(text, "certificate") || strings.Contains(text, "not Kafka") {
				t.Errorf("got %q", text)
			}
		})
	}
}

// cutShort closes in the middle of its first answer.
func cutShort(conn net.Conn) {
	conn.Read(make([]byte, 1024))
	conn.Write([]byte("\x00\x00\x00\x20\x00\x00\x00"))
}
