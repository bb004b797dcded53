package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// properties is a target by a client.properties. Files are those of the map.
func properties(t *testing.T, text string, files map[string]string) target.Target {
	t.Helper()
	got, err := target.FromProperties("client.properties", []byte(text), target.Env{
		Lookup: os.LookupEnv,
		ReadFile: func(path string) ([]byte, error) {
			content, ok := files[path]
			if !ok {
				return nil, os.ErrNotExist
			}
			return []byte(content), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	got.Timeout = time.Second
	return got
}

func open(t *testing.T, to target.Target, address string) *Broker {
	t.Helper()
	b, err := Open(to, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// Requests that the client routes elsewhere by itself go to the one address,
// once, and nothing else goes there.
func TestEveryRequestGoesToTheOneAddressAndOnce(t *testing.T) {
	reqs := []kmsg.Request{
		kmsg.NewPtrMetadataRequest(), kmsg.NewPtrListOffsetsRequest(), kmsg.NewPtrDescribeConfigsRequest(),
		kmsg.NewPtrDescribeLogDirsRequest(), kmsg.NewPtrDescribeClusterRequest(),
	}
	answers := map[int16]func(kmsg.Request) kmsg.Response{}
	want := []int16{18}
	for _, r := range reqs {
		answers[r.Key()] = empty
		want = append(want, r.Key())
	}
	k := broker(answers)
	l := listen(t, k.serve)
	b := open(t, properties(t, "", nil), l.address)
	if n := l.connections(); n != 0 {
		t.Errorf("%d connections before the first request", n)
	}
	for _, r := range reqs {
		resp, err := b.Request(t.Context(), r)
		if err != nil || resp.Key() != r.Key() {
			t.Errorf("%T: got %T, %v", r, resp, err)
		}
	}
	if got := k.seen(); !slices.Equal(got, want) || l.connections() != 1 {
		t.Errorf("requests %v by %d connections, want %v by one", got, l.connections(), want)
	}
	if b.Address() != l.address {
		t.Errorf("the address is %s", b.Address())
	}
}

// A request is not repeated, and a second connection is opened only where the
// first one was closed before anything was answered.
func TestNoRequestIsRepeated(t *testing.T) {
	for name, serve := range map[string]func(l *kafka){
		"closes":     func(*kafka) {},
		"never":      func(k *kafka) { k.answers[18] = silence },
		"never then": func(k *kafka) { k.answers[3] = silence },
	} {
		t.Run(name, func(t *testing.T) {
			k := broker(map[int16]func(kmsg.Request) kmsg.Response{})
			serve(k)
			handler, want := k.serve, 1
			if name == "closes" {
				handler, want = hangsUp, 2
			}
			l := listen(t, handler)
			b := open(t, properties(t, "", nil), l.address)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			if _, err := b.Request(ctx, kmsg.NewPtrMetadataRequest()); err == nil {
				t.Error("no error")
			}
			if n := l.connections(); n != want {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// Whatever hangs, the deadline of the context ends the call.
func TestADeadlineEndsTheCall(t *testing.T) {
	ca := issue(t, "Test CA", nil, nil)
	login := "sasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=a password=b;\n"
	tlsText := "security.protocol=SSL\nssl.truststore.location=ca\n"
	files := map[string]string{"ca": ca.pem()}
	server := &tls.Config{Certificates: []tls.Certificate{issue(t, "b", ca, nil).tls()}}
	for name, c := range map[string]struct {
		l  *listener
		to target.Target
	}{
		"greeting":  {listen(t, silent), properties(t, "", nil)},
		"handshake": {listen(t, silent), properties(t, tlsText, files)},
		"over TLS":  {listen(t, encrypted(server, silent)), properties(t, tlsText, files)},
		"login":     {listen(t, broker(map[int16]func(kmsg.Request) kmsg.Response{17: empty, 36: silence}).serve), properties(t, "security.protocol=SASL_PLAINTEXT\n"+login, nil)},
		"request":   {listen(t, broker(map[int16]func(kmsg.Request) kmsg.Response{3: silence}).serve), properties(t, "", nil)},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, c.to, c.l.address)
			for range 2 { // the second one finds a connection that hangs
				ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
				start := time.Now()
				_, err := b.Request(ctx, kmsg.NewPtrMetadataRequest())
				cancel()
				var f *Failure
				if took := time.Since(start); !errors.As(err, &f) || took < 150*time.Millisecond || took > time.Second {
					t.Errorf("after %s: %v", took, err)
				}
			}
		})
	}
}

func TestWithoutADeadlineTheTimeoutEndsTheCall(t *testing.T) {
	to := properties(t, "", nil)
	to.Timeout = 200 * time.Millisecond
	b := open(t, to, listen(t, silent).address)
	start := time.Now()
	_, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest())
	if took := time.Since(start); err == nil || took > time.Second || !strings.Contains(err.Error(), "within 200ms") {
		t.Errorf("after %s: %v", took, err)
	}
}

// A large answer may be given more time than the timeout.
func TestADeadlineMayBeLaterThanTheTimeout(t *testing.T) {
	to := properties(t, "", nil)
	to.Timeout = 100 * time.Millisecond
	k := broker(nil)
	k.answers = map[int16]func(kmsg.Request) kmsg.Response{3: func(req kmsg.Request) kmsg.Response {
		<-time.After(250 * time.Millisecond)
		return req.ResponseKind()
	}}
	b := open(t, to, listen(t, k.serve).address)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := b.Request(ctx, kmsg.NewPtrMetadataRequest()); err != nil {
		t.Error(err)
	}
}

func TestACallerWhoGivesUpGetsNoFailure(t *testing.T) {
	b := open(t, properties(t, "", nil), listen(t, silent).address)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	var f *Failure
	if _, err := b.Request(ctx, kmsg.NewPtrMetadataRequest()); !errors.Is(err, context.Canceled) || errors.As(err, &f) {
		t.Errorf("got %v", err)
	}
}

func TestATimeThatIsOver(t *testing.T) {
	b := open(t, properties(t, "", nil), "127.0.0.1:1")
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := b.Request(ctx, kmsg.NewPtrMetadataRequest()); err == nil || err.Error() != "127.0.0.1:1 was not asked: the time for it was over" {
		t.Errorf("got %v", err)
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	l := listen(t, silent)
	before := runtime.NumGoroutine()
	for range 5 {
		b, err := Open(properties(t, "", nil), l.address)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		b.Request(ctx, kmsg.NewPtrMetadataRequest())
		cancel()
		b.Close()
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	to := properties(t, "", nil)
	slow, fast, odd := to, to, to
	slow.Timeout, fast.Timeout = time.Hour, time.Millisecond
	odd.Protocol, odd.SASL.Mechanism = target.SASLPlaintext, "OAUTHBEARER"
	for name, c := range map[string]struct {
		to            target.Target
		address, want string
	}{
		"address":   {to, "b1", `"b1" is no address: write HOST:PORT, as b1.example.com:9092`},
		"too long":  {slow, "b:1", "a timeout of 1h0m0s cannot be kept: it must lie between 100ms and 60s"},
		"too short": {fast, "b:1", "a timeout of 1ms cannot be kept: it must lie between 100ms and 60s"},
		"mechanism": {odd, "b:1", "sasl.mechanism: OAUTHBEARER is not supported yet by this version of Breakwater: it logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or by a TLS client certificate"},
	} {
		if _, err := Open(c.to, c.address); err == nil || err.Error() != c.want {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, c.want)
		}
	}
}
