package rule

import (
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Rule is one literal from which everything about a rule follows: its key in
// the policy, its page, its SARIF entry, and what it does.
type Rule struct {
	Name     string           // family/what-is-wrong, for ever
	Severity finding.Severity // the worst that it reports, unless a policy says otherwise
	From     Profile          // the smallest profile that has it; zero: minimal for errors, else standard
	Doc      Doc
	Params   []Param
	On       model.Kind   // one call judges one subject of this kind
	AlsoOn   []model.Kind // further kinds that it judges, one subject in a call, too
	Touches  []model.Kind // a change there changes the verdict, too
	Needs    model.Facts  // what a source must be able to bring for the rule to run at all
	Keys     []model.Key  // every setting that it reads
	AllKeys  bool         // it judges whatever keys there are, so Keys says nothing
	Reads    Reads
	Settle   time.Duration // how long a watch must see it before it is told; 0: at once
	Clear    time.Duration // how long a watch must not see it before it is over; 0: ClearDefault
	Refuses  bool          // clients are refused while it holds: no work on a broker is a reason for that
	Explains []Effect      // what follows from it: such findings are told below it
	CEL      []CEL         // the same for an API server that judges by itself; nil: NoCEL, or the family, says why
	NoCEL    string        // why it has none: "needs …"
	Check    func(*Pass)   // nil: the engine itself judges, once all others have run
}

// Reads is which states of the world a rule looks at beside the one that is
// judged.
type Reads uint8

// What a rule may read beside the state that is judged.
const (
	ReadsNow          Reads = 0
	ReadsBefore       Reads = 1 << iota // the state before a change
	ReadsHistory                        // what a watch remembers: without it the rule is not asked
	ReadsHistoryIfAny                   // what a watch remembers, where there is one
	ReadsTransactions                   // who holds a transaction open in the partitions that it found: asked for from the next look on
)

// Lengths of time for the patience of rules, which import no clock.
const (
	Second = time.Second
	Minute = time.Minute
	Hour   = time.Hour
)

// ClearDefault is how long a condition must be gone before a watch says that
// it is over, for rules that name no time of their own: two cycles.
const ClearDefault = 10 * Second

// Family is the part of the name before the slash.
func (r *Rule) Family() string {
	family, _, _ := strings.Cut(r.Name, "/")
	return family
}

// judges lists the kinds of subjects that the rule judges.
func (r *Rule) judges() []model.Kind { return append([]model.Kind{r.On}, r.AlsoOn...) }

// Profile is the smallest profile in which the rule runs.
func (r *Rule) Profile() Profile {
	switch {
	case r.From != 0:
		return r.From
	case r.Severity == finding.Error:
		return Minimal
	default:
		return Standard
	}
}

// reads tells whether a key is among those that the rule declares.
func (r *Rule) reads(key model.Key) bool {
	if r.AllKeys {
		return true
	}
	for _, k := range r.Keys {
		if k == key {
			return true
		}
	}
	return false
}

// Param is a number that a policy may set, as rules: {NAME: {params: {…}}}.
type Param struct {
	Name    string
	Default int64
	Unit    Unit
	Doc     string // one sentence
}

// Unit is how a parameter is written in a policy.
type Unit uint8

// The units of parameters.
const (
	Count  Unit = iota // a whole number
	Size               // bytes: 512MiB
	Period             // milliseconds: 7d
)

// Profile is a set of rules. Each holds all of the one before it.
type Profile uint8

// The profiles.
const (
	Minimal  Profile = iota + 1 // errors that are certain
	Standard                    // the default
	Strict                      // advice, too
)

var profileNames = [...]string{"", "minimal", "standard", "strict"}

// String is the profile's name in a policy.
func (p Profile) String() string { return profileNames[min(p, Strict)] }

// ParseProfile reads what String writes.
func ParseProfile(s string) (Profile, bool) {
	for p := Minimal; p <= Strict; p++ {
		if profileNames[p] == s {
			return p, true
		}
	}
	return 0, false
}
