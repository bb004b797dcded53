package cluster

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// party is somebody with a key and a certificate.
type party struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate for this machine that ends some days from now; by
// nobody: that of an authority.
func issue(t *testing.T, name string, by *party, days int) *party {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Unix(0, 0),
		NotAfter: time.Now().AddDate(0, 0, days), IsCA: by == nil, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	signer := by
	if by == nil {
		signer = &party{template, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.cert, key.Public(), signer.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &party{cert, key}
}

func (p *party) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.cert.Raw}))
}

// door is a TLS listener before a broker of a fake. Its certificate may change
// while it is open.
type door struct {
	mu    sync.Mutex
	shows *party
}

func (d *door) show(p *party) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shows = p
}

func (d *door) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &tls.Certificate{Certificate: [][]byte{d.shows.cert.Raw}, PrivateKey: d.shows.key}, nil
}

// encrypt puts a door before every broker, and has the brokers advertise it.
func (f *fake) encrypt(shows func(broker int) *party) (doors []*door) {
	for i := range f.brokers {
		d, behind := &door{shows: shows(i)}, f.brokers[i].address
		f.brokers[i].address = listen(f.t, func(conn net.Conn) {
			outer := tls.Server(conn, &tls.Config{GetCertificate: d.certificate})
			inner, err := net.Dial("tcp", behind)
			if err != nil {
				return
			}
			defer inner.Close()
			go func() { io.Copy(inner, outer); inner.Close() }()
			io.Copy(outer, inner)
		})
		doors = append(doors, d)
	}
	return doors
}

// overTLS are options that trust an authority, with a clock of the test.
func overTLS(t *testing.T, f *fake, ca *party, now *time.Time) Options {
	t.Helper()
	at, err := target.FromProperties("c", []byte("bootstrap.servers="+f.brokers[0].address+"\nsecurity.protocol=SSL\nssl.truststore.location=ca\n"),
		target.Env{ReadFile: func(string) ([]byte, error) { return []byte(ca.pem()), nil }})
	if err != nil {
		t.Fatal(err)
	}
	at.Timeout = 2 * time.Second
	return Options{Target: at, Between: time.Millisecond, Now: func() time.Time { return *now }}
}

func subjects(chain []model.Certificate) string {
	out := ""
	for _, c := range chain {
		out += c.Subject
		if c.Anchor {
			out += "!"
		}
		out += " "
	}
	return out
}

// TestCertificatesOfBrokers: a scan sees those of all, from the connections that
// it has anyway.
func TestCertificatesOfBrokers(t *testing.T) {
	f := begin(t, 2)
	ca := issue(t, "ca", nil, 900)
	leaves := []*party{issue(t, "b0", ca, 400), issue(t, "b1", ca, 9)}
	f.encrypt(func(i int) *party { return leaves[i] })
	now := time.Unix(1_800_000_000, 0)
	s := scan(t, overTLS(t, f, ca, &now))
	for id, want := range map[int32]string{0: "CN=b0 CN=ca! ", 1: "CN=b1 CN=ca! "} {
		got := s.broker(t, id).Seen.Certificates
		if subjects(got) != want || got[0].Until != leaves[id].cert.NotAfter.UnixMilli() {
			t.Errorf("broker %d shows %+v, want %s", id, got, want)
		}
	}
	if own := s.Clusters[0].Own; own != nil {
		t.Errorf("this client shows %+v, and has no certificate", own)
	}
}

// TestARenewedCertificateIsSeen over a connection of its own, and no more often
// than it must be; where there is none, what was seen stays.
func TestARenewedCertificateIsSeen(t *testing.T) {
	f := begin(t, 1)
	ca, other := issue(t, "ca", nil, 900), issue(t, "other", nil, 900)
	doors := f.encrypt(func(int) *party { return issue(t, "old", ca, 3) })
	now := time.Unix(1_800_000_000, 0)
	s := NewSteady(overTLS(t, f, ca, &now))
	t.Cleanup(s.Close)
	w := watcher{s, t}
	w.look(seldom)
	doors[0].show(issue(t, "new", ca, 300))
	for i, step := range []struct {
		after time.Duration
		want  string
		then  func()
	}{
		{5 * time.Second, "CN=old CN=ca! ", nil},
		{handshakeEvery - 6*time.Second, "CN=old CN=ca! ", nil},
		{time.Second, "CN=new CN=ca! ", func() { doors[0].show(issue(t, "wrong", other, 300)) }},
		{handshakeEvery, "CN=new CN=ca! ", func() { doors[0].show(issue(t, "right", ca, 300)) }},
		{time.Minute, "CN=new CN=ca! ", nil},
		{handshakeEvery, "CN=right CN=ca! ", nil},
	} {
		now = now.Add(step.after)
		if got := subjects(w.look(often).broker(t, 0).Seen.Certificates); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
		if step.then != nil {
			step.then()
		}
	}
}

// TestWithoutTLSThereIsNoCertificate.
func TestWithoutTLSThereIsNoCertificate(t *testing.T) {
	s := look3(t, begin(t, 2))
	if got := s.broker(t, 0).Seen.Certificates; got != nil || s.Clusters[0].Own != nil {
		t.Errorf("it shows %+v", got)
	}
}
