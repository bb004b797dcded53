package target_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// flat is a PEM text as a continued line of a .properties file leaves it:
// spaces where the line ends were.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestTruststores(t *testing.T) {
	ca, other := issue(t, "Test CA", nil), issue(t, "Other CA", nil)
	damaged := jks(t, nil, "", "changeit", ca)
	long := bytes.Clone(damaged)
	long[8], long[9] = 0xFF, 0xFF // four billion entries
	files := map[string]string{
		"a.jks": string(damaged), "cut.jks": string(damaged[:60]), "long.jks": string(long), "none.jks": string(jks(t, nil, "", "changeit")),
		"key.jks": string(jks(t, ca, "keypass1", "changeit", other)),
		"a.p12":   string(p12Trust(t, "changeit", ca, other)), "key.p12": string(p12(t, other, ca, "changeit")), "cut.p12": string(p12Trust(t, "changeit", ca)[:80]),
		"a.pem": "subject=CN = Test CA\n" + ca.pem() + other.pem(), "text": "no certificate", "broken.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	}
	for name, c := range map[string]struct {
		text string
		want string // the error; "" for a truststore that holds the CA
	}{
		"JKS":                     {"location=a.jks\npassword=changeit", ""},
		"JKS without a password":  {"location=a.jks", ""},
		"JKS, wrong password":     {"location=a.jks\npassword=wrong", "f:2:1: ssl.truststore.location does not open: ssl.truststore.password is wrong, or the file is damaged"},
		"JKS, cut":                {"location=cut.jks", "f:2:1: ssl.truststore.location is a damaged JKS store"},
		"JKS, false length":       {"location=long.jks\npassword=changeit", "f:2:1: ssl.truststore.location is a damaged JKS store"},
		"JKS, empty":              {"location=none.jks\npassword=changeit", "f:2:1: ssl.truststore.location holds no trusted certificate: import one with keytool -importcert"},
		"PKCS12":                  {"location=a.p12\npassword=changeit\ntype=PKCS12", ""},
		"PKCS12 called JKS":       {"location=a.p12\npassword=changeit\ntype=JKS", ""},
		"PKCS12, wrong password":  {"location=a.p12\npassword=wrong", "f:2:1: ssl.truststore.location does not open: ssl.truststore.password is wrong, or the file is damaged"},
		"PKCS12, no password":     {"location=a.p12", "f:2:1: ssl.truststore.location has a password, and ssl.truststore.password is missing: set it"},
		"PKCS12 with a key":       {"location=key.p12\npassword=changeit", "f:2:1: ssl.truststore.location is no truststore that Java made: "},
		"PKCS12, cut":             {"location=cut.p12\npassword=changeit", "f:2:1: ssl.truststore.location is no truststore that Java made: "},
		"PEM":                     {"location=a.pem\ntype=PEM", ""},
		"PEM inside":              {"type=PEM\ncertificates=" + flat(ca.pem()), ""},
		"PEM inside, with \\n":    {"type=PEM\ncertificates=" + strings.ReplaceAll(ca.pem(), "\n", "\\n"), ""},
		"PEM inside, continued":   {"type=PEM\ncertificates=" + strings.ReplaceAll(ca.pem(), "\n", " \\\n"), ""},
		"text":                    {"location=text", "f:2:1: ssl.truststore.location holds no certificate: a PEM text has -----BEGIN CERTIFICATE----- in it"},
		"PEM that is none":        {"location=broken.pem", "f:2:1: ssl.truststore.location holds a certificate that cannot be read: "},
		"PEM inside that is none": {"certificates=x", "f:2:1: ssl.truststore.certificates holds no certificate: a PEM text has -----BEGIN CERTIFICATE----- in it"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "security.protocol=SSL\nssl.truststore." + strings.ReplaceAll(c.text, "\nty", "\nssl.truststore.ty")
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\npassword", "\nssl.truststore.password"), "\ncertificates", "\nssl.truststore.certificates")
			got, err := target.FromProperties("f", []byte(text), env(nil, files))
			switch {
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
				t.Errorf("got  %v\nwant %s", err, c.want)
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want == "" && !trusts(got, ca):
				t.Error("the CA is not trusted")
			}
		})
	}
}

func trusts(got target.Target, ca *party) bool {
	roots := got.TLS.Roots()
	if roots == nil {
		return false
	}
	for _, subject := range roots.Subjects() { //nolint:staticcheck // no pool of the system
		if bytes.Equal(subject, ca.cert.RawSubject) {
			return true
		}
	}
	return false
}

func TestWithoutATruststoreTheSystemIsTrusted(t *testing.T) {
	got, err := target.FromProperties("f", []byte("security.protocol=SSL\n"), env(nil, nil))
	if err != nil || got.TLS.Roots() != nil || got.TLS.Certificate() != nil {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestKeystores(t *testing.T) {
	ca := issue(t, "Test CA", nil)
	me, other := issue(t, "me", ca), issue(t, "other", ca)
	encrypted := string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: me.pkcs8(t)}))
	files := map[string]string{
		"a.jks": string(jks(t, me, "keypass1", "changeit", ca)), "same.jks": string(jks(t, me, "changeit", "changeit")), "trust.jks": string(jks(t, nil, "", "changeit", ca)),
		"a.p12": string(p12(t, me, ca, "changeit")), "trust.p12": string(p12Trust(t, "changeit", ca)),
		"a.pem": me.keyPEM(t) + me.pem() + ca.pem(), "turned.pem": ca.pem() + me.pem() + me.keyPEM(t), "wrong.pem": other.pem() + me.keyPEM(t), "cert.pem": me.pem(), "locked.pem": me.pem() + encrypted,
	}
	for name, c := range map[string]struct {
		keys map[string]string
		want string
	}{
		"JKS":                      {map[string]string{"keystore.location": "a.jks", "keystore.password": "changeit", "key.password": "keypass1"}, ""},
		"JKS with one password":    {map[string]string{"keystore.location": "same.jks", "keystore.password": "changeit"}, ""},
		"JKS, wrong password":      {map[string]string{"keystore.location": "a.jks", "keystore.password": "wrong", "key.password": "keypass1"}, "f:1:1: ssl.keystore.location does not open: ssl.keystore.password is wrong, or the file is damaged"},
		"JKS, wrong key password":  {map[string]string{"keystore.location": "a.jks", "keystore.password": "changeit"}, "f:1:1: ssl.keystore.location opens, but its private key does not: ssl.key.password is wrong"},
		"JKS without a key":        {map[string]string{"keystore.location": "trust.jks", "keystore.password": "changeit"}, "f:1:1: ssl.keystore.location holds no private key: the client's certificate and key must both be in it"},
		"PKCS12":                   {map[string]string{"keystore.location": "a.p12", "keystore.password": "changeit"}, ""},
		"PKCS12, wrong password":   {map[string]string{"keystore.location": "a.p12", "keystore.password": "wrong"}, "f:1:1: ssl.keystore.location does not open: ssl.keystore.password is wrong, or the file is damaged"},
		"PKCS12, no password":      {map[string]string{"keystore.location": "a.p12"}, "f:1:1: ssl.keystore.location has a password, and ssl.keystore.password is missing: set it"},
		"PKCS12 without a key":     {map[string]string{"keystore.location": "trust.p12", "keystore.password": "changeit"}, "f:1:1: ssl.keystore.location is no keystore with one private key and its certificate: "},
		"PEM":                      {map[string]string{"keystore.location": "a.pem", "keystore.type": "PEM"}, ""},
		"PEM, authority first":     {map[string]string{"keystore.location": "turned.pem"}, ""},
		"PEM of two":               {map[string]string{"keystore.location": "wrong.pem"}, "f:1:1: ssl.keystore.location the private key and the certificate do not belong together"},
		"PEM without a key":        {map[string]string{"keystore.location": "cert.pem"}, "f:1:1: ssl.keystore.location there is no private key: a PEM text has -----BEGIN PRIVATE KEY----- in it"},
		"PEM, encrypted":           {map[string]string{"keystore.location": "locked.pem"}, "f:1:1: ssl.keystore.location the private key is encrypted, which this version of Breakwater cannot read in PEM: "},
		"inside":                   {map[string]string{"keystore.certificate.chain": flat(me.pem() + ca.pem()), "keystore.key": flat(me.keyPEM(t))}, ""},
		"inside, wrong":            {map[string]string{"keystore.certificate.chain": flat(other.pem()), "keystore.key": flat(me.keyPEM(t))}, "f:1:1: ssl.keystore.certificate.chain and ssl.keystore.key cannot be used: the private key and the certificate do not belong together"},
		"inside, without the rest": {map[string]string{"keystore.certificate.chain": flat(other.pem())}, "f: ssl.keystore.key is missing beside ssl.keystore.certificate.chain: the client needs both"},
	} {
		t.Run(name, func(t *testing.T) {
			text := ""
			for _, key := range []string{"keystore.location", "keystore.certificate.chain", "keystore.key", "keystore.password", "key.password", "keystore.type"} {
				if v := c.keys[key]; v != "" {
					text += "ssl." + key + "=" + v + "\n"
				}
			}
			got, err := target.FromProperties("f", []byte(text+"security.protocol=SSL\n"), env(nil, files))
			switch {
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
				t.Errorf("got  %v\nwant %s", err, c.want)
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want == "" && !bytes.Equal(got.TLS.Certificate().Certificate[0], me.cert.Raw):
				t.Error("the first certificate is not that of the key")
			}
		})
	}
}

// TestStoresOfKeytool: what Java itself writes. It needs a JDK.
func TestStoresOfKeytool(t *testing.T) {
	keytool, err := exec.LookPath("keytool")
	if err != nil {
		t.Skip("needs keytool")
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command(keytool, args...).CombinedOutput(); err != nil {
			t.Fatalf("keytool %s: %v\n%s", args[0], err, out)
		}
	}
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, []byte(issue(t, "Test CA", nil).pem()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"JKS", "PKCS12"} {
		trust, key := filepath.Join(dir, "trust."+kind), filepath.Join(dir, "key."+kind)
		run("-importcert", "-noprompt", "-alias", "ca", "-file", ca, "-keystore", trust, "-storetype", kind, "-storepass", "changeit")
		run("-importcert", "-noprompt", "-alias", "a-ca-before-the-key", "-file", ca, "-keystore", key, "-storetype", kind, "-storepass", "changeit")
		run("-genkeypair", "-alias", "me", "-dname", "CN=me", "-keyalg", "EC", "-keystore", key, "-storetype", kind, "-storepass", "changeit", "-keypass", "changeit")
		text := "security.protocol=SSL\nssl.truststore.location=" + trust + "\nssl.truststore.password=changeit\nssl.keystore.location=" + key + "\nssl.keystore.password=changeit\n"
		got, err := target.FromProperties("f", []byte(text), target.System())
		switch {
		case err != nil:
			t.Errorf("%s: %v", kind, err)
		case got.TLS.Certificate().Leaf.Subject.CommonName != "me":
			t.Errorf("%s: the certificate is that of %s", kind, got.TLS.Certificate().Leaf.Subject)
		}
	}
}
