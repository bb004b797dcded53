package incident

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// fingerprints remembers the fingerprints of findings over the looks. Hashing
// thousands of them in every look would be half of its cost.
type fingerprints map[identity]string

// identity is all that a fingerprint is made of.
type identity struct {
	rule, place, discriminator string
	subject                    model.Subject
}

// of is the fingerprint of a finding.
func (p fingerprints) of(f *finding.Finding) string {
	key := identity{f.Rule, f.Place, f.Discriminator, f.Subject}
	name, known := p[key]
	if !known {
		name = f.Fingerprint()
		p[key] = name
	}
	return name
}

// trim forgets all of them when most are of findings that are not there any
// more.
func (p fingerprints) trim(there int) {
	if len(p) > 2*there+1024 {
		clear(p)
	}
}
