package target_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// listed is each need on a line, as "password_file < ops/password" and "password $PASS".
func listed(all []target.Need) string {
	var out []string
	for _, n := range all {
		if n.File != "" {
			out = append(out, n.Key+" < "+n.File)
		} else {
			out = append(out, n.Key+" $"+n.Variable)
		}
	}
	return strings.Join(out, "\n")
}

func TestWhatALoginIsTakenFrom(t *testing.T) {
	scram := target.Security{Protocol: target.SASLSSL, Mechanism: target.ScramSHA512, Username: "${env:WHO}@${env:REALM}", PasswordFile: "pass", CAFile: "ca.pem"}
	for name, c := range map[string]struct {
		security target.Security
		want     []string
	}{
		"nothing":            {target.Security{}, nil},
		"files":              {scram, []string{"username $WHO", "username $REALM", "password_file < pass", "ca_file < ca.pem"}},
		"variables":          {target.Security{Protocol: target.SASLPlaintext, Mechanism: target.Plain, Username: "scan", Password: "${env:PASS}"}, []string{"password $PASS"}},
		"one for both":       {target.Security{Protocol: target.SASLPlaintext, Mechanism: target.Plain, Username: "${env:BOTH}", Password: "${env:BOTH}"}, []string{"username $BOTH"}},
		"a certificate":      {target.Security{Protocol: target.SSL, CertificateFile: "me.pem", KeyFile: "me.pem"}, []string{"certificate_file < me.pem"}},
		"what is not opened": {target.Security{Protocol: target.Plaintext, CAFile: "ca.pem", PasswordFile: "pass"}, nil},
	} {
		got, err := target.Cluster{Name: "plant", Bootstrap: []string{"b1:9092"}, Security: c.security}.Needs(env(nil, nil))
		if want := strings.Join(c.want, "\n"); err != nil || listed(got) != want {
			t.Errorf("%s: got\n%s\n%v, want\n%s", name, listed(got), err, want)
		}
	}
}

func TestWhatAClientPropertiesIsTakenFrom(t *testing.T) {
	const tls = "security.protocol=SSL\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing further": {"bootstrap.servers=b1:9092\n", nil},
		"a login":         {"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + plainLogin + "username=\"scan\" password=\"${env:PASS}\";\n", []string{"sasl.jaas.config $PASS"}},
		"stores":          {tls + "ssl.truststore.location=certs/t.jks\nssl.truststore.password=${env:T}\nssl.keystore.location=k.p12\nssl.key.password=${env:K}\n", []string{"ssl.truststore.location < certs/t.jks", "ssl.truststore.password $T", "ssl.key.password $K", "ssl.keystore.location < k.p12"}},
		"one store":       {tls + "ssl.truststore.location=s.p12\nssl.keystore.location = s.p12 \n", []string{"ssl.truststore.location < s.p12"}},
		"in the text":     {tls + "ssl.truststore.certificates=${env:CA}\nssl.truststore.location=gone\nssl.keystore.key=${env:KEY}\nssl.keystore.certificate.chain=${env:CHAIN}\nssl.keystore.location=gone\n", []string{"ssl.truststore.certificates $CA", "ssl.keystore.certificate.chain $CHAIN", "ssl.keystore.key $KEY"}},
		"no TLS":          {"ssl.truststore.location=t.jks\nsasl.jaas.config=${env:UNUSED}\n", nil},
		"addresses":       {"bootstrap.servers=${env:HOSTS}\nclient.id=${env:ID}\n", []string{"bootstrap.servers $HOSTS", "client.id $ID"}},
		"another program": {"interceptor.classes=${env:OTHER}\n", nil},
	} {
		cluster := target.Cluster{Name: "plant", CommandConfig: "client.properties"}
		got, err := cluster.Needs(env(nil, map[string]string{"client.properties": c.text}))
		if want := strings.Join(append([]string{"command_config < client.properties"}, c.want...), "\n"); err != nil || listed(got) != want {
			t.Errorf("%s: got\n%s\n%v, want\n%s", name, listed(got), err, want)
		}
	}
}

// TestWhatIsNeededIsWhatIsOpened holds Needs against Target: what Target opens and looks
// up is listed, and nothing else.
func TestWhatIsNeededIsWhatIsOpened(t *testing.T) {
	ca := issue(t, "Test CA", nil)
	me := issue(t, "me", ca)
	files := map[string]string{
		"ca.pem": ca.pem(), "me.pem": me.pem(), "me.key": me.keyPEM(t), "pass": "s3cret\n", "trust.p12": string(p12Trust(t, "changeit", ca)), "me.p12": string(p12(t, me, ca, "changeit")),
		"client.properties": "bootstrap.servers=b1:9092\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + plainLogin + "username=\"${env:WHO}\" password=\"${env:PASS}\";\n" +
			"ssl.truststore.location=trust.p12\nssl.truststore.password=changeit\nssl.keystore.location=me.p12\nssl.keystore.password=${env:STORE}\n",
	}
	variables := map[string]string{"WHO": "scan", "PASS": "s3cret", "STORE": "changeit", "OTHER": "x"}
	for name, c := range map[string]target.Cluster{
		"security":   {Bootstrap: []string{"b1:9092"}, Security: target.Security{Protocol: target.SASLSSL, Mechanism: target.Plain, Username: "${env:WHO}", PasswordFile: "pass", CAFile: "ca.pem", CertificateFile: "me.pem", KeyFile: "me.key"}},
		"properties": {CommandConfig: "client.properties"},
	} {
		c.Name, c.At = "plant", model.AtFile("breakwater.yaml", 2, 3)
		plain, opened := env(variables, files), map[string]bool{}
		all, err := c.Needs(plain)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.Target(target.Env{
			Lookup:   func(v string) (string, bool) { opened["$"+v] = true; return plain.Lookup(v) },
			ReadFile: func(path string) ([]byte, error) { opened[path] = true; return plain.ReadFile(path) },
		}); err != nil {
			t.Fatal(err)
		}
		for _, n := range all {
			if what := n.File + strings.Repeat("$", min(len(n.Variable), 1)) + n.Variable; !opened[what] {
				t.Errorf("%s: %s is listed, and nobody opens it", name, what)
			} else {
				delete(opened, what)
			}
		}
		if len(opened) > 0 {
			t.Errorf("%s: %v is opened, and not listed", name, opened)
		}
	}
}

func TestWhatIsNeededOfAFileThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"security.protocol=SASL\n": "client.properties:1:1: security.protocol is wrong: ",
		"security.protocol=SSL\nssl.truststore.location=${env:GONE}/t.jks\n": "client.properties:2:1: ssl.truststore.location takes the environment variable GONE, which is not set",
		"\xef\xbb\xbfa=b\n": "client.properties:1:1: the file begins with a byte order mark",
	} {
		c := target.Cluster{Name: "plant", At: model.AtFile("breakwater.yaml", 2, 3), CommandConfig: "client.properties"}
		_, err := c.Needs(env(nil, map[string]string{"client.properties": text}))
		if err == nil || !strings.HasPrefix(err.Error(), "breakwater.yaml:2:3: cluster plant: "+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if _, err := c.Needs(env(nil, nil)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("no file: %v", err)
		}
	}
}
