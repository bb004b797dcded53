package rotate

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// State is what all replicas share. Authorities are in the order in which they
// were made: retired ones, the one that signs, and at most one that is
// published and not used yet.
type State struct {
	Authorities []*Authority `json:"authorities"`
	Signs       int          `json:"signs"` // the index of the authority that has signed the leaf
	Leaf        *Leaf        `json:"leaf"`
}

// Bundle is what the API server must trust: every authority, in PEM.
func (s *State) Bundle() string {
	var b strings.Builder
	for _, a := range s.Authorities {
		b.WriteString(a.Cert)
	}
	return b.String()
}

// Trusted tells whether a bundle holds the authority that has signed the leaf.
func (s *State) Trusted(bundle string) bool {
	return s.signer() != nil && strings.Contains(bundle, strings.TrimSpace(s.signer().Cert))
}

// Certificate is the leaf as a server takes it.
func (s *State) Certificate() (tls.Certificate, error) {
	if s.Leaf == nil {
		return tls.Certificate{}, errors.New("there is no certificate yet")
	}
	return tls.X509KeyPair([]byte(s.Leaf.Cert), []byte(s.Leaf.Key))
}

// signer is the authority that signs; nil if there is none.
func (s *State) signer() *Authority {
	if s.Signs < 0 || s.Signs >= len(s.Authorities) {
		return nil
	}
	return s.Authorities[s.Signs]
}

// pending is the authority that is published and not used yet; nil if none is.
func (s *State) pending() *Authority {
	if s.Signs+1 < len(s.Authorities) {
		return s.Authorities[s.Signs+1]
	}
	return nil
}

// Marshal writes the state for the Secret.
func (s *State) Marshal() ([]byte, error) { return json.Marshal(s) }

// Parse reads what Marshal wrote. A state that cannot be used is an error: it
// is replaced, never patched.
func Parse(text []byte) (*State, error) {
	s := &State{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("the kept state is no JSON of ours: %w", err)
	}
	if slices.Contains(s.Authorities, nil) || s.signer() == nil || s.Leaf == nil {
		return nil, errors.New("the kept state lacks an authority or a certificate")
	}
	for _, a := range s.Authorities {
		if _, err := certs.ParseCert([]byte(a.Cert)); err != nil {
			return nil, fmt.Errorf("a kept authority cannot be read: %w", err)
		}
	}
	for _, a := range s.Authorities[s.Signs:] {
		if _, err := certs.ParseKey([]byte(a.Key)); err != nil {
			return nil, fmt.Errorf("the key of a kept authority cannot be read: %w", err)
		}
	}
	if _, err := s.Certificate(); err != nil {
		return nil, fmt.Errorf("the kept certificate cannot be used: %w", err)
	}
	return s, nil
}

// clone is a copy that shares no list with the original.
func (s *State) clone() *State {
	c := &State{Signs: s.Signs, Leaf: s.Leaf}
	for _, a := range s.Authorities {
		same := *a
		c.Authorities = append(c.Authorities, &same)
	}
	return c
}

// Ages are how long things live and when they are replaced.
type Ages struct {
	Authority time.Duration // an authority is replaced after that long; it lives three times as long
	Leaf      time.Duration // the same of the certificate
	Overlap   time.Duration // how long a new authority is published before it signs, and an old one after
}

// DefaultAges are those where nobody says otherwise: a certificate of a month, an
// authority of a year, an hour in which both are trusted.
func DefaultAges() Ages {
	return Ages{Authority: 365 * 24 * time.Hour, Leaf: 30 * 24 * time.Hour, Overlap: time.Hour}
}
