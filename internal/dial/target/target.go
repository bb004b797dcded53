package target

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// DefaultClientID is the name by which brokers see Breakwater in their logs,
// quotas and metrics, if a client.properties gives no client.id.
const DefaultClientID = "breakwater"

// DefaultTimeout is how long nothing may come from a broker that is asked. A
// request over a new connection has two round trips at least, of which each has
// that long. Kafka's own request.timeout.ms is 30 s: too long to wait for a
// broker that hangs.
const DefaultTimeout = 2 * time.Second

// The range of Timeout.
const (
	MinTimeout = 100 * time.Millisecond
	MaxTimeout = time.Minute
)

// Target is a cluster and how to speak to it. It holds secrets, and prints
// none: not by any verb of fmt, not in JSON, not in a log.
type Target struct {
	Name      string        // its key in breakwater.yaml; "" if it does not come from there
	Bootstrap []string      // HOST:PORT of each, in the author's order, none twice
	ClientID  string        // DefaultClientID unless a client.properties gives one
	Timeout   time.Duration // of one round trip; DefaultTimeout unless given
	Protocol  Protocol
	SASL      SASL // the zero value unless Protocol logs in
	TLS       TLS  // the zero value unless Protocol is encrypted

	file     string // where the settings stand; "" for flags alone
	spelling spelling
}

// New is a cluster that is reached without TLS and without a login: what
// --bootstrap alone says. bootstrap is a list of HOST:PORT with commas.
func New(bootstrap string) (Target, error) {
	return unsecured().With(bootstrap)
}

func unsecured() Target {
	return Target{ClientID: DefaultClientID, Timeout: DefaultTimeout, Protocol: Plaintext}
}

// With is the same cluster by other addresses: those of a flag win over those
// of a file. An empty list changes nothing, if there are addresses already.
func (t Target) With(bootstrap string) (Target, error) {
	if strings.TrimSpace(bootstrap) == "" {
		if len(t.Bootstrap) == 0 {
			return Target{}, t.noAddress()
		}
		return t, nil
	}
	addresses, err := Addresses(bootstrap)
	if err != nil {
		return Target{}, fmt.Errorf("the bootstrap list cannot be used: %w", err)
	}
	t.Bootstrap = addresses
	return t, nil
}

func (t Target) noAddress() error {
	if t.file == "" {
		return fmt.Errorf("no address is given: say with --bootstrap HOST:PORT where the cluster is")
	}
	return fmt.Errorf("%s has no %s: add it, or say with --bootstrap HOST:PORT where the cluster is", t.file, t.spelling.of(keyBootstrap))
}

// String is the cluster in one line, without a secret: its name or addresses,
// the protocol, the mechanism and the user's name.
func (t Target) String() string {
	var b strings.Builder
	if t.Name != "" {
		b.WriteString(t.Name + " ")
	}
	fmt.Fprintf(&b, "%s by %s", strings.Join(t.Bootstrap, ","), t.Protocol)
	if t.SASL.Mechanism != "" {
		fmt.Fprintf(&b, " as %q with %s", t.SASL.Username, t.SASL.Mechanism)
	}
	if t.TLS.certificate != nil {
		b.WriteString(" with a client certificate")
	}
	return b.String()
}

// GoString is String: %#v shows no secret.
func (t Target) GoString() string { return t.String() }

// Format is String for every verb.
func (t Target) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// LogValue is String.
func (t Target) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalJSON is String as a JSON string.
func (t Target) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }
