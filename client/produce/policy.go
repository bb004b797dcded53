package produce

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A Policy judges a record before it is sent. The guard's policies are asked in their
// order, from the goroutine that sends.
type Policy struct {
	// Name is told with what the policy rejects.
	Name string
	// Judge says why a record may not be sent; nil lets it through. It may change the
	// record. It is called from several goroutines.
	Judge func(*kgo.Record) error
	// Observe lets every record through, and has Config.Observed told of what would have
	// been rejected.
	Observe bool
}

// Observed is the same policy, which only tells what it would have rejected.
func (p Policy) Observed() Policy {
	p.Observe = true
	return p
}

// A Rejection is why a policy did not let a record through. It is the Err of an Outcome
// that is Rejected by one.
type Rejection struct {
	Policy string
	Err    error
}

// Error says which policy it was, and why.
func (r *Rejection) Error() string {
	return fmt.Sprintf("rejected by the policy %s: %v", r.Policy, r.Err)
}

// Unwrap is the policy's own error.
func (r *Rejection) Unwrap() error { return r.Err }

// judge asks the policies, until one rejects the record.
func (g *Guard) judge(r *kgo.Record) error {
	for i := range g.policies {
		p := &g.policies[i]
		err := p.Judge(r)
		if err == nil {
			continue
		}
		rejection := &Rejection{p.Name, err}
		if !p.Observe {
			return rejection
		}
		g.observes(r, rejection)
	}
	return nil
}

// observes tells what would have been rejected.
func (g *Guard) observes(r *kgo.Record, why *Rejection) {
	g.counters.observes(why.Policy)
	g.observed(r, why)
}

// check refuses policies that could not work.
func check(policies []Policy) error {
	for i, p := range policies {
		switch {
		case p.Name == "":
			return fmt.Errorf("policy %d has no name", i+1)
		case p.Judge == nil:
			return fmt.Errorf("the policy %s has no Judge", p.Name)
		}
	}
	return nil
}

// Why the policies of this package reject a record.
var (
	ErrTopic     = errors.New("the topic is not among those that may be written to")
	ErrKey       = errors.New("the record has no key")
	ErrHeaders   = errors.New("the record's headers are too many or too large")
	ErrTombstone = errors.New("the record has a key and no value, which deletes what a compacted topic holds for the key")
)
