package live

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// tooLong is what no scan of a broken connection may take.
const tooLong = 5 * time.Second

// canary is the password of every user: it must be in no output and no file.
const canary = "c4n4ry-hunter2"

// secured is one node with every kind of door, an authorizer, and users of
// different rights.
func secured(t *testing.T) *lab.Cluster {
	t.Helper()
	users := []lab.User{{Name: "super", Password: canary}}
	for _, name := range []string{"nobody", "prefix", "noconfigs", "all", "denied"} {
		users = append(users, lab.User{Name: name, Password: canary})
	}
	users = append(users, lab.User{Name: "scram", Password: canary, Mechanism: lab.ScramSHA512})
	c := start(t, lab.Options{
		Listeners: []lab.Listener{
			{Name: "SASL", Protocol: lab.SASLPlaintext}, {Name: "TLS", Protocol: lab.SSL},
			{Name: "SASLTLS", Protocol: lab.SASLSSL}, {Name: "PLAINTEXT", Protocol: lab.Plaintext},
		},
		Security: lab.Security{Users: users, Authorizer: true, SuperUsers: []string{"User:super", "User:scram"}},
	})
	a := admin(t, c)
	for _, topic := range []string{"app.orders", "other.orders", "iot"} {
		create(t, a, topic, 3, 1)
	}
	commit(t, a, "app.billing", "app.orders", 0)
	commit(t, a, "other.billing", "other.orders", 0)
	grant := func(user string, on kmsg.ACLResourceType, name string, ops ...kmsg.ACLOperation) {
		for _, op := range ops {
			acl := lab.ACL{Principal: "User:" + user, Resource: on, Name: name, Operation: op}
			if strings.HasSuffix(name, ".") {
				acl.Pattern = kmsg.ACLResourcePatternTypePrefixed
			}
			if err := c.CreateACLs(t.Context(), acl); err != nil {
				t.Fatal(err)
			}
		}
	}
	const describe, configs = kmsg.ACLOperationDescribe, kmsg.ACLOperationDescribeConfigs
	const topic, group, cluster = kmsg.ACLResourceTypeTopic, kmsg.ACLResourceTypeGroup, kmsg.ACLResourceTypeCluster
	grant("prefix", topic, "app.", describe, configs)
	grant("prefix", group, "app.", describe)
	for _, user := range []string{"noconfigs", "all", "denied"} {
		grant(user, topic, "*", describe)
		grant(user, group, "*", describe)
		grant(user, cluster, "", describe)
	}
	for _, user := range []string{"all", "denied"} {
		grant(user, topic, "*", configs)
		grant(user, cluster, "", configs)
	}
	if err := c.CreateACLs(t.Context(), lab.ACL{Principal: "User:denied", Resource: topic, Name: "other.orders", Operation: describe, Deny: true}); err != nil {
		t.Fatal(err)
	}
	return c
}

// properties writes a client.properties.
func properties(t *testing.T, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "client.properties")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// login is the client.properties of a user.
func login(t *testing.T, user, password string) string {
	return properties(t, "security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN",
		fmt.Sprintf(`sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="%s";`, user, password))
}

// TestM44_WhatCannotBeSeenIsTold: Kafka shortens its answers to who lacks
// rights, without an error, and a connection can fail in many ways.
func TestM44_WhatCannotBeSeenIsTold(t *testing.T) {
	c := secured(t)
	t.Run("rights", func(t *testing.T) { rights(t, c) })
	t.Run("connections", func(t *testing.T) { connections(t, c) })
	t.Run("secrets", func(t *testing.T) { secrets(t, c) })
}

// secrets: the brokers' own configuration holds every user's password, and
// who may do everything scans it: it stands in no output and no file.
func secrets(t *testing.T, c *lab.Cluster) {
	if !strings.Contains(string(read(t, c.Brokers()[0].Properties())), canary) {
		t.Fatal("the broker has no password that could be shown")
	}
	dir := t.TempDir()
	saved, sarif := filepath.Join(dir, "saved.json"), filepath.Join(dir, "sarif.json")
	s := scan(t, "--bootstrap", c.Bootstrap("SASL")[0], "--command-config", login(t, "super", canary), "--all", "--save", saved, "--format", "sarif="+sarif)
	everywhere := s.out + s.complaint + string(read(t, saved)) + string(read(t, sarif)) + fmt.Sprintf("%+v", s.result)
	if strings.Contains(everywhere, canary) {
		t.Error("a password is shown")
	}
	if !strings.Contains(string(read(t, saved)), "sasl.jaas.config") {
		t.Error("the saved file does not say that there is a login at all")
	}
}

func rights(t *testing.T, c *lab.Cluster) {
	bootstrap := c.Bootstrap("SASL")[0]
	for _, test := range []struct {
		user string
		code finding.Exit
		says []string
	}{
		{"nobody", finding.ExitIncomplete, []string{"sees 0 topics, and Kafka hides from it what it may not describe", "Grant DESCRIBE"}},
		{"prefix", finding.ExitIncomplete, []string{"sees 1 topic, and Kafka hides", "sees 1 group, and Kafka hides"}},
		{"noconfigs", finding.ExitIncomplete, []string{"DESCRIBE_CONFIGS"}},
		{"denied", finding.ExitIncomplete, []string{"other.orders"}},
		{"all", finding.ExitClean, nil},
		{"super", finding.ExitClean, nil},
	} {
		t.Run(test.user, func(t *testing.T) {
			s := scan(t, "--bootstrap", bootstrap, "--command-config", login(t, test.user, canary), "--policy", calm(t))
			t.Logf("%s\n%s", s.took, s.out)
			if test.code == finding.ExitClean {
				if s.code != test.code || len(s.Gaps) > 0 {
					t.Errorf("exit code %d, gaps %v", s.code, s.Gaps)
				}
				return
			}
			s.never(t)
			if s.code != test.code || s.took > tooLong || len(s.Gaps) == 0 {
				t.Errorf("exit code %d after %s with %d gaps", s.code, s.took, len(s.Gaps))
			}
			s.says(t, test.says...)
		})
	}
}

// calm is a policy that leaves out what a single test node cannot have.
func calm(t *testing.T) string {
	t.Helper()
	return policy(t, "profile: minimal\n")
}

// only is a policy of the one rule that it names.
func only(t *testing.T, rule string) string {
	t.Helper()
	return policy(t, "rules:\n  topic/*: off\n  broker/*: off\n  cluster/*: off\n  quorum/*: off\n  group/*: off\n  "+rule+"\n")
}

func policy(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// connections: wrong port, wrong protocol, wrong password, nothing there.
func connections(t *testing.T, c *lab.Cluster) {
	sasl, tls, plain := c.Bootstrap("SASL")[0], c.Bootstrap("TLS")[0], c.Bootstrap("PLAINTEXT")[0]
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, c.CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	trust := []string{"ssl.truststore.type=PEM", "ssl.truststore.location=" + ca}
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, test := range map[string]struct {
		args []string
		says []string
	}{
		"nothing listens":      {[]string{"--bootstrap", "127.0.0.1:1"}, []string{"127.0.0.1:1 refuses the connection"}},
		"no such host":         {[]string{"--bootstrap", "no-such-host.invalid:9092"}, []string{"does not exist"}},
		"accepts and is quiet": {[]string{"--bootstrap", silent.Addr().String()}, []string{"answers nothing within 2s"}},
		"a web server":         {[]string{"--bootstrap", strings.TrimPrefix(web.URL, "http://")}, []string{"not Kafka"}},
		"TLS against plain":    {[]string{"--bootstrap", plain, "--command-config", properties(t, append(trust, "security.protocol=SSL")...)}, []string{"speaks no TLS", "security.protocol"}},
		"plain against TLS":    {[]string{"--bootstrap", tls}, []string{"wants TLS", "security.protocol"}},
		"plain against SASL":   {[]string{"--bootstrap", sasl}, []string{"wants a login"}},
		"SASL against plain":   {[]string{"--bootstrap", plain, "--command-config", login(t, "super", canary)}, []string{"login"}},
		"a wrong password":     {[]string{"--bootstrap", sasl, "--command-config", login(t, "super", canary+"x")}, []string{"refuses the login of", "super"}},
		"a certificate that is not trusted": {[]string{"--bootstrap", tls, "--command-config", properties(t, "security.protocol=SSL")},
			[]string{"not trusted"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := scan(t, test.args...)
			s.never(t)
			if s.code != finding.ExitIncomplete || s.took > tooLong || len(s.Findings) > 0 || len(s.Gaps) == 0 {
				t.Errorf("exit code %d after %s, %d findings, %d gaps", s.code, s.took, len(s.Findings), len(s.Gaps))
			}
			s.says(t, test.says...)
			if strings.Contains(s.out+s.complaint, canary) {
				t.Errorf("the password is shown:\n%s%s", s.out, s.complaint)
			}
		})
	}
	t.Run("the doors that are right", func(t *testing.T) {
		scram := properties(t, append(trust, "security.protocol=SASL_SSL", "sasl.mechanism=SCRAM-SHA-512",
			`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="scram" password="`+canary+`";`)...)
		s := scan(t, "--bootstrap", c.Bootstrap("SASLTLS")[0], "--command-config", scram, "--policy", calm(t))
		if s.code != finding.ExitClean || len(s.Gaps) > 0 {
			t.Errorf("SASL_SSL with SCRAM: exit code %d\n%s", s.code, s.out)
		}
	})
}
