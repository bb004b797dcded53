package certs

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"time"
)

// Span is from when to when a certificate is good, both ends included, to the second.
type Span struct{ From, Until time.Time }

// Decades is a span of fixed dates, 2020 to 2049, for what is thrown away before long: it
// needs no clock, and is good on a machine whose clock is off.
var Decades = Span{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC)}

// Authority makes an authority that nobody trusts yet. It signs certificates, and no
// other authority.
func Authority(name string, good Span) (*Pair, error) {
	return Issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotBefore: good.From, NotAfter: good.Until,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil)
}

// Sign makes a certificate for hosts, which are DNS names and IP addresses, by an
// authority, and says what it may be used for: that of a server, of a client, or both.
func (p *Pair) Sign(name string, hosts []string, good Span, uses ...x509.ExtKeyUsage) (*Pair, error) {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotBefore: good.From, NotAfter: good.Until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: uses,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return Issue(template, p)
}
