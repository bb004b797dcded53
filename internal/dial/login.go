package dial

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// loginOf is what has a client log in as a target says; nothing if it does not.
func loginOf(t target.Target, noted *trace) ([]kgo.Opt, error) {
	if !t.Protocol.LogsIn() {
		return nil, nil
	}
	m, err := mechanismOf(t.SASL, noted)
	if err != nil {
		return nil, err
	}
	return []kgo.Opt{kgo.SASL(m)}, nil
}

// mechanismOf is the mechanism of a target.
func mechanismOf(s target.SASL, t *trace) (sasl.Mechanism, error) {
	auth := func(context.Context) (scram.Auth, error) {
		return scram.Auth{User: s.Username, Pass: s.Password.Reveal(), IsToken: s.Token}, nil
	}
	switch s.Mechanism {
	case target.Plain:
		m := plain.Plain(func(context.Context) (plain.Auth, error) {
			return plain.Auth{User: s.Username, Pass: s.Password.Reveal()}, nil
		})
		return mechanism{m, t}, nil
	case target.ScramSHA256:
		return mechanism{scram.Sha256(auth), t}, nil
	case target.ScramSHA512:
		return mechanism{scram.Sha512(auth), t}, nil
	}
	return nil, fmt.Errorf("sasl.mechanism: %w", target.CheckMechanism(s.Mechanism))
}

// badProof is a broker that does not know the password either. The library's
// own error holds what is derived from the password, and is left out.
type badProof struct{}

// Error says what does not fit, and nothing of the password.
func (badProof) Error() string { return "the broker's part of the login does not fit" }

// mechanism notes that the login has begun, and keeps the library's errors in.
type mechanism struct {
	sasl.Mechanism
	trace *trace
}

// Authenticate begins the login.
func (m mechanism) Authenticate(ctx context.Context, host string) (sasl.Session, []byte, error) {
	m.trace.enter(loggingIn)
	s, first, err := m.Mechanism.Authenticate(ctx, host)
	return session{s, m.trace}, first, err
}

type session struct {
	sasl.Session
	trace *trace
}

// Challenge answers the broker.
func (s session) Challenge(text []byte) (bool, []byte, error) {
	done, answer, err := s.Session.Challenge(text)
	if err != nil {
		return done, nil, &broken{loggingIn, badProof{}}
	}
	if done { // a connection that logs in again goes on without being opened
		s.trace.enter(asking)
	}
	return done, answer, nil
}
