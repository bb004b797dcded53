package rotate

import (
	"crypto/x509"
	"time"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// skew is how far the clock of an API server may be behind ours: certificates
// are valid from that long ago on.
const skew = 5 * time.Minute

// Authority is a certificate authority of our own, with its key.
type Authority struct {
	Cert    string    `json:"cert"` // PEM
	Key     string    `json:"key"`  // PEM, PKCS #8
	Since   time.Time `json:"since"`
	Retired time.Time `json:"retired,omitzero"` // when the next one took over
}

// Leaf is the certificate that all replicas serve, with its key.
type Leaf struct {
	Cert  string    `json:"cert"`
	Key   string    `json:"key"`
	Since time.Time `json:"since"`
	Names []string  `json:"names"`
}

// newAuthority makes an authority that signs for so long.
func newAuthority(now time.Time, lives time.Duration) (*Authority, error) {
	pair, err := certs.Authority("breakwater admission "+now.UTC().Format("2006-01-02T15:04:05Z"), from(now, lives))
	if err != nil {
		return nil, err
	}
	key, err := pair.KeyPEM()
	return &Authority{Cert: string(pair.CertPEM()), Key: string(key), Since: now}, err
}

// leaf signs a certificate for some names.
func (a *Authority) leaf(now time.Time, lives time.Duration, names []string) (*Leaf, error) {
	cert, err := certs.ParseCert([]byte(a.Cert))
	if err != nil {
		return nil, err
	}
	private, err := certs.ParseKey([]byte(a.Key))
	if err != nil {
		return nil, err
	}
	by := &certs.Pair{Cert: cert, Key: private}
	pair, err := by.Sign("breakwater admission", names, from(now, lives), x509.ExtKeyUsageServerAuth)
	if err != nil {
		return nil, err
	}
	key, err := pair.KeyPEM()
	return &Leaf{Cert: string(pair.CertPEM()), Key: string(key), Since: now, Names: names}, err
}

func from(now time.Time, lives time.Duration) certs.Span {
	return certs.Span{From: now.Add(-skew), Until: now.Add(lives)}
}
