package dial_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// page is docs/connect.md; its blocks by the name behind their language.
func page(t *testing.T) (text string, blocks map[string]string) {
	t.Helper()
	raw, err := os.ReadFile("../../docs/connect.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks = map[string]string{}
	for i, block := range strings.Split(string(raw), "\n```") {
		head, body, _ := strings.Cut(block, "\n")
		if _, name, named := strings.Cut(head, " "); i%2 == 1 && named {
			blocks[name] = body + "\n"
		}
	}
	return string(raw), blocks
}

// TestDocumentedConnectionsAreRead hands every block to the reader that its
// name asks for. The stores that they name are those of the tests.
func TestDocumentedConnectionsAreRead(t *testing.T) {
	_, blocks := page(t)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks", len(blocks))
	}
	pems := clientPEM(t)
	env := target.Env{
		Lookup: func(string) (string, bool) { return "s3cret", true },
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := blocks[path]; ok {
				return []byte(text), nil
			}
			return []byte(pems), nil
		},
	}
	for name, want := range map[string]string{
		"client.properties": `b1.example.com:9093,b2.example.com:9093 by SASL_SSL as "scan" with SCRAM-SHA-512`,
		"mutual.properties": "b1.example.com:9093 by SSL with a client certificate",
	} {
		got, err := target.FromProperties(name, []byte(blocks[name]), env)
		if err != nil || got.String() != want {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
	c, err := config.Parse("breakwater.yaml", []byte(blocks["breakwater.yaml"]), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`plant b1.plant:9092,b2.plant:9092 by SASL_SSL as "scan" with SCRAM-SHA-512`,
		`shop b1.shop:9093 by SASL_SSL as "scan" with SCRAM-SHA-512`,
		"depot b1.depot:9093 by SSL with a client certificate",
	}
	for i, cluster := range c.Clusters {
		got, err := cluster.Target(env)
		if err != nil || i >= len(want) || got.String() != want[i] {
			t.Errorf("got %s, %v", got, err)
		}
	}
	if len(c.Clusters) != len(want) {
		t.Errorf("%d clusters", len(c.Clusters))
	}
}

// TestDocumentedSentencesAreSaid: the page quotes sentences. Those that are no
// longer said must not stand there.
func TestDocumentedSentencesAreSaid(t *testing.T) {
	text, _ := page(t)
	_, table, _ := strings.Cut(text, "| the sentence says |")
	var said strings.Builder
	for _, file := range []string{"failure.go", "failure_kafka.go", "failure_tls.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		said.Write(source)
	}
	sources := strings.ReplaceAll(strings.ReplaceAll(said.String(), "no connection %s", "no connection within"), "answers nothing %s", "answers nothing")
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.Contains(cells[1], "---") {
			continue
		}
		rows++
		if quote := strings.TrimSpace(cells[1]); quote == "" || !strings.Contains(sources, quote) {
			t.Errorf("no sentence says %q", quote)
		}
	}
	if rows < 10 {
		t.Errorf("only %d rows", rows)
	}
}

// clientPEM is a certificate with its key.
func clientPEM(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Unix(1<<33, 0)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}
