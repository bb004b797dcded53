package target_test

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestClustersOfTheProject(t *testing.T) {
	ca := issue(t, "Test CA", nil)
	me := issue(t, "me", ca)
	e := env(map[string]string{"PASS": "s3cret", "WHO": "scan"}, map[string]string{
		"ca.pem": ca.pem(), "me.pem": me.pem(), "me.key": me.keyPEM(t), "pass": "s3cret\n", "blank": " \n", "other.key": issue(t, "other", ca).keyPEM(t),
		"client.properties": "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + plainLogin + "username=\"scan\" password=\"s3cret\";\nbootstrap.servers=f1:9092\n",
		"no.properties":     "acks=all\n",
	})
	login := target.Security{Protocol: target.SASLSSL, Mechanism: target.ScramSHA256, Username: "scan", PasswordFile: "pass"}
	with := func(s target.Security, change func(*target.Security)) target.Security { change(&s); return s }
	b1 := []string{"b1:9092"}
	for name, c := range map[string]struct {
		cluster target.Cluster
		want    string // the target, or "! " and the error behind its place
	}{
		"addresses alone":        {target.Cluster{Bootstrap: []string{"b1:9092", "b2:9092"}}, "plant b1:9092,b2:9092 by PLAINTEXT"},
		"login":                  {target.Cluster{Bootstrap: b1, Security: login}, `plant b1:9092 by SASL_SSL as "scan" with SCRAM-SHA-256`},
		"variables":              {target.Cluster{Bootstrap: b1, Security: target.Security{Protocol: target.SASLPlaintext, Mechanism: target.Plain, Username: "${env:WHO}", Password: "${env:PASS}"}}, `plant b1:9092 by SASL_PLAINTEXT as "scan" with PLAIN`},
		"certificates":           {target.Cluster{Bootstrap: b1, Security: target.Security{Protocol: target.SSL, CAFile: "ca.pem", CertificateFile: "me.pem", KeyFile: "me.key"}}, "plant b1:9092 by SSL with a client certificate"},
		"command_config":         {target.Cluster{CommandConfig: "client.properties"}, `plant f1:9092 by SASL_PLAINTEXT as "scan" with PLAIN`},
		"command_config, beside": {target.Cluster{Bootstrap: b1, CommandConfig: "client.properties"}, `plant b1:9092 by SASL_PLAINTEXT as "scan" with PLAIN`},
		"no such file":           {target.Cluster{CommandConfig: "gone"}, "! command_config cannot be read: open gone: file does not exist"},
		"no address":             {target.Cluster{CommandConfig: "no.properties"}, "! no.properties has no bootstrap.servers: add it, or say with --bootstrap HOST:PORT where the cluster is"},
		"no address at all":      {target.Cluster{}, "! breakwater.yaml has no bootstrap: add it, or say with --bootstrap HOST:PORT where the cluster is"},
		"password is gone":       {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.PasswordFile = "gone" })}, "! password_file cannot be read: open gone: file does not exist"},
		"password is blank":      {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.PasswordFile = "blank" })}, "! password_file blank is empty"},
		"password itself":        {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.PasswordFile, s.Password = "", "hunter2" })}, "! password is no ${env:NAME}: a password does not belong into this file, so use that or password_file"},
		"variable is gone":       {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.PasswordFile, s.Password = "", "${env:GONE}" })}, "! password takes the environment variable GONE, which is not set: set it, and export it"},
		"user is gone":           {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.Username = "${env:GONE}" })}, "! username takes the environment variable GONE, which is not set: set it, and export it"},
		"CA is gone":             {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.CAFile = "gone" })}, "! ca_file cannot be read: open gone: file does not exist"},
		"CA is none":             {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.CAFile = "pass" })}, "! ca_file pass holds no certificate: a PEM text has -----BEGIN CERTIFICATE----- in it"},
		"certificate is gone":    {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.CertificateFile, s.KeyFile = "gone", "me.key" })}, "! certificate_file cannot be read: open gone: file does not exist"},
		"key is gone":            {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.CertificateFile, s.KeyFile = "me.pem", "gone" })}, "! key_file cannot be read: open gone: file does not exist"},
		"key of another":         {target.Cluster{Bootstrap: b1, Security: with(login, func(s *target.Security) { s.CertificateFile, s.KeyFile = "me.pem", "other.key" })}, "! certificate_file me.pem and key_file other.key cannot be used: the private key and the certificate do not belong together"},
	} {
		t.Run(name, func(t *testing.T) {
			c.cluster.Name, c.cluster.At = "plant", model.AtFile("breakwater.yaml", 2, 3)
			got, err := c.cluster.Target(e)
			text := got.String()
			if err != nil {
				text = "! " + strings.TrimPrefix(err.Error(), "breakwater.yaml:2:3: cluster plant: ")
			}
			if text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
			if p := got.SASL.Password.Reveal(); err == nil && got.Protocol.LogsIn() && p != "s3cret" {
				t.Errorf("the password is %q", p)
			}
		})
	}
}

func TestTimeoutOfACluster(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{0: 2 * time.Second, 5 * time.Second: 5 * time.Second} {
		got, err := target.Cluster{Name: "a", Bootstrap: []string{"b:1"}, Timeout: given}.Target(env(nil, nil))
		if err != nil || got.Timeout != want {
			t.Errorf("%s: got %s, %v", given, got.Timeout, err)
		}
	}
}

func TestWhereNamesThePlaceToChange(t *testing.T) {
	e := env(nil, map[string]string{"client.properties": "security.protocol=SSL\nbootstrap.servers=b:1\n"})
	at := model.AtFile("breakwater.yaml", 2, 3)
	yaml, err := target.Cluster{Name: "plant", At: at, Bootstrap: []string{"b:1"}}.Target(e)
	if err != nil {
		t.Fatal(err)
	}
	file, err := target.Cluster{Name: "plant", At: at, CommandConfig: "client.properties"}.Target(e)
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		yaml.Where(target.KeyTrust):     "security.ca_file of cluster plant in breakwater.yaml",
		yaml.Where(target.KeyMechanism): "security.mechanism of cluster plant in breakwater.yaml",
		file.Where(target.KeyTrust):     "ssl.truststore.location of cluster plant in client.properties",
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
