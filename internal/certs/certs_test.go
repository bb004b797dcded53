package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// made is an authority and a certificate of it for a name and an address.
func made(t *testing.T, uses ...x509.ExtKeyUsage) (ca, leaf *Pair) {
	t.Helper()
	ca, err := Authority("the authority", Decades)
	if err != nil {
		t.Fatal(err)
	}
	if leaf, err = ca.Sign("alice", []string{"localhost", "127.0.0.1", "::1"}, Decades, uses...); err != nil {
		t.Fatal(err)
	}
	return ca, leaf
}

func pool(p *Pair) *x509.CertPool {
	out := x509.NewCertPool()
	out.AddCert(p.Cert)
	return out
}

func TestACertificateIsGoodForItsHostsUsesAndTime(t *testing.T) {
	ca, leaf := made(t, x509.ExtKeyUsageServerAuth)
	other, _ := made(t)
	during := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		by   *Pair
		host string
		at   time.Time
		use  x509.ExtKeyUsage
		good bool
	}{
		"a name":            {ca, "localhost", during, x509.ExtKeyUsageServerAuth, true},
		"an address":        {ca, "127.0.0.1", during, x509.ExtKeyUsageServerAuth, true},
		"of version 6":      {ca, "::1", during, x509.ExtKeyUsageServerAuth, true},
		"another name":      {ca, "example.org", during, x509.ExtKeyUsageServerAuth, false},
		"another address":   {ca, "192.0.2.1", during, x509.ExtKeyUsageServerAuth, false},
		"another authority": {other, "localhost", during, x509.ExtKeyUsageServerAuth, false},
		"another use":       {ca, "localhost", during, x509.ExtKeyUsageClientAuth, false},
		"on its first day":  {ca, "localhost", Decades.From, x509.ExtKeyUsageServerAuth, true},
		"too early":         {ca, "localhost", Decades.From.Add(-time.Second), x509.ExtKeyUsageServerAuth, false},
		"on its last day":   {ca, "localhost", Decades.Until, x509.ExtKeyUsageServerAuth, true},
		"too late":          {ca, "localhost", Decades.Until.Add(time.Second), x509.ExtKeyUsageServerAuth, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := leaf.Cert.Verify(x509.VerifyOptions{Roots: pool(c.by), DNSName: c.host, CurrentTime: c.at, KeyUsages: []x509.ExtKeyUsage{c.use}})
			if (err == nil) != c.good {
				t.Errorf("%v, want good: %v", err, c.good)
			}
		})
	}
}

// TestWhoIsSignedSignsNobody: neither a certificate nor an authority below an authority
// makes another one that is believed.
func TestWhoIsSignedSignsNobody(t *testing.T) {
	ca, leaf := made(t)
	below, err := Issue(&x509.Certificate{NotBefore: Decades.From, NotAfter: Decades.Until, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, ca)
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string]*Pair{"a certificate": leaf, "an authority": below} {
		forged, err := by.Sign("mallory", []string{"localhost"}, Decades, x509.ExtKeyUsageServerAuth)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := forged.Cert.Verify(x509.VerifyOptions{Roots: pool(ca), Intermediates: pool(by)}); err == nil {
			t.Errorf("%s has made a certificate that is believed", name)
		}
	}
}

func TestSerialNumbersAndKeysDiffer(t *testing.T) {
	ca, a := made(t)
	b, err := ca.Sign("alice", nil, Decades)
	if err != nil || a.Cert.SerialNumber.Cmp(b.Cert.SerialNumber) == 0 || a.Key.Equal(b.Key) || a.Cert.SerialNumber.Cmp(ca.Cert.SerialNumber) == 0 {
		t.Errorf("%v: %v and %v", err, a.Cert.SerialNumber, b.Cert.SerialNumber)
	}
	if _, err := Issue(&x509.Certificate{NotBefore: Decades.From, NotAfter: Decades.Until, DNSNames: []string{"é"}}, ca); err == nil {
		t.Error("a name that no certificate can hold was taken")
	}
}

func TestBothEndsOfAConnection(t *testing.T) {
	ca, both := made(t, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{both.TLS(ca)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(ca)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		state := conn.(*tls.Conn)
		if state.Handshake() == nil {
			_, _ = io.WriteString(conn, state.ConnectionState().PeerCertificates[0].Subject.CommonName)
		}
	}()
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", l.Addr().String(), &tls.Config{RootCAs: pool(ca), Certificates: []tls.Certificate{both.TLS()}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if name, err := io.ReadAll(conn); err != nil || string(name) != "alice" || len(conn.ConnectionState().PeerCertificates) != 2 {
		t.Errorf("the server knows %q (%v) and showed %d certificates", name, err, len(conn.ConnectionState().PeerCertificates))
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	_, leaf := made(t)
	text, err := leaf.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ParseCert(leaf.CertPEM())
	if err != nil || !cert.Equal(leaf.Cert) {
		t.Errorf("the certificate: %v", err)
	}
	key, err := ParseKey(text)
	if err != nil || !key.Equal(leaf.Key) {
		t.Errorf("the key: %v", err)
	}
	if _, err := tls.X509KeyPair(leaf.CertPEM(), text); err != nil {
		t.Error(err)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	_, leaf := made(t)
	text, err := leaf.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"nothing":     {nil, "there is no PEM in the key"},
		"not whole":   {bytes.Replace(text, []byte("END"), []byte("DNE"), 1), "there is no PEM in the key"},
		"no key":      {leaf.CertPEM(), ""},
		"another one": {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "the key is a *rsa.PrivateKey: want ECDSA"},
	} {
		if _, err := ParseKey(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := ParseCert(nil); err == nil || err.Error() != "there is no PEM in the certificate" {
		t.Error(err)
	}
	if _, err := ParseCert(text); err == nil {
		t.Error("a key was taken for a certificate")
	}
}

func FuzzParsePEM(f *testing.F) {
	ca, err := Authority("a", Decades)
	if err != nil {
		f.Fatal(err)
	}
	key, err := ca.KeyPEM()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ca.CertPEM())
	f.Add(key)
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if cert, err := ParseCert(text); err == nil && cert == nil {
			t.Error("neither a certificate nor an error")
		}
		if key, err := ParseKey(text); err == nil && key == nil {
			t.Error("neither a key nor an error")
		}
	})
}
