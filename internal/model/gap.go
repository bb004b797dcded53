package model

// GapReason is why a source could not bring a fact.
type GapReason uint8

// The reasons for a gap.
const (
	Denied      GapReason = iota + 1 // no right to read it
	Unsupported                      // the other side does not have it
	Unreachable                      // no connection
	TimedOut                         // no answer within the limit
	Stale                            // older than its limit
	Unresolved                       // stands there, but cannot be resolved
	Hidden                           // the other side withholds it (a password)
	Unreadable                       // the file cannot be read
	Malformed                        // claims to be Kafka configuration, and cannot be parsed
)

var gapNames = [...]string{"", "denied", "unsupported", "unreachable", "timed out", "stale", "unresolved", "hidden", "unreadable", "malformed"}

// String is the reason as it stands in JSON.
func (r GapReason) String() string { return gapNames[min(int(r), len(gapNames)-1)] }

// Gap is a fact that a source was asked for and could not bring.
type Gap struct {
	Fact     Fact
	Scope    Subject // what the fact is missing for
	Why      GapReason
	Detail   string // one sentence
	Origin   Origin // where in a file, if it is one
	Expected bool   // announced by the platform or the policy: not checkable here, and no reason for exit code 3
}
