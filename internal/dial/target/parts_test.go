package target

import (
	"encoding/pem"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	env := Env{Lookup: func(name string) (string, bool) {
		value, ok := map[string]string{"A": "one", "B_2": "two words", "EMPTY": "", "BLANK": " "}[name]
		return value, ok
	}}
	for text, want := range map[string]string{
		"":                    "",
		"plain":               "plain",
		"$A":                  "$A",
		"${A}":                "${A}",
		"${env}":              "${env}",
		"${env:A}":            "one",
		"x${env:A}y${env:A}z": "xoneyonez",
		"${env:B_2}":          "two words",
		"${env:A":             "${env:A",
		"{env:A}":             "{env:A}",
		"${env:GONE}":         "! takes the environment variable GONE, which is not set: set it, and export it",
		"${env:EMPTY}":        "! takes the environment variable EMPTY, which is empty: give it a value",
		"${env:BLANK}":        "! takes the environment variable BLANK, which is empty: give it a value",
		"${env:}":             "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
		"${env:a:b}":          "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
		"${env:1A}":           "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
		"${ENV:A}":            "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
		"${file:/a:b}":        "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
		"${vault:secret/k:p}": "! holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone",
	} {
		got, err := env.expand(text)
		if err != nil {
			got = "! " + err.Error()
		}
		if got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestVariable(t *testing.T) {
	for text, want := range map[string]string{
		"${env:A}": "A", "${env:_a1}": "_a1", "": "", "A": "", "${env:A} ": "", "x${env:A}": "", "${env:A}${env:B}": "", "${file:A}": "", "${env:A-B}": "",
	} {
		if got, ok := Variable(text); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
}

func TestProtocols(t *testing.T) {
	for text, want := range map[string]struct{ encrypted, logsIn, ok bool }{
		"PLAINTEXT": {false, false, true}, "ssl": {true, false, true}, "Sasl_Plaintext": {false, true, true}, "SASL_SSL": {true, true, true},
		"TLS": {}, "": {}, "SASL": {},
	} {
		p, err := protocolOf(text)
		if (err == nil) != want.ok || p.Encrypted() != want.encrypted || p.LogsIn() != want.logsIn {
			t.Errorf("%q: got %q, %v", text, p, err)
		}
	}
}

// Whatever stands around them, blocks are found, and the bytes are theirs.
func TestPEMBlocks(t *testing.T) {
	want := []byte("some bytes that are no certificate")
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: want}))
	crossed := strings.Replace(text, "CERTIFICATE", "PRIVATE KEY", 1)
	for name, c := range map[string]struct {
		text  string
		types string
	}{
		"as it is":       {text, "CERTIFICATE"},
		"CRLF":           {strings.ReplaceAll(text, "\n", "\r\n"), "CERTIFICATE"},
		"on one line":    {strings.ReplaceAll(text, "\n", " "), "CERTIFICATE"},
		"two":            {text + crossed, "CERTIFICATE PRIVATE KEY"},
		"comments":       {"Bag Attributes\n  friendlyName: x\n" + text + "# end\n", "CERTIFICATE"},
		"with a header":  {strings.Replace(text, "-----\n", "-----\nX-Header: y\n\n", 1), "CERTIFICATE"},
		"old encryption": {strings.Replace(crossed, "-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1), "ENCRYPTED PRIVATE KEY"},
		"indented":       {strings.ReplaceAll(text, "\n", "\n    "), "CERTIFICATE"},
		"bad base64":     {"-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n", ""},
		"without an end": {strings.SplitAfter(text, "\n")[0] + "AAAA\n", ""},
		"nothing":        {"", ""},
	} {
		var types []string
		for _, b := range blocks([]byte(c.text)) {
			types = append(types, b.Type)
			if string(b.Bytes) != string(want) {
				t.Errorf("%s: the bytes are %q", name, b.Bytes)
			}
		}
		if got := strings.Join(types, " "); got != c.types {
			t.Errorf("%s: got %q, want %q", name, got, c.types)
		}
	}
}

// A store whose every length is cut or too large is refused, and nothing is
// read beyond its end.
func TestDamagedJKS(t *testing.T) {
	whole := []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01" + "\x00\x00\x00\x01" + "\x00\x01a" + "\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x00\x02kk" + "\x00\x00\x00\x01" + "\x00\x05X.509" + "\x00\x00\x00\x01c" + strings.Repeat("d", 20))
	if certs, err := jksCertificates(whole); err != nil || len(certs) != 0 {
		t.Fatalf("the whole store gives %v, %v", certs, err)
	}
	for n := 4; n < len(whole); n++ {
		if _, err := jksCertificates(whole[:n]); err == nil {
			t.Errorf("cut at %d it is read", n)
		}
	}
	for i := 8; i < len(whole)-20; i++ {
		damaged := append([]byte(nil), whole...)
		damaged[i] = 0xFF
		jksCertificates(damaged) // must end, and not take memory
	}
	if _, err := jksCertificates(append(whole, 'x')); err == nil {
		t.Error("with a byte more it is read")
	}
}

func TestLatin1IsWhatJavaReads(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	runes := []rune(string(latin1(all)))
	if len(runes) != 256 {
		t.Fatalf("%d characters", len(runes))
	}
	for i, r := range runes {
		if int(r) != i {
			t.Errorf("byte %d is character %d", i, r)
		}
	}
}
