package target

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// block is a PEM block as Kafka reads it (DefaultSslEngineFactory.PemParser):
// any white space may stand where others ask for line ends, because a
// continued line of a .properties file has none.
var block = regexp.MustCompile(`-+BEGIN\s+([^-]+?)\s*-+\s+((?:[^\r\n:]+:[^\r\n]*[\r\n]+)*)\s*([A-Za-z0-9/+=\s]+)-+END\b`)

// blocks are the PEM blocks of a text.
func blocks(text []byte) []*pem.Block {
	var out []*pem.Block
	for _, m := range block.FindAllSubmatch(text, -1) {
		body := strings.Join(strings.Fields(string(m[3])), "")
		der, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			continue
		}
		b := &pem.Block{Type: string(m[1]), Bytes: der}
		if bytes.Contains(m[2], []byte("ENCRYPTED")) {
			b.Type = "ENCRYPTED " + b.Type // the form of OpenSSL before PKCS#8
		}
		out = append(out, b)
	}
	return out
}

// certificates are those of a PEM text.
func certificates(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for _, b := range blocks(text) {
		if b.Type != "CERTIFICATE" && b.Type != "TRUSTED CERTIFICATE" && b.Type != "X509 CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, fmt.Errorf("holds a certificate that cannot be read: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("holds no certificate: a PEM text has -----BEGIN CERTIFICATE----- in it")
	}
	return out, nil
}

// pair is a client's certificate chain with its private key, both PEM.
func pair(chain, key []byte) (tls.Certificate, error) {
	certs, err := certificates(chain)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the chain %w", err)
	}
	for _, b := range blocks(key) {
		switch {
		case strings.HasPrefix(b.Type, "ENCRYPTED "):
			return tls.Certificate{}, errors.New("the private key is encrypted, which this version of Breakwater cannot read in PEM: keep it in a PKCS12 store, or decrypt it with openssl pkcs8 and protect the file")
		case strings.HasSuffix(b.Type, "PRIVATE KEY"):
			return join(certs, b.Bytes)
		}
	}
	return tls.Certificate{}, errors.New("there is no private key: a PEM text has -----BEGIN PRIVATE KEY----- in it")
}

// join puts a chain and its key together, and says where they do not belong to
// each other.
func join(certs []*x509.Certificate, der []byte) (tls.Certificate, error) {
	key, err := privateKey(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return joined(certs, key)
}

func privateKey(der []byte) (any, error) {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errors.New("the private key cannot be read: it must be PKCS#8, RSA or EC")
}
