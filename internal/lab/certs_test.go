package lab

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

func TestCertificatesAreTakenByTheirAuthorityAlone(t *testing.T) {
	a, err := newAuthority(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := newAuthority(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	server, _, err := a.issue("lab")
	if err != nil {
		t.Fatal(err)
	}
	client, _, err := a.issue("alice")
	if err != nil {
		t.Fatal(err)
	}
	if name, err := shake(server, client, a); err != nil || name != "alice" {
		t.Errorf("the client is %q, %v", name, err)
	}
	if _, err := shake(server, client, other); err == nil {
		t.Error("a client that trusts another authority was content")
	}
}

// shake makes a connection in which both sides show their certificate, and
// returns the client's name as the server sees it.
func shake(server, client tls.Certificate, trusted *authority) (string, error) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted.CertPEM())
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAnyClientCert})
	if err != nil {
		return "", err
	}
	defer l.Close()
	name := make(chan string, 1)
	go func() {
		defer close(name)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if conn.(*tls.Conn).Handshake() == nil {
			name <- conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Subject.CommonName
		}
	}()
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", l.Addr().String(),
		&tls.Config{RootCAs: pool, Certificates: []tls.Certificate{client}})
	if err != nil {
		l.Close()
		<-name
		return "", err
	}
	defer conn.Close()
	io.ReadAll(conn)
	return <-name, nil
}

func TestCertificatesEndWhenAsked(t *testing.T) {
	end := time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)
	a, err := newAuthority(end)
	if err != nil {
		t.Fatal(err)
	}
	pair, text, err := a.issue("lab")
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil || !leaf.NotAfter.Equal(end) {
		t.Errorf("it ends %v, %v", leaf.NotAfter, err)
	}
	if n := strings.Count(string(text), "BEGIN CERTIFICATE"); n != 2 || !strings.HasPrefix(string(text), "-----BEGIN PRIVATE KEY") {
		t.Errorf("the PEM is the key in PKCS#8 and %d certificates, want two", n)
	}
}

func TestOnlyTLSNeedsAnAuthority(t *testing.T) {
	plain := drawn(t, "4.3.1", Options{})
	if err := plain.writeCertificates(); err != nil || plain.CA() != nil {
		t.Errorf("%v, %q", err, plain.CA())
	}
	if _, _, err := plain.ClientCertificate("alice"); err == nil {
		t.Error("a certificate of no authority")
	}
	c := drawn(t, "4.3.1", Options{Listeners: []Listener{{"TLS", SSL}}})
	c.dir = t.TempDir()
	if err := c.makeFolders(); err != nil {
		t.Fatal(err)
	}
	if err := c.writeCertificates(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(c.Node(1).keystore())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	if c.TLS().RootCAs.Equal(x509.NewCertPool()) || len(c.CA()) == 0 {
		t.Error("the client trusts nobody")
	}
}
