package rotate

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// Next is the state that should follow, and whether it differs. A nil state is
// the beginning. Published tells whether every webhook configuration has the
// whole bundle of this state: nothing is signed by an authority before that.
func Next(s *State, now time.Time, ages Ages, names []string, published bool) (*State, bool, error) {
	if s == nil || expired(s, now) {
		first, err := begin(now, ages, names)
		return first, true, err
	}
	out, n, changed := s.clone(), next{now: now, ages: ages, names: names}, false
	for _, step := range []func(*State) (bool, error){n.retire, n.announce, n.promote(published), n.renew} {
		did, err := step(out)
		if err != nil {
			return nil, false, err
		}
		changed = changed || did
	}
	return out, changed, nil
}

// next is one step of a state forward.
type next struct {
	now   time.Time
	ages  Ages
	names []string
}

func begin(now time.Time, ages Ages, names []string) (*State, error) {
	a, err := newAuthority(now, 3*ages.Authority)
	if err != nil {
		return nil, err
	}
	leaf, err := a.leaf(now, 3*ages.Leaf, names)
	return &State{Authorities: []*Authority{a}, Leaf: leaf}, err
}

// expired tells a state that nobody has cared for: its authority is over, so
// that there is nothing to overlap with.
func expired(s *State, now time.Time) bool {
	c, err := certs.ParseCert([]byte(s.signer().Cert))
	return err != nil || !now.Before(c.NotAfter)
}

// retire takes out authorities whose leaf nobody can serve any more.
func (n *next) retire(s *State) (bool, error) {
	before := len(s.Authorities)
	s.Authorities = slices.DeleteFunc(s.Authorities, func(a *Authority) bool {
		return !a.Retired.IsZero() && n.now.Sub(a.Retired) >= n.ages.Overlap
	})
	gone := before - len(s.Authorities)
	s.Signs -= gone
	return gone > 0, nil
}

// announce makes the next authority, which signs nothing yet.
func (n *next) announce(s *State) (bool, error) {
	if s.pending() != nil || n.now.Sub(s.signer().Since) < n.ages.Authority {
		return false, nil
	}
	a, err := newAuthority(n.now, 3*n.ages.Authority)
	s.Authorities = append(s.Authorities, a)
	return true, err
}

// promote lets the next authority sign, once everybody trusts it.
func (n *next) promote(published bool) func(*State) (bool, error) {
	return func(s *State) (bool, error) {
		a := s.pending()
		if a == nil || !published || n.now.Sub(a.Since) < n.ages.Overlap {
			return false, nil
		}
		leaf, err := a.leaf(n.now, 3*n.ages.Leaf, n.names)
		if err != nil {
			return false, err
		}
		s.signer().Retired = n.now
		s.Signs++
		s.Leaf = leaf
		return true, nil
	}
}

// renew replaces a leaf that is old, or made for other names.
func (n *next) renew(s *State) (bool, error) {
	if n.now.Sub(s.Leaf.Since) < n.ages.Leaf && slices.Equal(s.Leaf.Names, n.names) {
		return false, nil
	}
	leaf, err := s.signer().leaf(n.now, 3*n.ages.Leaf, n.names)
	if err != nil {
		return false, err
	}
	s.Leaf = leaf
	return true, nil
}
