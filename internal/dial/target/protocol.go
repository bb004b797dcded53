package target

import (
	"fmt"
	"slices"
	"strings"
)

// Protocol is Kafka's security.protocol.
type Protocol string

// The four protocols of Kafka (SecurityProtocol.java).
const (
	Plaintext     Protocol = "PLAINTEXT"
	SSL           Protocol = "SSL"
	SASLPlaintext Protocol = "SASL_PLAINTEXT"
	SASLSSL       Protocol = "SASL_SSL"
)

// Protocols are all of them.
func Protocols() []string {
	return []string{string(Plaintext), string(SSL), string(SASLPlaintext), string(SASLSSL)}
}

// Encrypted tells whether the connection is TLS.
func (p Protocol) Encrypted() bool { return p == SSL || p == SASLSSL }

// LogsIn tells whether the client names itself by SASL.
func (p Protocol) LogsIn() bool { return p == SASLPlaintext || p == SASLSSL }

// protocolOf reads security.protocol as Kafka does: in any case.
func protocolOf(text string) (Protocol, error) {
	if p := strings.ToUpper(text); slices.Contains(Protocols(), p) {
		return Protocol(p), nil
	}
	return "", fmt.Errorf("%q is no protocol of Kafka: write one of %s", text, strings.Join(Protocols(), ", "))
}

// The mechanisms that this version can log in with.
const (
	Plain       = "PLAIN"
	ScramSHA256 = "SCRAM-SHA-256"
	ScramSHA512 = "SCRAM-SHA-512"
)

// Mechanisms are those that this version can log in with.
func Mechanisms() []string { return []string{Plain, ScramSHA256, ScramSHA512} }

// other are mechanisms that Kafka or its platforms know, and this version does
// not.
var other = []string{"GSSAPI", "OAUTHBEARER", "AWS_MSK_IAM"}

// CheckMechanism refuses a SASL mechanism that this version cannot log in
// with. Kafka takes the names as they are, in capitals.
func CheckMechanism(name string) error {
	known := strings.Join(Mechanisms(), ", ")
	upper := strings.ToUpper(name)
	switch {
	case slices.Contains(Mechanisms(), name):
		return nil
	case slices.Contains(Mechanisms(), upper):
		return fmt.Errorf("%q is not how Kafka spells it: write %s", name, upper)
	case slices.Contains(other, upper):
		return fmt.Errorf("%s is not supported yet by this version of Breakwater: it logs in with %s, or by a TLS client certificate", upper, known)
	}
	return fmt.Errorf("%q is no mechanism that this version of Breakwater knows: it logs in with %s", name, known)
}
