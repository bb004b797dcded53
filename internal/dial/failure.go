package dial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Failure is why a broker could not be asked: the reason for a gap, and one
// sentence that says what is wrong, what it means and what to do. It holds no
// secret, and nothing else of what went over the wire unless it is cleaned.
type Failure struct {
	Why    model.GapReason // Unreachable, TimedOut, Denied or Unsupported
	Detail string

	Refused   bool // nothing listens on the port
	HungUp    bool // a connection that was accepted as ours, and closed without an answer
	Unlocated bool // no address is known for the host's name

	ask question // what to ask the broker, to say more
}

// question is what a failed attempt leaves open.
type question uint8

const (
	nothing    question = iota
	mechanisms          // which does it offer
	requests            // which does it know
)

// Error is the sentence.
func (f *Failure) Error() string { return f.Detail }

func failed(why model.GapReason, format string, args ...any) *Failure {
	return &Failure{Why: why, Detail: fmt.Sprintf(format, args...)}
}

func refused(format string, args ...any) *Failure {
	f := failed(model.Unreachable, format, args...)
	f.Refused = true
	return f
}

func unlocated(format string, args ...any) *Failure {
	f := failed(model.Unreachable, format, args...)
	f.Unlocated = true
	return f
}

// attempt is a request that failed.
type attempt struct {
	target  target.Target
	address string
	limit   time.Duration // how long it had; below zero: nothing
	request int16         // its key
	stage   stage         // how far the newest connection came
	heard   bool          // something came since the request began
	slow    bool          // … and still did when the limit passed
	spoke   bool          // the address has answered as Kafka does
	err     error
}

// where names a setting and its place, for what to do.
func (a attempt) where(k target.Key) string { return a.target.Where(k) }

// instead is the protocol with TLS or the login switched: what the listener
// may be waiting for.
func instead(encrypted, login bool) target.Protocol {
	switch {
	case encrypted && login:
		return target.SASLSSL
	case encrypted:
		return target.SSL
	case login:
		return target.SASLPlaintext
	}
	return target.Plaintext
}

// explain finds the sentence.
func explain(a attempt) *Failure {
	at := a.stage
	cause := a.err
	var b *broken
	if errors.As(a.err, &b) {
		at, cause = b.stage, b.cause
	}
	switch f := explainTLS(a, cause); {
	case f != nil:
		return f
	case isTimeout(cause):
		return explainSilence(a, at)
	case at == connecting:
		return explainConnecting(a, cause)
	case isForeign(cause):
		return explainForeign(a, cause)
	case isClosed(cause):
		return explainClosed(a, at)
	case errors.As(cause, new(*kerr.Error)):
		return explainCode(a, cause)
	}
	return explainOther(a, at, cause)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

func isClosed(err error) bool {
	for _, closed := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed} {
		if errors.Is(err, closed) {
			return true
		}
	}
	return false
}

// explainSilence is about a limit that passed.
func explainSilence(a attempt, at stage) *Failure {
	in := a.within()
	switch {
	case a.limit < 0:
		return failed(model.TimedOut, "%s was not asked: the time for it was over", a.address)
	case at <= connecting:
		return failed(model.TimedOut, "%s does not answer: no connection %s; the host is down, or a firewall drops what is sent: check the address, the host and the firewall", a.address, in)
	case a.slow:
		return failed(model.TimedOut, "%s answers too slowly: %s was not answered to its end %s; the broker or the network to it is overloaded: look at both", a.address, a.asked(), in)
	case (a.heard || a.spoke) && (at == handshaking || at == greeting):
		return failed(model.TimedOut, "%s has answered, but says nothing more %s: the broker has been stopped meanwhile, hangs or is overloaded; look at the broker on that host", a.address, in)
	case at == handshaking:
		return failed(model.TimedOut, "%s accepts the connection, but does not answer the TLS handshake %s: its process is stopped or hangs, or the listener speaks no TLS; look at the broker on that host, and at %s", a.address, in, a.where(target.KeyProtocol))
	case at == greeting:
		return failed(model.TimedOut, "%s accepts the connection, but answers nothing %s: its process is stopped or hangs, or it is not Kafka; look at the broker on that host", a.address, in)
	case at == loggingIn:
		return failed(model.TimedOut, "%s answers, but does not end the login with %s %s: the broker hangs, or what it asks about the user does; look at its log", a.address, a.target.SASL.Mechanism, in)
	}
	return failed(model.TimedOut, "%s does not answer %s %s, though it accepts connections: the broker is stopped or overloaded, or waits for another node; look at its log", a.address, a.asked(), in)
}

// within is the limit, rounded: some of it has gone by when it is measured.
func (a attempt) within() string {
	if a.limit < time.Second {
		return "within " + a.limit.Round(10*time.Millisecond).String()
	}
	return "within " + a.limit.Round(100*time.Millisecond).String()
}

// explainConnecting is about a connection that was not made.
func explainConnecting(a attempt, cause error) *Failure {
	var dns *net.DNSError
	switch {
	case errors.As(cause, &dns) && dns.IsNotFound:
		return unlocated("the host of %s does not exist: no address is known for its name; correct the address, or the name service of this machine", a.address)
	case errors.As(cause, &dns):
		return failed(model.Unreachable, "the host of %s cannot be looked up: the name service does not answer properly; check the name service of this machine", a.address)
	case errors.Is(cause, syscall.ECONNREFUSED):
		return refused("%s refuses the connection: the host is up, but nothing listens on that port; start the broker, or correct the address", a.address)
	case errors.Is(cause, syscall.EHOSTUNREACH), errors.Is(cause, syscall.ENETUNREACH), errors.Is(cause, syscall.EHOSTDOWN):
		return failed(model.Unreachable, "%s cannot be reached: there is no way to that network or host; check the address, the routes and the VPN", a.address)
	}
	return failed(model.Unreachable, "%s cannot be connected to: %s; check the address", a.address, a.clean(cause))
}

// explainClosed is about a broker that hangs up, by what it had heard.
func explainClosed(a attempt, at stage) *Failure {
	p := a.target.Protocol
	switch {
	case a.spoke && at <= greeting:
		return hungUp(a)
	case at == handshaking:
		return failed(model.Unreachable, "%s closes the connection during the TLS handshake: the listener most likely speaks no TLS; set %s to %s, or use the port of the TLS listener", a.address, a.where(target.KeyProtocol), instead(false, p.LogsIn()))
	case at == greeting && !p.Encrypted():
		return failed(model.Unreachable, "%s closes the connection at the first request: the listener most likely wants TLS, or it is not Kafka; set %s to %s, or correct the address", a.address, a.where(target.KeyProtocol), instead(true, p.LogsIn()))
	case at == greeting:
		return failed(model.Unreachable, "%s closes the TLS connection at the first request: it is not Kafka, or it refuses this client's certificate or address; correct the address, or look at the broker's log", a.address)
	case at == loggingIn:
		return failed(model.Denied, "%s closes the connection during the login with %s: the broker refuses it without a word; look at the broker's log", a.address, a.target.SASL.Mechanism)
	}
	f := hungUp(a)
	f.ask = requests
	return f
}

// hungUp is about a connection that worked.
func hungUp(a attempt) *Failure {
	f := failed(model.Unreachable, "%s closes the connection and does not answer %s: the broker stops or restarts, or something between hangs up; try again, and look at the broker's log", a.address, a.asked())
	f.HungUp = true
	return f
}

// asked names the request.
func (a attempt) asked() string { return kmsg.NameForKey(a.request) }

// explainOther is about the errors that have no type.
func explainOther(a attempt, at stage, cause error) *Failure {
	const tooOld = "broker is too old" // errBrokerTooOld of the client, which it keeps to itself
	switch {
	case strings.Contains(cause.Error(), tooOld):
		f := lacks(a)
		f.ask = requests
		return f
	case errors.As(cause, new(badProof)):
		return failed(model.Denied, "%s does not prove that it knows the password of %q: it is not the broker that it seems, or its copy of the user is damaged; check the address, and set the user's password again", a.address, a.target.SASL.Username)
	case at == greeting:
		return failed(model.Unreachable, "%s answers, but not as Kafka does: %s; correct the address", a.address, a.clean(cause))
	}
	return failed(model.Unreachable, "%s cannot be asked for %s: %s; look at the broker's log", a.address, a.asked(), a.clean(cause))
}
