package dial

import (
	"errors"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func isForeign(err error) bool {
	return errors.Is(err, errSpeaksTLS) || errors.Is(err, errSpeaksHTTP) || errors.Is(err, errNotKafka)
}

// explainForeign is about an answer that is none of Kafka.
func explainForeign(a attempt, cause error) *Failure {
	p := a.target.Protocol
	switch {
	case errors.Is(cause, errSpeaksTLS):
		return failed(model.Unreachable, "%s wants TLS, and the client speaks without: set %s to %s, or use the port of the plain listener", a.address, a.where(target.KeyProtocol), instead(true, p.LogsIn()))
	case errors.Is(cause, errSpeaksHTTP):
		return failed(model.Unreachable, "%s is a web server, not Kafka: it answers in HTTP; correct the address or the port", a.address)
	}
	return failed(model.Unreachable, "%s is not Kafka: it answers in another protocol; correct the address or the port", a.address)
}

// explainCode is about an error of Kafka while the connection is made.
func explainCode(a attempt, cause error) *Failure {
	s, p := a.target.SASL, a.target.Protocol
	switch {
	case errors.Is(cause, kerr.SaslAuthenticationFailed):
		return failed(model.Denied, "%s refuses the login of %q with %s (%s): the user's name or password is wrong, or no such user is known there; correct %s", a.address, s.Username, s.Mechanism, a.clean(cause), a.where(target.KeyLogin))
	case errors.Is(cause, kerr.UnsupportedSaslMechanism):
		f := failed(model.Unsupported, "%s does not offer the mechanism %s: set %s to one that its listener has", a.address, s.Mechanism, a.where(target.KeyMechanism))
		f.ask = mechanisms
		return f
	case errors.Is(cause, kerr.IllegalSaslState):
		return failed(model.Unreachable, "%s wants no login, and the client begins one: set %s to %s, or use the port of the listener with SASL", a.address, a.where(target.KeyProtocol), instead(p.Encrypted(), false))
	case errors.Is(cause, kerr.UnsupportedVersion):
		return failed(model.Unsupported, "%s knows no version of the request that this client knows, too: its Kafka is too old or too new; update the one or the other", a.address)
	}
	return failed(model.Unreachable, "%s refuses the connection: %s; look at the broker's log", a.address, a.clean(cause))
}

// wantsLogin is about a listener with SASL that is asked without.
func wantsLogin(a attempt, offered string) *Failure {
	p := a.target.Protocol
	return failed(model.Denied, "%s wants a login, and the client has none: set %s to %s and give %s; it offers %s", a.address, a.where(target.KeyProtocol), instead(p.Encrypted(), true), a.where(target.KeyLogin), offered)
}

// lacks is about a request that the broker does not know.
func lacks(a attempt) *Failure {
	return failed(model.Unsupported, "%s does not know the request %s: its Kafka is too old for it; upgrade the broker", a.address, a.asked())
}

// Keys of requests that tell a broker from a controller.
const (
	keyProduce  = 0
	keyMetadata = 3
)

// explainKnowing says more about a request that was refused without a word, by
// the requests that the listener knows. Brokers know Produce and Metadata
// since ever; controllers know neither.
func explainKnowing(a attempt, knows map[int16]bool) *Failure {
	switch {
	case !knows[keyProduce] && !knows[keyMetadata]:
		return failed(model.Unsupported, "%s is the listener of a controller, not of a broker: it does not know %s; give the address of a broker instead", a.address, a.asked())
	case !knows[a.request]:
		return lacks(a)
	}
	return hungUp(a)
}
