package dial

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// secured is one real broker with a door of each kind.
type secured struct {
	*lab.Cluster
	ca, cert string // paths
}

func startSecured(t *testing.T) *secured {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Java and Kafka's jars: run make test")
	}
	ctx, cancel := contextOf(t, 5*time.Minute)
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{
		Listeners: []lab.Listener{
			{Name: "PLAINTEXT", Protocol: lab.Plaintext}, {Name: "TLS", Protocol: lab.SSL}, {Name: "MUTUAL", Protocol: lab.SSL},
			{Name: "LOGIN", Protocol: lab.SASLPlaintext}, {Name: "BOTH", Protocol: lab.SASLSSL},
		},
		Security: lab.Security{Users: []lab.User{
			{Name: "scan", Password: canary}, {Name: "s256", Password: canary, Mechanism: lab.ScramSHA256}, {Name: "s512", Password: canary, Mechanism: lab.ScramSHA512},
		}},
		Config: map[string]string{
			"listener.name.mutual.ssl.client.auth": "required", "listener.name.both.sasl.enabled.mechanisms": "SCRAM-SHA-256",
		},
		Keep: t.Failed,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	out := &secured{c, filepath.Join(dir, "ca.pem"), filepath.Join(dir, "me.pem")}
	_, cert, err := c.ClientCertificate("me")
	for path, text := range map[string][]byte{out.ca: c.CA(), out.cert: cert} {
		if werr := os.WriteFile(path, text, 0o600); err != nil || werr != nil {
			t.Fatal(err, werr)
		}
	}
	return out
}

// to is a target by a client.properties for this cluster.
func (s *secured) to(t *testing.T, text string) target.Target {
	t.Helper()
	text = strings.NewReplacer("TRUST", "ssl.truststore.type=PEM\nssl.truststore.location="+s.ca, "KEY", "ssl.keystore.type=PEM\nssl.keystore.location="+s.cert).Replace(text)
	got, err := target.FromProperties("client.properties", []byte(text), target.System())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func user(name, mechanism, password string) string {
	return "\nsasl.mechanism=" + mechanism + "\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + name + "\" password=\"" + password + "\";\n"
}

// TestOnRealKafka walks one broker through every door, since a start is the
// dearest part.
func TestOnRealKafka(t *testing.T) {
	s := startSecured(t)
	t.Run("comes in", s.comesIn)
	t.Run("is refused", s.isRefused)
	t.Run("asks anything", s.asksAnything)
	t.Run("is stopped", s.isStopped)
}

func (s *secured) comesIn(t *testing.T) {
	for name, c := range map[string]struct{ door, text string }{
		"plain":         {"PLAINTEXT", ""},
		"TLS":           {"TLS", "security.protocol=SSL\nTRUST"},
		"mutual":        {"MUTUAL", "security.protocol=SSL\nTRUST\nKEY"},
		"PLAIN":         {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("scan", "PLAIN", canary)},
		"SCRAM-SHA-256": {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("s256", "SCRAM-SHA-256", canary)},
		"SCRAM-SHA-512": {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("s512", "SCRAM-SHA-512", canary)},
		"both":          {"BOTH", "security.protocol=SASL_SSL\nTRUST" + user("s256", "SCRAM-SHA-256", canary)},
	} {
		b := open(t, s.to(t, c.text), s.Bootstrap(c.door)[0])
		resp, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest())
		if err != nil || len(resp.(*kmsg.MetadataResponse).Brokers) != 1 {
			t.Errorf("%s: %v, %v", name, resp, err)
		}
	}
}

func (s *secured) isRefused(t *testing.T) {
	for name, c := range map[string]struct {
		door, text string
		why        model.GapReason
		want       string // part of the sentence
	}{
		"TLS to plain":           {"PLAINTEXT", "security.protocol=SSL\nTRUST", model.Unreachable, "closes the connection during the TLS handshake: the listener most likely speaks no TLS"},
		"TLS to login":           {"LOGIN", "security.protocol=SSL\nTRUST", model.Unreachable, "closes the connection during the TLS handshake: the listener most likely speaks no TLS"},
		"plain to TLS":           {"TLS", "", model.Unreachable, "wants TLS, and the client speaks without: set security.protocol in client.properties to SSL"},
		"plain to mutual":        {"MUTUAL", "", model.Unreachable, "wants TLS, and the client speaks without"},
		"login to both":          {"BOTH", "security.protocol=SASL_PLAINTEXT" + user("s256", "SCRAM-SHA-256", canary), model.Unreachable, "set security.protocol in client.properties to SASL_SSL"},
		"not trusted":            {"TLS", "security.protocol=SSL", model.Unreachable, "is not trusted: it is signed by <CN=Breakwater lab>"},
		"no client certificate":  {"MUTUAL", "security.protocol=SSL\nTRUST", model.Denied, "wants a certificate from the client, and none is set"},
		"mechanism":              {"BOTH", "security.protocol=SASL_SSL\nTRUST" + user("scan", "PLAIN", canary), model.Unsupported, "does not offer the mechanism PLAIN: set sasl.mechanism in client.properties to one that its listener has; it offers SCRAM-SHA-256"},
		"wrong password, PLAIN":  {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("scan", "PLAIN", canary+"x"), model.Denied, `refuses the login of "scan" with PLAIN`},
		"wrong password, SCRAM":  {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("s512", "SCRAM-SHA-512", canary+"x"), model.Denied, `refuses the login of "s512" with SCRAM-SHA-512`},
		"unknown user":           {"LOGIN", "security.protocol=SASL_PLAINTEXT" + user("nobody", "SCRAM-SHA-512", canary), model.Denied, `refuses the login of "nobody" with SCRAM-SHA-512`},
		"login to plain":         {"PLAINTEXT", "security.protocol=SASL_PLAINTEXT" + user("scan", "PLAIN", canary), model.Unreachable, "wants no login, and the client begins one: set security.protocol in client.properties to PLAINTEXT"},
		"login to TLS":           {"TLS", "security.protocol=SASL_SSL\nTRUST" + user("scan", "PLAIN", canary), model.Unreachable, "wants no login, and the client begins one: set security.protocol in client.properties to SSL"},
		"none to login":          {"LOGIN", "", model.Denied, "wants a login, and the client has none: set security.protocol in client.properties to SASL_PLAINTEXT and give sasl.jaas.config in client.properties; it offers PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"},
		"none to both":           {"BOTH", "security.protocol=SSL\nTRUST", model.Denied, "set security.protocol in client.properties to SASL_SSL"},
		"a controller's address": {"", "", model.Unsupported, "is the listener of a controller, not of a broker: it does not know Metadata"},
	} {
		address := s.Controllers()[0]
		if c.door != "" {
			address = s.Bootstrap(c.door)[0]
		}
		_, err := open(t, s.to(t, c.text), address).Request(t.Context(), kmsg.NewPtrMetadataRequest())
		var f *Failure
		if !errors.As(err, &f) || f.Why != c.why || !strings.Contains(f.Detail, c.want) || strings.Contains(f.Detail, canary) {
			t.Errorf("%s: got %v\nwant %s", name, err, c.want)
		}
	}
}

func (s *secured) asksAnything(t *testing.T) {
	b := open(t, s.to(t, ""), s.Bootstrap("PLAINTEXT")[0])
	for _, req := range []kmsg.Request{
		kmsg.NewPtrListOffsetsRequest(), kmsg.NewPtrDescribeConfigsRequest(), kmsg.NewPtrDescribeLogDirsRequest(),
		kmsg.NewPtrDescribeQuorumRequest(), kmsg.NewPtrDescribeClusterRequest(), kmsg.NewPtrListGroupsRequest(),
	} {
		if _, err := b.Request(t.Context(), req); err != nil {
			t.Errorf("%T: %v", req, err)
		}
	}
}

// isStopped: the process is stopped, as by SIGSTOP, and goes on. The kernel
// still accepts for it.
func (s *secured) isStopped(t *testing.T) {
	known, fresh := open(t, s.to(t, ""), s.Bootstrap("PLAINTEXT")[0]), open(t, s.to(t, ""), s.Bootstrap("PLAINTEXT")[0])
	encrypted := open(t, s.to(t, "security.protocol=SSL\nTRUST"), s.Bootstrap("TLS")[0])
	ask := func(b *Broker) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := b.Request(ctx, kmsg.NewPtrMetadataRequest())
		return err
	}
	if err := ask(known); err != nil {
		t.Fatal(err)
	}
	if err := s.Node(1).Pause(); err != nil {
		t.Fatal(err)
	}
	for want, b := range map[string]*Broker{
		"does not answer Metadata within 1s, though it accepts connections":    known,
		"accepts the connection, but answers nothing within 1s":                fresh,
		"accepts the connection, but does not answer the TLS handshake within": encrypted,
	} {
		start := time.Now()
		err := ask(b)
		if took := time.Since(start); err == nil || !strings.Contains(err.Error(), want) || took > 1500*time.Millisecond {
			t.Errorf("after %s: %v\nwant %s", took, err, want)
		}
	}
	if err := s.Node(1).Continue(); err != nil {
		t.Fatal(err)
	}
	for _, b := range []*Broker{known, fresh, encrypted} {
		ctx, cancel := contextOf(t, 30*time.Second)
		if _, err := b.Request(ctx, kmsg.NewPtrMetadataRequest()); err != nil {
			t.Errorf("it goes on, but: %v", err)
		}
		cancel()
	}
}
