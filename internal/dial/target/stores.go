package target

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	keystore "github.com/pavlo-v-chernykh/keystore-go/v4"
	"software.sslmate.com/src/go-pkcs12"
)

// isJKS and isPKCS12 tell the kind of a store by its bytes, as Java itself
// does whatever ssl.truststore.type says (keystore.type.compat).
func isJKS(content []byte) bool { return bytes.HasPrefix(content, []byte{0xFE, 0xED, 0xFE, 0xED}) }

func isPKCS12(content []byte) bool { return content[0] == 0x30 }

// trusted are the certificates of a truststore: JKS, PKCS12 or PEM.
func trusted(content []byte, password string) ([]*x509.Certificate, error) {
	switch {
	case isJKS(content):
		return jksTrusted(content, password)
	case isPKCS12(content):
		certs, err := pkcs12.DecodeTrustStore(content, password)
		switch {
		case errors.Is(err, pkcs12.ErrIncorrectPassword):
			return nil, badPassword("ssl.truststore.password", password)
		case err != nil:
			return nil, fmt.Errorf("is no truststore that Java made: %w; import the certificate with keytool -importcert", err)
		case len(certs) == 0:
			return nil, errors.New("holds no trusted certificate: import one with keytool -importcert")
		}
		return certs, nil
	}
	return certificates(content)
}

func jksTrusted(content []byte, password string) ([]*x509.Certificate, error) {
	certs, err := jksCertificates(content)
	switch {
	case err != nil:
		return nil, err
	case len(certs) == 0:
		return nil, errors.New("holds no trusted certificate: import one with keytool -importcert")
	case password == "":
		return certs, nil // Java does not check the store's digest then
	}
	if err := keystore.New().Load(bytes.NewReader(content), []byte(password)); err != nil {
		return nil, badPassword("ssl.truststore.password", password)
	}
	return certs, nil
}

func badPassword(key, password string) error {
	if password == "" {
		return fmt.Errorf("has a password, and %s is missing: set it", key)
	}
	return fmt.Errorf("does not open: %s is wrong, or the file is damaged", key)
}

// identity is the private key of a keystore with its certificates: JKS, PKCS12
// or PEM.
func identity(content []byte, storePassword, keyPassword string) (tls.Certificate, error) {
	switch {
	case isJKS(content):
		return jksIdentity(content, storePassword, keyPassword)
	case isPKCS12(content):
		key, first, rest, err := pkcs12.DecodeChain(content, storePassword)
		switch {
		case errors.Is(err, pkcs12.ErrIncorrectPassword):
			return tls.Certificate{}, badPassword("ssl.keystore.password", storePassword)
		case err != nil:
			return tls.Certificate{}, fmt.Errorf("is no keystore with one private key and its certificate: %w", err)
		}
		return joined(append([]*x509.Certificate{first}, rest...), key)
	}
	return pair(content, content)
}

// jksIdentity takes the first private key by name.
func jksIdentity(content []byte, storePassword, keyPassword string) (tls.Certificate, error) {
	if _, err := jksCertificates(content); err != nil {
		return tls.Certificate{}, err // lengths are checked before the library trusts them
	}
	ks := keystore.New(keystore.WithOrderedAliases())
	if err := ks.Load(bytes.NewReader(content), []byte(storePassword)); err != nil {
		return tls.Certificate{}, badPassword("ssl.keystore.password", storePassword)
	}
	for _, alias := range ks.Aliases() {
		if !ks.IsPrivateKeyEntry(alias) {
			continue
		}
		entry, err := ks.GetPrivateKeyEntry(alias, []byte(keyPassword))
		if err != nil {
			return tls.Certificate{}, errors.New("opens, but its private key does not: ssl.key.password is wrong")
		}
		var certs []*x509.Certificate
		for _, c := range entry.CertificateChain {
			cert, err := x509.ParseCertificate(c.Content)
			if err != nil {
				return tls.Certificate{}, fmt.Errorf("holds a certificate that cannot be read: %w", err)
			}
			certs = append(certs, cert)
		}
		return join(certs, entry.PrivateKey)
	}
	return tls.Certificate{}, errors.New("holds no private key: the client's certificate and key must both be in it")
}

// joined orders a chain behind the certificate of the key.
func joined(certs []*x509.Certificate, key any) (tls.Certificate, error) {
	signer, ok := key.(crypto.Signer)
	if !ok {
		return tls.Certificate{}, errors.New("holds a private key of a kind that TLS does not use")
	}
	public, comparable := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	i := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return comparable && public.Equal(c.PublicKey) })
	if i < 0 {
		return tls.Certificate{}, errors.New("the private key and the certificate do not belong together")
	}
	out := tls.Certificate{PrivateKey: key, Leaf: certs[i], Certificate: [][]byte{certs[i].Raw}}
	for _, c := range slices.Delete(slices.Clone(certs), i, i+1) {
		out.Certificate = append(out.Certificate, c.Raw)
	}
	return out, nil
}
