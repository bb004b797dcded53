package target_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	keystore "github.com/pavlo-v-chernykh/keystore-go/v4"
	"software.sslmate.com/src/go-pkcs12"
)

// party is somebody with a key and a certificate.
type party struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate; by nobody: one that signs itself.
func issue(t *testing.T, name string, by *party) *party {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), IsCA: by == nil, BasicConstraintsValid: true,
	}
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

func (p *party) pkcs8(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func (p *party) keyPEM(t *testing.T) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: p.pkcs8(t)}))
}

// jks is a store with the party's key, if that has a password, and whom it
// trusts.
func jks(t *testing.T, p *party, keyPassword, password string, trusted ...*party) []byte {
	t.Helper()
	ks := keystore.New()
	x509Entry := func(p *party) keystore.Certificate { return keystore.Certificate{Type: "X509", Content: p.cert.Raw} }
	if keyPassword != "" {
		entry := keystore.PrivateKeyEntry{PrivateKey: p.pkcs8(t), CreationTime: time.Unix(1, 0), CertificateChain: []keystore.Certificate{x509Entry(p)}}
		if err := ks.SetPrivateKeyEntry("me", entry, []byte(keyPassword)); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range trusted {
		entry := keystore.TrustedCertificateEntry{CreationTime: time.Unix(1, 0), Certificate: x509Entry(other)}
		if err := ks.SetTrustedCertificateEntry(other.cert.Subject.CommonName, entry); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := ks.Store(&b, []byte(password)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// p12 is the party's key and certificate, behind that of its authority.
func p12(t *testing.T, p, ca *party, password string) []byte {
	t.Helper()
	store, err := pkcs12.Modern.Encode(p.key, p.cert, []*x509.Certificate{ca.cert}, password)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func p12Trust(t *testing.T, password string, trusted ...*party) []byte {
	t.Helper()
	var certs []*x509.Certificate
	for _, p := range trusted {
		certs = append(certs, p.cert)
	}
	store, err := pkcs12.Modern.EncodeTrustStore(certs, password)
	if err != nil {
		t.Fatal(err)
	}
	return store
}
