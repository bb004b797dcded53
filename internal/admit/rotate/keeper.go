package rotate

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// Errors of a place.
var (
	ErrNone     = errors.New("nothing is kept yet")
	ErrConflict = errors.New("somebody else has written meanwhile")
)

// Place is where the state lies, and where its bundle goes: a Secret and the
// webhook configurations.
type Place interface {
	// Load gives what was saved last, and its version. ErrNone: nothing was.
	Load(ctx context.Context) (state []byte, version string, err error)

	// Save replaces what has that version ("": creates it). ErrConflict: it has
	// another one by now.
	Save(ctx context.Context, state []byte, version string) error

	// Published tells whether the API server is told to trust all of a bundle,
	// in every configuration. Without a configuration nobody calls: true.
	Published(ctx context.Context, bundle string) (bool, error)

	// Publish makes the API server trust a bundle and nothing else.
	Publish(ctx context.Context, bundle string) error
}

// Keeper serves the certificate of a shared state, and moves the state on. Its
// methods may be called from several goroutines; Step from one.
type Keeper struct {
	place Place
	ages  Ages
	names []string
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	serves  *tls.Certificate
	until   time.Time // when what is served ends
	trusted bool
}

// New makes a keeper of a certificate for some names: those of the service as
// the API server calls it.
func New(place Place, ages Ages, names []string, now func() time.Time, log *slog.Logger) *Keeper {
	return &Keeper{place: place, ages: ages, names: names, now: now, log: log}
}

// Step reads the shared state, moves it on if it is time, and serves what it
// holds. After an error what was served before is served on. Call it several
// times in an overlap.
func (k *Keeper) Step(ctx context.Context) error {
	text, version, err := k.place.Load(ctx)
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	var s *State
	if err == nil {
		if s, err = Parse(text); err != nil {
			k.log.Error("the kept certificates cannot be used, and new ones are made: until they are published, calls fail", "error", err)
			s = nil
		}
	}
	published := false
	if s != nil {
		if published, err = k.place.Published(ctx, s.Bundle()); err != nil {
			return err
		}
	}
	next, changed, err := Next(s, k.now(), k.ages, k.names, published)
	if err != nil {
		return err
	}
	if changed {
		if err := k.save(ctx, next, version); err != nil {
			return err
		}
	}
	return k.follow(ctx, next, published && !changed)
}

func (k *Keeper) save(ctx context.Context, s *State, version string) error {
	text, err := s.Marshal()
	if err != nil {
		return err
	}
	return k.place.Save(ctx, text, version)
}

// follow publishes what a state trusts, and then serves its certificate. A
// bundle that lacks nothing but a retired authority may be published later.
func (k *Keeper) follow(ctx context.Context, s *State, published bool) error {
	if !published {
		if err := k.place.Publish(ctx, s.Bundle()); err != nil {
			return err
		}
	}
	cert, err := s.Certificate()
	if err != nil {
		return err
	}
	leaf, err := certs.ParseCert([]byte(s.Leaf.Cert))
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.serves, k.until, k.trusted = &cert, leaf.NotAfter, true
	return nil
}

// Certificate is what a TLS handshake is given, as tls.Config.GetCertificate.
func (k *Keeper) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.serves == nil {
		return nil, errors.New("there is no certificate yet")
	}
	return k.serves, nil
}

// Ready tells whether the API server can call: there is a certificate that it
// trusts, and that is not over.
func (k *Keeper) Ready() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case !k.trusted:
		return errors.New("the API server was not told yet to trust the certificate")
	case !k.now().Before(k.until):
		return errors.New("the certificate is over since " + k.until.UTC().Format(time.RFC3339))
	}
	return nil
}
