package finding

import "fmt"

// Severity is how bad a finding is.
type Severity uint8

// Severities, from mild to bad.
const (
	None    Severity = iota // the heartbeat alone
	Info                    // advice
	Warning                 // one failure or one change away from an error
	Error                   // it does not work, or data is being or will be lost
)

var severityNames = [...]string{"none", "info", "warning", "error"}

// String is the severity in JSON, in the policy and in flags.
func (s Severity) String() string { return severityNames[min(s, Error)] }

// ParseSeverity reads info, warning or error.
func ParseSeverity(s string) (Severity, error) {
	for level := Info; level <= Error; level++ {
		if severityNames[level] == s {
			return level, nil
		}
	}
	return None, fmt.Errorf("%q is not a severity: want info, warning or error", s)
}
