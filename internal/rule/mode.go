package rule

import "github.com/breakwaterhq/breakwater/internal/finding"

// Mode is what a finding does to a request for admission. A rule goes from one to
// the next as trust in it grows, as with validationActions of a Kubernetes
// ValidatingAdmissionPolicy.
type Mode uint8

// The modes, from the mildest on.
const (
	Unset Mode = iota // as ModeOf says
	Audit             // only the audit log names it
	Warn              // the person is told, and the object is stored
	Deny              // the object is not stored
)

var modeNames = [...]string{"", "audit", "warn", "deny"}

// String is the mode in a policy; "" for Unset.
func (m Mode) String() string { return modeNames[min(m, Deny)] }

// ParseMode reads what String writes of a mode that is set.
func ParseMode(s string) (Mode, bool) {
	for m := Audit; m <= Deny; m++ {
		if modeNames[m] == s {
			return m, true
		}
	}
	return Unset, false
}

// ModeOf is the mode of a severity where no policy says otherwise: errors are
// denied, warnings told, advice is left to the audit log.
func ModeOf(s finding.Severity) Mode {
	switch s {
	case finding.Error:
		return Deny
	case finding.Warning:
		return Warn
	default:
		return Audit
	}
}

// Mode is what a finding of a rule does to a request for admission: what the last
// entry of the policy says that names a mode for the rule, else ModeOf its severity.
func (s *Settings) Mode(name string, severity finding.Severity) Mode {
	mode := ModeOf(severity)
	for i := range s.Rules {
		if o := &s.Rules[i]; o.Admit != Unset && o.Matches(name) {
			mode = o.Admit
		}
	}
	return mode
}

// Unknown is what is done where a fact that decides over a request is not known,
// as where Kafka did not answer in time: the policy's word, else Warn, because a
// cluster that cannot be asked is where people most need to change things.
func (s *Settings) Unknown() Mode {
	if s.NotKnown == Unset {
		return Warn
	}
	return s.NotKnown
}
