package target_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

const canary = "hunter2canary"

// holder is what another package may put a target into and print.
type holder struct {
	Shown  target.Target
	hidden target.Target
	ptr    *target.Target
	sasl   target.SASL
	Secret target.Secret
}

func TestNoPrinterShowsASecret(t *testing.T) {
	me := issue(t, "me", nil)
	text := "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + plainLogin + "username=\"scan\" password=\"" + canary + "\";\n" +
		"ssl.keystore.location=k\nssl.keystore.password=" + canary + "\nbootstrap.servers=b:1\n"
	got, err := target.FromProperties("f", []byte(text), env(nil, map[string]string{"k": string(p12(t, me, me, canary))}))
	if err != nil {
		t.Fatal(err)
	}
	if got.SASL.Password.Reveal() != canary {
		t.Fatal("the password is not there")
	}
	h := holder{got, got, &got, got.SASL, got.SASL.Password}
	var printed []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		for _, v := range []any{got, &got, h, &h, got.SASL, &got.SASL, got.TLS, got.SASL.Password, []target.Target{got}, map[string]any{"t": got}} {
			printed = append(printed, fmt.Sprintf(verb, v))
		}
	}
	for _, v := range []any{got, &got, h, got.SASL, got.TLS, got.SASL.Password} {
		encoded, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		printed = append(printed, string(encoded))
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		printed = append(printed, log.String())
	}
	private := me.key.D.String() //nolint:staticcheck // how a printer would show it
	for _, p := range printed {
		for _, bad := range []string{canary, fmt.Sprintf("%x", canary), private, fmt.Sprintf("%x", me.key.D)} { //nolint:staticcheck // likewise
			if strings.Contains(p, bad) {
				t.Errorf("a secret is printed: %.300s", p)
			}
		}
	}
}

func TestAnEmptySecretIsEmpty(t *testing.T) {
	if got := (target.Secret{}).Reveal(); got != "" {
		t.Errorf("got %q", got)
	}
}

// Wherever the password stands in a login that is written wrongly, no error
// repeats it.
func TestNoErrorShowsASecret(t *testing.T) {
	head := "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n"
	for _, jaas := range []string{
		plainLogin + `username="a" password="%s`, plainLogin + `username="a" password=%s`, plainLogin + `username="a" %s;`, plainLogin + `username="a" password="x" %s=;`,
		plainLogin + `username="a" password "%s";`, plainLogin + `username="a" password="x"%s;`, plainLogin + `username="a" "%s"=1;`, "%s", "%s required a=b;", plainLogin + "required;%s",
		`org.apache.kafka.common.security.plain.PlainLoginModule %s username="a";`, plainLogin + `username="a" password="${env:X}%s";`, plainLogin + `username="a" password="${%s:x}";`,
		plainLogin + `username="a" password="\u%s";`, plainLogin + `password="%s";`,
	} {
		text := head + "sasl.jaas.config=" + strings.ReplaceAll(jaas, "%s", canary) + "\n"
		if _, err := target.FromProperties("f", []byte(text), env(nil, nil)); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s\ngives %v", text, err)
		}
	}
	for _, text := range []string{
		"ssl.truststore.location=k\nssl.truststore.password=" + canary, "ssl.keystore.location=k\nssl.keystore.password=" + canary,
		"ssl.keystore.location=k\nssl.keystore.password=p\nssl.key.password=" + canary, "ssl.keystore.key=" + canary + "\nssl.keystore.certificate.chain=x",
		"ssl.truststore.certificates=" + canary, "bootstrap.servers=scan:" + canary + "@b:1",
	} {
		for _, store := range []string{"text", "\xfe\xed\xfe\xed", "\x30\x82"} {
			_, err := target.FromProperties("f", []byte("security.protocol=SSL\n"+text+"\n"), env(nil, map[string]string{"k": store}))
			if err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("%s\ngives %v", text, err)
			}
		}
	}
}
