package dial

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// canary is the password of every login here. It must be in no sentence.
const canary = "hunter2canary"

func login(mechanism string) string {
	return "sasl.mechanism=" + mechanism + "\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=scan password=\"" + canary + "\";\n"
}

const (
	overTLS      = "security.protocol=SSL\nssl.truststore.location=ca\n"
	withLogin    = "security.protocol=SASL_PLAINTEXT\n"
	withLoginTLS = "security.protocol=SASL_SSL\nssl.truststore.location=ca\n"
	identity     = "ssl.keystore.certificate.chain=${env:CHAIN}\nssl.keystore.key=${env:KEY}\n"
)

// failure is one way to fail: a listener, a client, and what is said about it.
// ADDRESS stands for the listener's.
type failure struct {
	listener func(net.Conn)
	client   string
	why      model.GapReason
	want     string
}

func (f failure) check(t *testing.T, files map[string]string) {
	t.Helper()
	l := listen(t, f.listener)
	b := open(t, properties(t, f.client, files), l.address)
	start := time.Now()
	_, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest())
	took := time.Since(start)
	var got *Failure
	if !errors.As(err, &got) {
		t.Fatalf("got %v", err)
	}
	if want := strings.ReplaceAll(f.want, "ADDRESS", l.address); got.Why != f.why || got.Detail != want {
		t.Errorf("\ngot  %s: %s\nwant %s: %s", got.Why, got.Detail, f.why, want)
	}
	if took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), canary) {
		t.Error("the password is told")
	}
}

func TestFailuresOfPlainConnections(t *testing.T) {
	controller := &kafka{keys: []int16{1, 17, 18, 32, 36, 55, 60}}
	garbage := broker(nil)
	garbage.answers = map[int16]func(kmsg.Request) kmsg.Response{18: func(req kmsg.Request) kmsg.Response {
		return &kmsg.HeartbeatResponse{Version: 0}
	}}
	for name, f := range map[string]failure{
		"accepts and never answers": {
			silent, "", model.TimedOut,
			"ADDRESS accepts the connection, but answers nothing within 1s: its process is stopped or hangs, or it is not Kafka; look at the broker on that host",
		},
		"hangs up": {
			hangsUp, "", model.Unreachable,
			"ADDRESS closes the connection at the first request: the listener most likely wants TLS, or it is not Kafka; set security.protocol in client.properties to SSL, or correct the address",
		},
		"TLS listener": {
			says("\x15\x03\x03\x00\x02\x02\x50"), "", model.Unreachable,
			"ADDRESS wants TLS, and the client speaks without: set security.protocol in client.properties to SSL, or use the port of the plain listener",
		},
		"TLS listener, by a login": {
			says("\x15\x03\x03\x00\x02\x02\x50"), withLogin + login("PLAIN"), model.Unreachable,
			"ADDRESS wants TLS, and the client speaks without: set security.protocol in client.properties to SASL_SSL, or use the port of the plain listener",
		},
		"other protocol": {
			says("SSH-2.0-OpenSSH_9.2\r\n"), "", model.Unreachable,
			"ADDRESS is not Kafka: it answers in another protocol; correct the address or the port",
		},
		"web server": {
			says("HTTP/1.1 400 Bad Request\r\n\r\n"), "", model.Unreachable,
			"ADDRESS is a web server, not Kafka: it answers in HTTP; correct the address or the port",
		},
		"nonsense": {
			garbage.serve, "", model.Unreachable,
			"ADDRESS answers, but not as Kafka does: unable to read ApiVersions response: response did not contain enough data to be valid; correct the address",
		},
		"controller": {
			controller.serve, "", model.Unsupported,
			"ADDRESS is the listener of a controller, not of a broker: it does not know Metadata; give the address of a broker instead",
		},
		"silent behind greeting": {
			broker(map[int16]func(kmsg.Request) kmsg.Response{3: silence}).serve, "", model.TimedOut,
			"ADDRESS does not answer Metadata within 1s, though it accepts connections: the broker is stopped or overloaded, or waits for another node; look at its log",
		},
		"hangs up behind greeting": {
			broker(nil).serve, "", model.Unreachable,
			"ADDRESS closes the connection and does not answer Metadata: the broker stops or restarts, or something between hangs up; try again, and look at the broker's log",
		},
	} {
		t.Run(name, func(t *testing.T) { f.check(t, nil) })
	}
}

func TestFailuresOfLogins(t *testing.T) {
	offers := func(code int16) func(kmsg.Request) kmsg.Response {
		return func(req kmsg.Request) kmsg.Response {
			resp := req.ResponseKind().(*kmsg.SASLHandshakeResponse)
			resp.ErrorCode = code
			if code != kerr.IllegalSaslState.Code {
				resp.SupportedMechanisms = []string{"SCRAM-SHA-512", "PLAIN"}
			}
			return resp
		}
	}
	refuses := func(req kmsg.Request) kmsg.Response {
		resp := req.ResponseKind().(*kmsg.SASLAuthenticateResponse)
		text := "Authentication failed: \x1b[31mnot " + canary
		resp.ErrorCode, resp.ErrorMessage = kerr.SaslAuthenticationFailed.Code, &text
		return resp
	}
	liar := func(req kmsg.Request) kmsg.Response {
		resp := req.ResponseKind().(*kmsg.SASLAuthenticateResponse)
		resp.SASLAuthBytes = []byte("r=another,s=c2FsdA==,i=4096")
		return resp
	}
	sasl := func(handshake, authenticate func(kmsg.Request) kmsg.Response) func(net.Conn) {
		return broker(map[int16]func(kmsg.Request) kmsg.Response{17: handshake, 36: authenticate}).serve
	}
	for name, f := range map[string]failure{
		"mechanism is not offered": {sasl(offers(kerr.UnsupportedSaslMechanism.Code), nil), withLogin + login("SCRAM-SHA-256"), model.Unsupported,
			"ADDRESS does not offer the mechanism SCRAM-SHA-256: set sasl.mechanism in client.properties to one that its listener has; it offers PLAIN, SCRAM-SHA-512"},
		"wrong password by PLAIN": {sasl(offers(0), refuses), withLogin + login("PLAIN"), model.Denied,
			`ADDRESS refuses the login of "scan" with PLAIN (SASL_AUTHENTICATION_FAILED: SASL Authentication failed.: Authentication failed: \x1b[31mnot [secret]): the user's name or password is wrong, or no such user is known there; correct sasl.jaas.config in client.properties`},
		"wrong password by SCRAM": {sasl(offers(0), refuses), withLogin + login("SCRAM-SHA-512"), model.Denied,
			`ADDRESS refuses the login of "scan" with SCRAM-SHA-512 (SASL_AUTHENTICATION_FAILED: SASL Authentication failed.: Authentication failed: \x1b[31mnot [secret]): the user's name or password is wrong, or no such user is known there; correct sasl.jaas.config in client.properties`},
		"broker does not know it": {sasl(offers(0), liar), withLogin + login("SCRAM-SHA-512"), model.Denied,
			`ADDRESS does not prove that it knows the password of "scan": it is not the broker that it seems, or its copy of the user is damaged; check the address, and set the user's password again`},
		"listener without SASL": {sasl(offers(kerr.IllegalSaslState.Code), nil), withLogin + login("PLAIN"), model.Unreachable,
			"ADDRESS wants no login, and the client begins one: set security.protocol in client.properties to PLAINTEXT, or use the port of the listener with SASL"},
		"listener with SASL": {sasl(offers(kerr.UnsupportedSaslMechanism.Code), nil), "", model.Denied,
			"ADDRESS wants a login, and the client has none: set security.protocol in client.properties to SASL_PLAINTEXT and give sasl.jaas.config in client.properties; it offers PLAIN, SCRAM-SHA-512"},
		"login hangs": {sasl(offers(0), silence), withLogin + login("PLAIN"), model.TimedOut,
			"ADDRESS answers, but does not end the login with PLAIN within 1s: the broker hangs, or what it asks about the user does; look at its log"},
		"login is closed": {sasl(offers(0), nil), withLogin + login("PLAIN"), model.Denied,
			"ADDRESS closes the connection during the login with PLAIN: the broker refuses it without a word; look at the broker's log"},
		"stops behind the login": {sasl(offers(0), empty), withLogin + login("PLAIN"), model.Unreachable,
			"ADDRESS closes the connection and does not answer Metadata: the broker stops or restarts, or something between hangs up; try again, and look at the broker's log"},
	} {
		t.Run(name, func(t *testing.T) { f.check(t, nil) })
	}
}

func TestFailuresOfTLS(t *testing.T) {
	ca, foreignCA := issue(t, "Test CA", nil, nil), issue(t, "Foreign CA", nil, nil)
	me, stranger := issue(t, "me", ca, nil), issue(t, "stranger", foreignCA, nil)
	server := func(p *party, change func(*tls.Config)) func(net.Conn) {
		config := &tls.Config{Certificates: []tls.Certificate{p.tls()}, MinVersion: tls.VersionTLS10}
		if change != nil {
			change(config)
		}
		return encrypted(config, broker(map[int16]func(kmsg.Request) kmsg.Response{3: empty}).serve)
	}
	wants := func(version uint16) func(*tls.Config) {
		return func(c *tls.Config) {
			c.ClientAuth, c.ClientCAs, c.MaxVersion = tls.RequireAndVerifyClientCert, pool(ca), version
		}
	}
	other := issue(t, "b", ca, func(c *x509.Certificate) {
		c.IPAddresses, c.DNSNames = nil, []string{"b1.example.com", "b2.example.com"}
	})
	old := issue(t, "b", ca, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	})
	early := issue(t, "b", ca, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2121, 1, 1, 0, 0, 0, 0, time.UTC)
	})
	right := issue(t, "b", ca, nil)
	t.Setenv("CHAIN", stranger.pem())
	t.Setenv("KEY", stranger.keyPEM(t))
	files := map[string]string{"ca": ca.pem(), "me": me.pem() + me.keyPEM(t)}
	for name, f := range map[string]failure{
		"plain listener closes": {
			hangsUp, overTLS, model.Unreachable,
			"ADDRESS closes the connection during the TLS handshake: the listener most likely speaks no TLS; set security.protocol in client.properties to PLAINTEXT, or use the port of the TLS listener",
		},
		"plain listener, login": {
			hangsUp, withLoginTLS + login("PLAIN"), model.Unreachable,
			"ADDRESS closes the connection during the TLS handshake: the listener most likely speaks no TLS; set security.protocol in client.properties to SASL_PLAINTEXT, or use the port of the TLS listener",
		},
		"plain listener talks": {
			says("220 mail ready\r\n"), overTLS, model.Unreachable,
			"ADDRESS speaks no TLS: it answers in plain text; set security.protocol in client.properties to PLAINTEXT, or use the port of the TLS listener",
		},
		"web server": {
			says("HTTP/1.1 400 Bad Request\r\n\r\n"), overTLS, model.Unreachable,
			"ADDRESS is a web server, not Kafka: it answers in HTTP; correct the address or the port",
		},
		"web server with TLS": {
			encrypted(&tls.Config{Certificates: []tls.Certificate{right.tls()}}, says("HTTP/1.1 400 Bad Request\r\n\r\n")), overTLS, model.Unreachable,
			"ADDRESS is a web server, not Kafka: it answers in HTTP; correct the address or the port",
		},
		"silent": {
			silent, overTLS, model.TimedOut,
			"ADDRESS accepts the connection, but does not answer the TLS handshake within 1s: its process is stopped or hangs, or the listener speaks no TLS; look at the broker on that host, and at security.protocol in client.properties",
		},
		"hangs up behind it": {
			encrypted(&tls.Config{Certificates: []tls.Certificate{right.tls()}}, hangsUp), overTLS, model.Unreachable,
			"ADDRESS closes the TLS connection at the first request: it is not Kafka, or it refuses this client's certificate or address; correct the address, or look at the broker's log",
		},
		"not trusted": {
			server(stranger, nil), overTLS, model.Unreachable,
			"the certificate of ADDRESS is not trusted: it is signed by <CN=Foreign CA>, which is not among the authorities of this client; put that authority's certificate into ssl.truststore.location in client.properties",
		},
		"for another host": {
			server(other, nil), overTLS, model.Unreachable,
			"the certificate of ADDRESS is for another host: it names b1.example.com, b2.example.com; use one of these names as the address, or give the broker a certificate with this one (ssl.endpoint.identification.algorithm in client.properties leaves the check out)",
		},
		"expired": {
			server(old, nil), overTLS, model.Unreachable,
			"a certificate of ADDRESS is out of date: that of <CN=b> is valid from 2020-01-01 to 2021-01-01; renew it, or correct the clock of this machine",
		},
		"not yet valid": {
			server(early, nil), overTLS, model.Unreachable,
			"a certificate of ADDRESS is out of date: that of <CN=b> is valid from 2120-01-01 to 2121-01-01; renew it, or correct the clock of this machine",
		},
		"wants one, 1.3": {
			server(right, wants(tls.VersionTLS13)), overTLS, model.Denied,
			"ADDRESS wants a certificate from the client, and none is set (tls: certificate required): give one with ssl.keystore.location in client.properties",
		},
		"wants one, 1.2": {
			server(right, wants(tls.VersionTLS12)), overTLS, model.Denied,
			"ADDRESS ends the TLS handshake (tls: handshake failure): most likely it wants a certificate from the client, and none is set; give one with ssl.keystore.location in client.properties, or look at the broker's log",
		},
		"refuses it, 1.3": {
			server(right, wants(tls.VersionTLS13)), overTLS + identity, model.Denied,
			"ADDRESS refuses the client's certificate (tls: unknown certificate authority): it is out of date, or the broker does not trust who signed it; renew it in ssl.keystore.location in client.properties, or put its authority into the broker's truststore",
		},
		"refuses it, 1.2": {
			server(right, wants(tls.VersionTLS12)), overTLS + identity, model.Denied,
			"ADDRESS refuses the client's certificate (tls: unknown certificate authority): it is out of date, or the broker does not trust who signed it; renew it in ssl.keystore.location in client.properties, or put its authority into the broker's truststore",
		},
		"TLS 1.1": {
			server(right, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 }), overTLS, model.Unreachable,
			"ADDRESS has no TLS version in common with the client (tls: protocol version not supported): the client speaks 1.2 and 1.3; set ssl.enabled.protocols of the broker to these",
		},
		"no cipher": {server(right, func(c *tls.Config) {
			c.MaxVersion = tls.VersionTLS12
			c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}
		}), overTLS, model.Denied, "ADDRESS ends the TLS handshake (tls: handshake failure): most likely it wants a certificate from the client, and none is set; give one with ssl.keystore.location in client.properties, or look at the broker's log"},
	} {
		t.Run(name, func(t *testing.T) { f.check(t, files) })
	}
}

func TestARefusedConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, err = open(t, properties(t, "", nil), address).Request(t.Context(), kmsg.NewPtrMetadataRequest())
	if want := address + " refuses the connection: the host is up, but nothing listens on that port; start the broker, or correct the address"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestARealWebServer(t *testing.T) {
	s := httptest.NewServer(nil)
	defer s.Close()
	_, err := open(t, properties(t, "", nil), s.Listener.Addr().String()).Request(t.Context(), kmsg.NewPtrMetadataRequest())
	if err == nil || !strings.Contains(err.Error(), "is a web server, not Kafka") {
		t.Errorf("got %v", err)
	}
}

// A request that this broker's version does not have.
func TestABrokerThatIsTooOld(t *testing.T) {
	l := listen(t, broker(nil).serve)
	b := open(t, properties(t, "", nil), l.address)
	_, err := b.Request(t.Context(), kmsg.NewPtrDescribeQuorumRequest())
	var f *Failure
	if want := l.address + " does not know the request DescribeQuorum: its Kafka is too old for it; upgrade the broker"; !errors.As(err, &f) || f.Why != model.Unsupported || f.Detail != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// What a test cannot provoke on loopback.
func TestSentencesAboutTheNetwork(t *testing.T) {
	to := properties(t, "", nil)
	for name, c := range map[string]struct {
		err  error
		at   stage
		why  model.GapReason
		want string
	}{
		"no such host": {
			&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "b1", IsNotFound: true}}, connecting, model.Unreachable,
			"the host of b1:9092 does not exist: no address is known for its name; correct the address, or the name service of this machine",
		},
		"name service": {
			&net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "b1"}}, connecting, model.Unreachable,
			"the host of b1:9092 cannot be looked up: the name service does not answer properly; check the name service of this machine",
		},
		"no connection": {
			&net.OpError{Op: "dial", Err: errTimeout{}}, connecting, model.TimedOut,
			"b1:9092 does not answer: no connection within 2s; the host is down, or a firewall drops what is sent: check the address, the host and the firewall",
		},
		"no route": {
			noRoute(), connecting, model.Unreachable,
			"b1:9092 cannot be reached: there is no way to that network or host; check the address, the routes and the VPN",
		},
		"anything": {
			errors.New("odd\nthing"), connecting, model.Unreachable,
			`b1:9092 cannot be connected to: odd\nthing; check the address`,
		},
		"version": {
			kerr.UnsupportedVersion, asking, model.Unsupported,
			"b1:9092 knows no version of the request that this client knows, too: its Kafka is too old or too new; update the one or the other",
		},
		"other code": {
			kerr.ClusterAuthorizationFailed, asking, model.Unreachable,
			"b1:9092 refuses the connection: CLUSTER_AUTHORIZATION_FAILED: Cluster authorization failed.; look at the broker's log",
		},
		"other error": {
			errors.New("correlation ID mismatch"), asking, model.Unreachable,
			"b1:9092 cannot be asked for Metadata: correlation ID mismatch; look at the broker's log",
		},
	} {
		got := explain(attempt{target: to, address: "b1:9092", limit: 2 * time.Second, request: 3, err: &broken{c.at, c.err}})
		if got.Why != c.why || got.Detail != c.want {
			t.Errorf("%s:\ngot  %s: %s\nwant %s: %s", name, got.Why, got.Detail, c.why, c.want)
		}
	}
}

func TestInstead(t *testing.T) {
	for _, c := range []struct {
		encrypted, login bool
		want             target.Protocol
	}{{false, false, target.Plaintext}, {true, false, target.SSL}, {false, true, target.SASLPlaintext}, {true, true, target.SASLSSL}} {
		if got := instead(c.encrypted, c.login); got != c.want {
			t.Errorf("%v, %v: got %s", c.encrypted, c.login, got)
		}
	}
}
