//go:build unix

package lab

import (
	"errors"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// TestASecuredLab comes in by every door, with and without rights.
func TestASecuredLab(t *testing.T) {
	c := startLab(t, Options{
		Controllers: 1,
		Listeners:   []Listener{{"PLAINTEXT", Plaintext}, {"SASL", SASLPlaintext}, {"TLS", SSL}, {"BOTH", SASLSSL}},
		Security: Security{
			Authorizer: true, SuperUsers: []string{"User:root", "User:CN=ops"}, ClientCertificates: "requested",
			Users: []User{{"root", "r1", Plain}, {"alice", "a1", ScramSHA256}, {"bob", "b1", ScramSHA512}},
		},
	})
	ctx := within(t, 60*time.Second)
	if _, err := admin(t, c.Admin()...).CreateTopic(ctx, 1, 1, nil, "orders"); err != nil {
		t.Fatal(err)
	}
	root := plain.Auth{User: "root", Pass: "r1"}.AsMechanism()
	alice := scram.Auth{User: "alice", Pass: "a1"}.AsSha256Mechanism()
	bob := scram.Auth{User: "bob", Pass: "b1"}.AsSha512Mechanism()
	if sees(t, c, "SASL", alice) {
		t.Error("alice sees the topic before she has a right to")
	}
	if err := c.CreateACLs(ctx, ACL{
		Principal: "User:alice", Resource: kmsg.ACLResourceTypeTopic, Name: "*", Operation: kmsg.ACLOperationDescribe,
	}, ACL{
		Principal: "User:bob", Resource: kmsg.ACLResourceTypeCluster, Operation: kmsg.ACLOperationDescribe, Deny: true,
	}); err != nil {
		t.Fatal(err)
	}
	ops, _, err := c.ClientCertificate("ops")
	if err != nil {
		t.Fatal(err)
	}
	withCertificate := c.TLS()
	withCertificate.Certificates = append(withCertificate.Certificates, ops)
	for _, door := range []struct {
		name, listener string
		login          sasl.Mechanism
		opts           []kgo.Opt
		sees           bool
	}{
		{"a nameless client", "PLAINTEXT", nil, nil, false},
		{"root by PLAIN", "SASL", root, nil, true},
		{"alice by SCRAM-SHA-256", "SASL", alice, nil, true},
		{"bob by SCRAM-SHA-512", "SASL", bob, nil, false},
		{"alice by TLS", "BOTH", alice, []kgo.Opt{kgo.DialTLSConfig(c.TLS())}, true},
		{"a certificate", "TLS", nil, []kgo.Opt{kgo.DialTLSConfig(withCertificate)}, true},
		{"no certificate", "TLS", nil, []kgo.Opt{kgo.DialTLSConfig(c.TLS())}, false},
	} {
		if got := sees(t, c, door.listener, door.login, door.opts...); got != door.sees {
			t.Errorf("%s sees the topic: %v, want %v", door.name, got, door.sees)
		}
	}
	outside(t, c)
}

// sees says whether a client is shown the topic.
func sees(t *testing.T, c *Cluster, listener string, login sasl.Mechanism, opts ...kgo.Opt) bool {
	t.Helper()
	topics, err := comesIn(t, c, listener, login, opts...)
	if err != nil {
		t.Errorf("at %s: %v", listener, err)
	}
	return topics.Has("orders")
}

func comesIn(t *testing.T, c *Cluster, listener string, login sasl.Mechanism, opts ...kgo.Opt) (kadm.TopicDetails, error) {
	t.Helper()
	opts = append(opts, kgo.SeedBrokers(c.Bootstrap(listener)...))
	if login != nil {
		opts = append(opts, kgo.SASL(login))
	}
	return admin(t, opts...).ListTopics(within(t, 10*time.Second))
}

// outside is who must not come in.
func outside(t *testing.T, c *Cluster) {
	t.Helper()
	wrong := plain.Auth{User: "root", Pass: "guess"}.AsMechanism()
	if _, err := comesIn(t, c, "SASL", wrong, kgo.RequestRetries(0)); !errors.Is(err, kerr.SaslAuthenticationFailed) {
		t.Errorf("a wrong password: %v", err)
	}
	client, err := kgo.NewClient(append(c.ControllerLogin(), kgo.SeedBrokers(c.Controllers()...))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := askQuorum(within(t, 10*time.Second), client); err != nil {
		t.Errorf("the controller's door is closed to its own: %v", err)
	}
}
