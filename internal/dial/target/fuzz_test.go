package target

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// FuzzJAAS: no text makes the parser panic, what it reads has a module and
// ends, and no error repeats a piece of the text.
func FuzzJAAS(f *testing.F) {
	text, err := os.ReadFile("testdata/jaas.json")
	if err != nil {
		f.Fatal(err)
	}
	var seeds []struct{ Text string }
	if err := json.Unmarshal(text, &seeds); err != nil {
		f.Fatal(err)
	}
	for _, s := range seeds {
		f.Add(s.Text)
	}
	const canary = "hunter2canary"
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseJAAS(text)
		if err == nil && l.options == nil {
			t.Error("no options and no error")
		}
		if _, refused := l.credentials(); err == nil && refused == nil && (l.options["username"] == "" || l.options["password"] == "") {
			t.Error("a login without a name or a password is taken")
		}
		for _, secret := range []string{canary + text, text + canary, strings.ReplaceAll(text, "a", canary)} {
			l, err := parseJAAS(secret)
			if err == nil {
				_, err = l.credentials()
			}
			if err != nil && strings.Contains(err.Error(), canary) {
				t.Errorf("%q: %v", secret, err)
			}
		}
	})
}

// FuzzFromProperties: no text makes the reader panic, a target that is read can
// be used, and a store of any bytes is read or refused.
func FuzzFromProperties(f *testing.F) {
	for _, text := range []string{
		"bootstrap.servers=b1:9092,[::1]:9092\nclient.id=x", "security.protocol=SSL\nssl.truststore.location=s\nssl.truststore.password=changeit",
		"security.protocol=SSL\nssl.keystore.location=s\nssl.keystore.password=changeit\nssl.key.password=k", "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=a required b=\"${env:X}\";",
		"security.protocol=SSL\nssl.keystore.key=-----BEGIN PRIVATE KEY----- AAAA -----END\nssl.keystore.certificate.chain=x", "a=\\u00", "\xef\xbb\xbf",
	} {
		for _, store := range []string{"", "\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01a", "\x30\x82\x01\x00\x02\x01\x03", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
			f.Add([]byte(text), []byte(store))
		}
	}
	f.Fuzz(func(t *testing.T, text, store []byte) {
		env := Env{
			Lookup:   func(string) (string, bool) { return "v", true },
			ReadFile: func(string) ([]byte, error) { return store, nil },
		}
		got, err := FromProperties("f", text, env)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		if got.Protocol.LogsIn() && (CheckMechanism(got.SASL.Mechanism) != nil || got.SASL.Password.Reveal() == "") {
			t.Errorf("a login that cannot be used: %s", got)
		}
		for _, address := range got.Bootstrap {
			if again, err := Address(address); err != nil || again != address {
				t.Errorf("%q is read as an address, and then as %q, %v", address, again, err)
			}
		}
	})
}
