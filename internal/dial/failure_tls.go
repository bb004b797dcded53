package dial

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// explainTLS is about certificates and TLS itself; nil if neither is at fault.
func explainTLS(a attempt, cause error) *Failure {
	var record tls.RecordHeaderError
	if errors.As(cause, &record) {
		if bytes.HasPrefix(record.RecordHeader[:], []byte("HTTP/")) {
			return explainForeign(a, errSpeaksHTTP)
		}
		p := a.target.Protocol
		return failed(model.Unreachable, "%s speaks no TLS: it answers in plain text; set %s to %s, or use the port of the TLS listener", a.address, a.where(target.KeyProtocol), instead(false, p.LogsIn()))
	}
	if f := explainCertificate(a, cause); f != nil {
		return f
	}
	return explainAlert(a, cause)
}

// explainCertificate is about a broker's certificate that the client refuses.
func explainCertificate(a attempt, cause error) *Failure {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(cause, &unknown):
		return failed(model.Unreachable, "the certificate of %s is not trusted: it is signed by %s, which is not among the authorities of this client; put that authority's certificate into %s", a.address, issuer(unknown.Cert), a.where(target.KeyTrust))
	case errors.As(cause, &host):
		return failed(model.Unreachable, "the certificate of %s is for another host: it names %s; use one of these names as the address, or give the broker a certificate with this one (%s leaves the check out)", a.address, names(host.Certificate), a.where(target.KeyHostCheck))
	case errors.As(cause, &invalid) && invalid.Reason == x509.Expired:
		return failed(model.Unreachable, "a certificate of %s is out of date: that of %s is valid from %s to %s; renew it, or correct the clock of this machine", a.address, subject(invalid.Cert), day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter))
	case errors.As(cause, &invalid), errors.As(cause, new(x509.UnhandledCriticalExtension)), errors.As(cause, new(x509.ConstraintViolationError)), errors.As(cause, new(x509.SystemRootsError)):
		return failed(model.Unreachable, "the certificate of %s cannot be accepted: %s; renew it", a.address, a.clean(cause))
	}
	return nil
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func issuer(c *x509.Certificate) string { return named(c.Issuer.String()) }

func subject(c *x509.Certificate) string { return named(c.Subject.String()) }

func named(name string) string {
	if name == "" {
		return "nobody"
	}
	return clean(fmt.Sprintf("<%s>", name))
}

// names are the hosts that a certificate is for.
func names(c *x509.Certificate) string {
	out := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		out = append(out, ip.String())
	}
	if len(out) == 0 {
		return "no host"
	}
	return clean(strings.Join(out, ", "))
}

// Alerts by which a peer refuses a certificate, or the lack of one (RFC 8446,
// 6.2).
const (
	alertHandshakeFailure    = 40
	alertBadCertificate      = 42 // the first of those about certificates
	alertUnknownCA           = 48 // the last of them
	alertAccessDenied        = 49
	alertProtocolVersion     = 70
	alertCertificateRequired = 116
)

// explainAlert is about what the broker says when it ends TLS.
func explainAlert(a attempt, cause error) *Failure {
	code, ok := remoteAlert(cause)
	if !ok {
		return nil
	}
	text := tls.AlertError(code).Error()
	refuses := code == alertCertificateRequired || code == alertAccessDenied || code >= alertBadCertificate && code <= alertUnknownCA
	switch {
	case code == alertHandshakeFailure && a.target.TLS.Certificate() == nil:
		return failed(model.Denied, "%s ends the TLS handshake (%s): most likely it wants a certificate from the client, and none is set; give one with %s, or look at the broker's log", a.address, text, a.where(target.KeyIdentity))
	case refuses && a.target.TLS.Certificate() == nil:
		return failed(model.Denied, "%s wants a certificate from the client, and none is set (%s): give one with %s", a.address, text, a.where(target.KeyIdentity))
	case refuses:
		return failed(model.Denied, "%s refuses the client's certificate (%s): it is out of date, or the broker does not trust who signed it; renew it in %s, or put its authority into the broker's truststore", a.address, text, a.where(target.KeyIdentity))
	case code == alertProtocolVersion:
		return failed(model.Unreachable, "%s has no TLS version in common with the client (%s): the client speaks 1.2 and 1.3; set ssl.enabled.protocols of the broker to these", a.address, text)
	}
	return failed(model.Unreachable, "%s ends the TLS handshake (%s): look at the broker's log", a.address, text)
}

// remoteAlert is the alert that the peer sent. The standard library keeps its
// type to itself, but not its text.
func remoteAlert(err error) (code uint8, ok bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0, false
	}
	for code = range uint8(255) {
		if tls.AlertError(code).Error() == op.Err.Error() {
			return code, true
		}
	}
	return 0, false
}
