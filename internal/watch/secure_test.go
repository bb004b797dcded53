package watch

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// certify writes a certificate with a serial number, and its key.
func certify(t *testing.T, serial int64, certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// lines is a log that is read while others write.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// serial is the number of the certificate that an address shows.
func serial(t *testing.T, address string) int64 {
	t.Helper()
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is read, not trusted
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

// TestACertificateThatIsRenewed needs no restart, and one that is broken
// changes nothing.
func TestACertificateThatIsRenewed(t *testing.T) {
	dir := t.TempDir()
	certificate, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	certify(t, 1, certificate, key)
	said := &lines{}
	on, err := Secure(listening(t), certificate, key, slog.New(slog.NewTextHandler(said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, on, http.NotFoundHandler(), slog.New(slog.DiscardHandler)) }()
	at := on.Addr().String()
	want := func(number int64, words ...string) {
		t.Helper()
		for range 2 { // what is wrong is said once
			if got := serial(t, at); got != number {
				t.Errorf("it shows the certificate %d, want %d", got, number)
			}
		}
		for _, w := range words {
			if strings.Count(said.String(), w) != 1 {
				t.Errorf("not once: %q in\n%s", w, said)
			}
		}
	}
	want(1)
	certify(t, 2, certificate, key)
	want(2)
	certify(t, 3, certificate, filepath.Join(dir, "other.key"))
	want(2, "cannot be used together", "the one before stays in use")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	want(2, "no such file")
	certify(t, 4, certificate, key)
	want(4, "can be read again")
	cancel()
	<-ended
}

func TestNoCertificateAtTheStart(t *testing.T) {
	dir := t.TempDir()
	certificate, key, broken := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"), filepath.Join(dir, "broken")
	certify(t, 1, certificate, key)
	if err := os.WriteFile(broken, []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ certificate, key, says string }{
		"no certificate": {filepath.Join(dir, "none"), key, "cannot be read: open " + filepath.Join(dir, "none")},
		"no key":         {certificate, filepath.Join(dir, "none"), "cannot be read: open "},
		"a broken key":   {certificate, broken, "cannot be used together"},
	} {
		_, err := Secure(listening(t), c.certificate, c.key, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOldTLSIsRefused: 1.1 has been broken for years.
func TestOldTLSIsRefused(t *testing.T) {
	dir := t.TempDir()
	certificate, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	certify(t, 1, certificate, key)
	on, err := Secure(listening(t), certificate, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if c, err := on.Accept(); err == nil {
			_ = c.(*tls.Conn).HandshakeContext(t.Context())
			_ = c.Close()
		}
	}()
	_, err = tls.Dial("tcp", on.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}) //nolint:gosec // the old versions are the test
	if err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	<-done
}
