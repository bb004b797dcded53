package target

import (
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
)

// errJKS is a store whose lengths do not fit.
var errJKS = errors.New("is a damaged JKS store")

// jks walks a Java keystore (sun.security.provider.JavaKeyStore). Every length
// is held against the bytes that are there, which the library that decrypts
// private keys does not do.
type jks struct {
	rest []byte
	bad  bool
}

func (j *jks) take(n uint64) []byte {
	if j.bad || n > uint64(len(j.rest)) {
		j.bad = true
		return nil
	}
	out := j.rest[:n]
	j.rest = j.rest[n:]
	return out
}

func (j *jks) short() uint64 {
	if b := j.take(2); b != nil {
		return uint64(binary.BigEndian.Uint16(b))
	}
	return 0
}

func (j *jks) long() uint64 {
	if b := j.take(4); b != nil {
		return uint64(binary.BigEndian.Uint32(b))
	}
	return 0
}

// certificate reads its bytes behind its kind, which stands in version 2.
func (j *jks) certificate(version uint64) []byte {
	if version == 2 {
		j.take(j.short())
	}
	return j.take(j.long())
}

// Tags of entries.
const (
	jksPrivate = 1
	jksAnchor  = 2
)

// jksCertificates are the trusted certificates of a JKS store, whose digest is
// not checked: that needs the password.
func jksCertificates(content []byte) ([]*x509.Certificate, error) {
	j := &jks{rest: content}
	j.take(4) // magic
	version, entries := j.long(), j.long()
	var out []*x509.Certificate
	for ; entries > 0 && !j.bad; entries-- {
		tag := j.long()
		j.take(j.short()) // alias
		j.take(8)         // time
		switch tag {
		case jksPrivate:
			j.take(j.long())
			for n := j.long(); n > 0 && !j.bad; n-- {
				j.certificate(version)
			}
		case jksAnchor:
			cert, err := x509.ParseCertificate(j.certificate(version))
			if err != nil && !j.bad {
				return nil, fmt.Errorf("holds a certificate that cannot be read: %w", err)
			}
			out = append(out, cert)
		default:
			return nil, errJKS
		}
	}
	if j.bad || len(j.rest) != 20 { // SHA-1
		return nil, errJKS
	}
	return out, nil
}
