package target_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// env has these variables and files, and no others.
func env(variables map[string]string, files map[string]string) target.Env {
	return target.Env{
		Lookup: func(name string) (string, bool) { v, ok := variables[name]; return v, ok },
		ReadFile: func(path string) ([]byte, error) {
			text, ok := files[path]
			if !ok {
				return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
			}
			return []byte(text), nil
		},
	}
}

const (
	plainLogin = "org.apache.kafka.common.security.plain.PlainLoginModule required "
	scramLogin = "org.apache.kafka.common.security.scram.ScramLoginModule required "
)

func TestPropertiesThatKafkaTakes(t *testing.T) {
	saslHead := "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
	for name, c := range map[string]struct {
		text             string
		protocol         target.Protocol
		mechanism        string
		user, password   string
		bootstrap        string
		token, skipCheck bool
	}{
		"nothing":                   {text: "", protocol: target.Plaintext},
		"addresses":                 {text: "bootstrap.servers = b1:9092 , PLAINTEXT://b2:9092,,b1:9092\nacks=all\n", protocol: target.Plaintext, bootstrap: "b1:9092,b2:9092"},
		"protocol in small letters": {text: "security.protocol= ssl \n", protocol: target.SSL},
		"the last counts":           {text: "security.protocol=SSL\nsecurity.protocol=PLAINTEXT\n", protocol: target.Plaintext},
		"no host check":             {text: "security.protocol=SSL\nssl.endpoint.identification.algorithm=\n", protocol: target.SSL, skipCheck: true},
		"host check":                {text: "security.protocol=SSL\nssl.endpoint.identification.algorithm=https\n", protocol: target.SSL},
		"plain":                     {text: saslHead + plainLogin + `username="scan" password="s3cret";`, protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "scan", password: "s3cret"},
		"continued":                 {text: saslHead + plainLogin + "\\\n  username=\"scan\" \\\n  password=\"s3cret\";\n", protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "scan", password: "s3cret"},
		"quote in the password":     {text: saslHead + plainLogin + `username='scan' password="a\\"b\\\\c=d;e";`, protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "scan", password: `a"b\c=d;e`},
		"variables":                 {text: saslHead + plainLogin + `username="${env:USER_NAME}" password="${env:PASS}";`, protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "from-env", password: "env-secret"},
		"dollar":                    {text: saslHead + plainLogin + `username="a" password="$5{x}$";`, protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "a", password: "$5{x}$"},
		"ISO-8859-1":                {text: saslHead + plainLogin + "username=\"a\" password=\"\xe9\\u20ac\";", protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "a", password: "é€"},
		"UTF-8 is two letters":      {text: saslHead + plainLogin + `username="a" password="é";`, protocol: target.SASLPlaintext, mechanism: "PLAIN", user: "a", password: "Ã©"},
		"scram":                     {text: "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=" + scramLogin + `username="scan" password="p";`, protocol: target.SASLSSL, mechanism: "SCRAM-SHA-512", user: "scan", password: "p"},
		"token":                     {text: "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-256\nsasl.jaas.config=" + scramLogin + `username="id" password="hmac" tokenauth="true";`, protocol: target.SASLSSL, mechanism: "SCRAM-SHA-256", user: "id", password: "hmac", token: true},
		"unused login":              {text: "sasl.mechanism=OAUTHBEARER\nsasl.jaas.config=nonsense\nssl.truststore.location=/gone\n", protocol: target.Plaintext},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := target.FromProperties("client.properties", []byte(c.text), env(map[string]string{"USER_NAME": "from-env", "PASS": "env-secret"}, nil))
			if err != nil {
				t.Fatal(err)
			}
			if got.Protocol != c.protocol || got.SASL.Mechanism != c.mechanism || got.SASL.Username != c.user || got.SASL.Password.Reveal() != c.password ||
				strings.Join(got.Bootstrap, ",") != c.bootstrap || got.SASL.Token != c.token || got.TLS.SkipHostnameCheck != c.skipCheck {
				t.Errorf("got %s %+v password %q skip %v", got, got.SASL, got.SASL.Password.Reveal(), got.TLS.SkipHostnameCheck)
			}
			if got.ClientID != "breakwater" || got.Timeout != 2*time.Second {
				t.Errorf("client id %q, timeout %s", got.ClientID, got.Timeout)
			}
		})
	}
}

func TestClientIDOfTheFile(t *testing.T) {
	got, err := target.FromProperties("f", []byte("client.id= nightly-scan\n"), env(nil, nil))
	if err != nil || got.ClientID != "nightly-scan" {
		t.Errorf("got %q, %v", got.ClientID, err)
	}
}

func TestPropertiesThatAreRefused(t *testing.T) {
	sasl := func(jaas string) string {
		return "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + jaas
	}
	for name, c := range map[string]struct{ text, want string }{
		"syntax":              {`a=\u12`, `f:1:3: the file has \u without four hexadecimal digits behind it: Java refuses the whole file (a plain backslash is written \\)`},
		"mark":                {"\xef\xbb\xbfa=1", "f:1:1: the file begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one"},
		"address":             {"bootstrap.servers=b1", `f:1:1: bootstrap.servers cannot be used: "b1" is no address: write HOST:PORT, as b1.example.com:9092`},
		"protocol":            {"\nsecurity.protocol=SSL_SASL", `f:2:1: security.protocol is wrong: "SSL_SASL" is no protocol of Kafka: write one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL`},
		"no mechanism":        {"security.protocol=SASL_SSL", "f: sasl.mechanism is missing, and Kafka then takes GSSAPI, which is not supported yet by this version of Breakwater: set it to one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"},
		"GSSAPI":              {"security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI", "f:2:1: sasl.mechanism is wrong: GSSAPI is not supported yet by this version of Breakwater: it logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or by a TLS client certificate"},
		"OAUTHBEARER":         {"security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER", "f:2:1: sasl.mechanism is wrong: OAUTHBEARER is not supported yet by this version of Breakwater: it logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or by a TLS client certificate"},
		"AWS_MSK_IAM":         {"security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM", "f:2:1: sasl.mechanism is wrong: AWS_MSK_IAM is not supported yet by this version of Breakwater: it logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or by a TLS client certificate"},
		"small letters":       {"security.protocol=SASL_SSL\nsasl.mechanism=scram-sha-256", `f:2:1: sasl.mechanism is wrong: "scram-sha-256" is not how Kafka spells it: write SCRAM-SHA-256`},
		"no login":            {"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN", "f: sasl.jaas.config is missing: write the user's name and password there; a JAAS file that the JVM is given (java.security.auth.login.config) is not read"},
		"other module":        {sasl("com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;"), "f:3:1: sasl.jaas.config names Krb5LoginModule, which is not supported yet by this version of Breakwater: it logs in with PlainLoginModule and ScramLoginModule, or by a TLS client certificate"},
		"unknown module":      {sasl("com.example.Login required a=b;"), "f:3:1: sasl.jaas.config names a login module that this version of Breakwater does not know: write org.apache.kafka.common.security.plain.PlainLoginModule or org.apache.kafka.common.security.scram.ScramLoginModule"},
		"no semicolon":        {sasl(plainLogin + `username="a" password="b"`), "f:3:1: sasl.jaas.config does not end with a semicolon: write one behind the last option"},
		"no quotes":           {sasl(plainLogin + `username="a" password=1secret;`), "f:3:1: sasl.jaas.config has the option password without a value: put quotes around it, as Kafka asks where it begins with a digit or a sign"},
		"no password":         {sasl(plainLogin + `username="a";`), `f:3:1: sasl.jaas.config has no password: write password="…" behind the control flag`},
		"no flag":             {sasl(`org.apache.kafka.common.security.plain.PlainLoginModule username="a" password="b";`), "f:3:1: sasl.jaas.config has no control flag behind the login module: write required there"},
		"two modules":         {sasl(plainLogin + "a=b; " + plainLogin + "a=b;"), "f:3:1: sasl.jaas.config holds more than one login module, or text behind the semicolon: Kafka takes one module alone"},
		"blank":               {sasl("/* nothing */"), `f:3:1: sasl.jaas.config is empty: write MODULE required username="…" password="…";`},
		"variable":            {sasl(plainLogin + `username="a" password="${env:GONE}";`), "f:3:1: sasl.jaas.config takes the environment variable GONE, which is not set: set it, and export it"},
		"empty variable":      {sasl(plainLogin + `username="a" password="${env:EMPTY}";`), "f:3:1: sasl.jaas.config takes the environment variable EMPTY, which is empty: give it a value"},
		"other provider":      {sasl(plainLogin + `username="a" password="${file:/etc/kafka/secrets:password}";`), "f:3:1: sasl.jaas.config holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone"},
		"truststore is gone":  {"security.protocol=SSL\nssl.truststore.location=/gone.jks", "f:2:1: ssl.truststore.location names a file that cannot be read: open /gone.jks: file does not exist"},
		"truststore is empty": {"security.protocol=SSL\nssl.truststore.location=/empty", "f:2:1: ssl.truststore.location names a file that is empty"},
		"half an identity":    {"security.protocol=SSL\nssl.keystore.key=x", "f: ssl.keystore.certificate.chain is missing beside ssl.keystore.key: the client needs both"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := target.FromProperties("f", []byte(c.text), env(map[string]string{"EMPTY": " "}, map[string]string{"/empty": ""}))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for list, want := range map[string]string{
		"b1:9092":                   "b1:9092",
		" b1:9092 ,b2:9092 ":        "b1:9092 b2:9092",
		"b1:9092,b1:9092":           "b1:9092",
		"SASL_SSL://b1:9092":        "b1:9092",
		"[::1]:9092,127.0.0.1:1":    "[::1]:9092 127.0.0.1:1",
		"B1.Example.com:65535":      "B1.Example.com:65535",
		"":                          "! the list is empty: write HOST:PORT, as b1.example.com:9092",
		" , ":                       "! the list is empty: write HOST:PORT, as b1.example.com:9092",
		"b1":                        `! "b1" is no address: write HOST:PORT, as b1.example.com:9092`,
		"b1:":                       `! "b1:" is no address: write HOST:PORT, as b1.example.com:9092`,
		":9092":                     `! ":9092" is no address: write HOST:PORT, as b1.example.com:9092`,
		"b1:0":                      `! "b1:0" has the port 0, which is out of range: ports go from 1 to 65535`,
		"b1:65536":                  `! "b1:65536" has the port 65536, which is out of range: ports go from 1 to 65535`,
		"127.0.0.1:99999":           `! "127.0.0.1:99999" has the port 99999, which is out of range: ports go from 1 to 65535`,
		"b1:99999999999999999999":   `! "b1:99999999999999999999" has the port 99999999999999999999, which is out of range: ports go from 1 to 65535`,
		"b1:-1":                     `! "b1:-1" is no address: write HOST:PORT, as b1.example.com:9092`,
		"b1:http":                   `! "b1:http" is no address: write HOST:PORT, as b1.example.com:9092`,
		"::1:9092":                  `! "::1:9092" is no address: write HOST:PORT, as b1.example.com:9092`,
		"b1 b2:9092":                `! "b1 b2:9092" is no address: write HOST:PORT, as b1.example.com:9092`,
		"SSL://scan:s3cret@b1:9092": "! an address holds an @, which no host name has: write HOST:PORT, and the user's name and password where the login stands",
		"b1:9092/path":              `! "b1:9092/path" is no address: write HOST:PORT, as b1.example.com:9092`,
		"b1:9092;b2:9092":           `! "b1:9092;b2:9092" is no address: write HOST:PORT, as b1.example.com:9092`,
	} {
		got, err := target.Addresses(list)
		text := strings.Join(got, " ")
		if err != nil {
			text = "! " + err.Error()
		}
		if text != want {
			t.Errorf("%q:\ngot  %s\nwant %s", list, text, want)
		}
	}
}

func TestFlagsWinOverTheFile(t *testing.T) {
	file, err := target.FromProperties("client.properties", []byte("bootstrap.servers=b1:9092\nsecurity.protocol=SSL\n"), env(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	for list, want := range map[string]string{"": "b1:9092", " ": "b1:9092", "c1:9093,c2:9093": "c1:9093,c2:9093"} {
		got, err := file.With(list)
		if err != nil || strings.Join(got.Bootstrap, ",") != want || got.Protocol != target.SSL {
			t.Errorf("%q: got %s, %v", list, got, err)
		}
	}
	none, err := target.FromProperties("client.properties", nil, env(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[error]string{
		second(none.With("")):   "client.properties has no bootstrap.servers: add it, or say with --bootstrap HOST:PORT where the cluster is",
		second(target.New("")):  "no address is given: say with --bootstrap HOST:PORT where the cluster is",
		second(file.With("b1")): `the bootstrap list cannot be used: "b1" is no address: write HOST:PORT, as b1.example.com:9092`,
	} {
		if fmt.Sprint(got) != want {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
}

func second(_ target.Target, err error) error { return err }

func TestFlagsAlone(t *testing.T) {
	got, err := target.New("b1:9092,b2:9092")
	if err != nil || got.String() != "b1:9092,b2:9092 by PLAINTEXT" {
		t.Errorf("got %s, %v", got, err)
	}
	if where := got.Where(target.KeyProtocol); where != "security.protocol in a file for --command-config" {
		t.Errorf("got %q", where)
	}
}
