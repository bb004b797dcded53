package main

import "fmt"

// What can be wrong.
const (
	missing        = "acknowledged, and not in the log"
	elsewhere      = "acknowledged at an offset where something else lies, or nothing"
	there          = "told not to be in the log, and there"
	twice          = "in the log more than once"
	disorder       = "behind a later record of its key"
	ofNobody       = "in the log, and given by nobody"
	changed        = "in the log once, and later not, or with another content"
	untold         = "given, and never told of by a producer that has closed"
	left           = "left in doubt by a producer that has closed"
	late           = "told of too late"
	toldTwice      = "told of twice"
	toldOfNone     = "told of, and never given"
	settledWrongly = "settled without a doubt, or twice"
)

// verdict is what is printed.
type verdict struct {
	True    bool              `json:"true"`
	Wrong   map[string]*wrong `json:"wrong"` // by what it is
	Figures figures           `json:"figures"`
	Lives   []lifeFigures     `json:"lives"`
}

// wrong is one kind of what is wrong, with the first of it.
type wrong struct {
	Count    int      `json:"count"`
	Examples []string `json:"examples"`
}

// figures count records.
type figures struct {
	Given          int            `json:"given"`
	InTheLog       int            `json:"in_the_log"`
	Keys           int            `json:"keys"`
	Told           map[string]int `json:"told_first"`
	Settled        map[string]int `json:"settled"`
	WithoutOffset  int            `json:"persisted_without_an_offset"`
	SlowestMillis  int64          `json:"slowest_first_outcome_ms"`
	NamedInLog     int            `json:"named_when_killed_and_in_the_log"`
	NamedNotInLog  int            `json:"named_when_killed_and_not_in_the_log"`
	Dropped        int            `json:"dropped_acknowledgements"`
	DroppedInLog   int            `json:"dropped_acknowledgements_in_the_log"`
	OrderedPairs   int            `json:"pairs_of_a_key_in_order"`
	HeldAgainstLog int            `json:"outcomes_held_against_the_log"`
}

// lifeFigures are those of one producer.
type lifeFigures struct {
	Life    string `json:"life"`
	Given   int    `json:"given"`
	Killed  bool   `json:"killed"`
	Untold  int    `json:"untold_when_killed"`
	InDoubt int    `json:"in_doubt_when_killed"`
}

func newVerdict() *verdict {
	return &verdict{True: true, Wrong: map[string]*wrong{}, Figures: figures{Told: map[string]int{}, Settled: map[string]int{}}}
}

// examples is how many are told of each kind.
const examples = 10

func (v *verdict) wrong(what, format string, args ...any) {
	v.True = false
	w := v.Wrong[what]
	if w == nil {
		w = &wrong{}
		v.Wrong[what] = w
	}
	if w.Count++; w.Count <= examples {
		w.Examples = append(w.Examples, fmt.Sprintf(format, args...))
	}
}
