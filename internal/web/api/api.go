// Package api is what the watch answers in JSON: the documents of /api/v1, as
// the server writes them, and as the client and the terminal read them.
// schemas/api.schema.json describes them; a field is only ever added.
//
// What is not known is null, and says why. It is never 0, and never left out.
package api

import "time"

// The names and versions of the documents.
const (
	StatusSchema    = "breakwater.status/v1"
	IncidentsSchema = "breakwater.incidents/v1"
	IncidentSchema  = "breakwater.incident/v1"
	BrokersSchema   = "breakwater.brokers/v1"
	GroupsSchema    = "breakwater.groups/v1"
	GroupSchema     = "breakwater.group/v1"
	LagSchema       = "breakwater.lag/v1"
	WindowsSchema   = "breakwater.windows/v1"
)

// Head is what every document begins with.
type Head struct {
	Schema string     `json:"schema"`
	Now    time.Time  `json:"now"` // when the answer was made: every age is as of this time
	At     *time.Time `json:"at"`  // when what it tells was put together; null before the first look
}

// List is how many things there are, beside those that a document lists.
type List[T any] struct {
	Total int `json:"total"`
	Items []T `json:"items"`
}

// Complete tells whether the list holds everything that there is.
func (l *List[T]) Complete() bool { return len(l.Items) == l.Total }

// First is the list of the first items, at the most limit of them.
func First[T any](all []T, limit int) List[T] {
	out := List[T]{Total: len(all), Items: all[:min(limit, len(all))]}
	if out.Items == nil {
		out.Items = []T{}
	}
	return out
}

// TimeOf is a time, or null for the zero time.
func TimeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

// Told is when a value was last told by the cluster. Both fields are null if
// it never was.
type Told struct {
	At    *time.Time `json:"at"`
	AgeMs *int64     `json:"ageMs"`
}

// ToldAt is when something was told, as seen from now. A clock that was set
// back makes no negative age.
func ToldAt(at, now time.Time) Told {
	if at.IsZero() {
		return Told{}
	}
	age := max(0, now.Sub(at).Milliseconds())
	return Told{At: TimeOf(at), AgeMs: &age}
}

// Amount is a number that may not be known.
type Amount struct {
	Value   *int64 `json:"value"`
	AtLeast *int64 `json:"atLeast,omitempty"` // of a sum of which not every part is known: the parts that are
	Why     string `json:"why,omitempty"`     // why the value is null
}

// Known is a number that is known.
func Known[N int | int32 | int64](n N) Amount {
	v := int64(n)
	return Amount{Value: &v}
}

// Unknown is a number that is not known, and why.
func Unknown(why string) Amount { return Amount{Why: why} }

// Rate is records a second, or null with the reason.
type Rate struct {
	Value *float64 `json:"value"`
	Why   string   `json:"why,omitempty"`
}
