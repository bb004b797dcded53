package lab

import (
	"strings"
	"testing"
)

func TestUsersOfAListener(t *testing.T) {
	users := []User{{"alice", "a1", Plain}, {"bob", "b1", ScramSHA512}, {"carol", "c1", ""}}
	lines := saslLines(Listener{"SASL", SASLPlaintext}, users, "s3cret")
	for key, want := range map[string]string{
		"listener.name.sasl.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
		"listener.name.sasl.plain.sasl.jaas.config": "org.apache.kafka.common.security.plain.PlainLoginModule required" +
			` user_alice="a1" user_carol="c1";`,
		"listener.name.sasl.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
	} {
		if lines[key] != want {
			t.Errorf("%s\n got %s\nwant %s", key, lines[key], want)
		}
	}
	if strings.Contains(strings.Join(values(lines), ""), "s3cret") {
		t.Error("the nodes' own password opens a door for clients")
	}
}

func TestTheDoorsBetweenNodesTakeNobodyElse(t *testing.T) {
	users := []User{{"alice", "a1", Plain}}
	for _, name := range []string{internalName, controllerName} {
		lines := saslLines(Listener{name, SASLPlaintext}, users, "s3cret")
		all := strings.Join(values(lines), "")
		if strings.Contains(all, "alice") || !strings.Contains(all, `username="lab" password="s3cret" user_lab="s3cret"`) {
			t.Errorf("%s: %v", name, lines)
		}
	}
}

func values(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func TestSettingsOfASecuredLab(t *testing.T) {
	c := drawn(t, "4.3.1", Options{
		Controllers: 1,
		Listeners:   []Listener{{"SASL", SASLSSL}, {"TLS", SSL}},
		Security: Security{
			Users: []User{{"alice", "a1", Plain}}, Authorizer: true, SuperUsers: []string{"User:root", "User:CN=ops"}, ClientCertificates: "required",
		},
	})
	broker, controller := c.Node(1).settings(), c.Node(101).settings()
	for key, want := range map[string]string{
		"listener.security.protocol.map":                   "SASL:SASL_SSL,TLS:SSL,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
		"inter.broker.listener.name":                       "INTERNAL",
		"super.users":                                      "User:lab;User:root;User:CN=ops",
		"authorizer.class.name":                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
		"listener.name.tls.ssl.keystore.location":          "/lab/node-1/keystore.pem",
		"listener.name.sasl.ssl.truststore.location":       "/lab/node-1/ca.pem",
		"listener.name.tls.ssl.client.auth":                "required",
		"sasl.mechanism.inter.broker.protocol":             "PLAIN",
		"listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
	} {
		if broker[key] != want {
			t.Errorf("broker: %s=%s, want %s", key, broker[key], want)
		}
	}
	if controller["super.users"] != broker["super.users"] || controller["authorizer.class.name"] == "" {
		t.Error("the controller decides about rights, too")
	}
	for key := range controller {
		if strings.HasPrefix(key, "listener.name.tls") || strings.HasPrefix(key, "listener.name.sasl") {
			t.Errorf("the controller has %s", key)
		}
	}
}

func TestAnOpenLabHasNoSecuritySettings(t *testing.T) {
	for key := range drawn(t, "4.3.1", Options{}).Node(1).settings() {
		if strings.Contains(key, "sasl") || strings.Contains(key, "ssl") || strings.Contains(key, "authorizer") {
			t.Errorf("there is %s", key)
		}
	}
}
