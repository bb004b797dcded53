package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Finding is one thing that is wrong with one subject.
type Finding struct {
	Rule          string
	Severity      Severity
	Subject       model.Subject
	Place         string // names the cluster in the fingerprint, where Subject.Cluster is only a guess
	Discriminator string // tells findings of one rule on one subject apart, as a key's name; never a value
	Message       string // the fact, then the consequence
	Evidence      []Evidence
	Origin        model.Origin // the line that the author must change
	Fix           string
	Blames        []model.Subject // the brokers, or partitions, without which it would not be
	CausedBy      string          // the fingerprint of the cause; "" for a cause itself
	Since         int64           // ms since 1970 from when on it has held, where the rule knows it from the past; 0: not known
}

// Evidence is one value that takes part in a finding.
type Evidence struct {
	Name   string
	Value  string
	Origin model.Origin
}

// Fingerprint names the finding for ever: rule, subject and discriminator,
// never values or lines, so that a retuned value is not a new alert and a
// baseline does not rot. A guessed cluster is left out of it, because another
// file may change the guess. It is 32 hexadecimal digits.
func (f *Finding) Fingerprint() string {
	subject := f.Subject
	if f.Place != "" {
		subject.Cluster = f.Place
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, subject.Qualified(), f.Discriminator}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Skip is a judgement that could not be made.
type Skip struct {
	Rule    string
	Subject model.Subject
	Needs   string // the missing key or fact
	Reason  string
	Origin  model.Origin
}
