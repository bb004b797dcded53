package finding

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Exit is the exit code of a command. The numbers are a contract.
type Exit int

// The exit codes that exist so far.
const (
	ExitClean       Exit = 0   // nothing found
	ExitFindings    Exit = 1   // findings at or above --fail-on
	ExitUsage       Exit = 2   // wrong usage or configuration, or a file that cannot be parsed
	ExitIncomplete  Exit = 3   // could not check everything
	ExitNothing     Exit = 4   // nothing to check
	ExitRefused     Exit = 6   // refused by a safety rule
	ExitInterrupted Exit = 130 // Ctrl-C or SIGTERM
)

// precedence is the order in which codes win where several hold.
var precedence = []Exit{ExitInterrupted, ExitUsage, ExitRefused, ExitFindings, ExitIncomplete, ExitNothing, ExitClean}

// Strongest is the code that wins over the others.
func Strongest(codes ...Exit) Exit {
	for _, code := range precedence {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return ExitClean
}

// Verdict is the exit code of a result: failOn is the severity from which on
// a finding fails the run, allowEmpty makes "nothing to check" a success.
func (r *Result) Verdict(failOn Severity, allowEmpty bool) Exit {
	codes := []Exit{ExitClean}
	for i := range r.Findings {
		if r.Findings[i].Severity >= failOn {
			codes = append(codes, ExitFindings)
			break
		}
	}
	for _, gap := range r.Gaps {
		switch {
		case gap.Expected:
		case gap.Why == model.Malformed:
			codes = append(codes, ExitUsage)
		default:
			codes = append(codes, ExitIncomplete)
		}
	}
	if !allowEmpty && !r.CheckedAny() {
		codes = append(codes, ExitNothing)
	}
	return Strongest(codes...)
}
