package api

import "github.com/breakwaterhq/breakwater/internal/rule"

// Ago is how long ago it was told, in words; "never" if it was not.
func (t Told) Ago() string {
	switch {
	case t.AgeMs == nil:
		return "never"
	case *t.AgeMs < 1000:
		return "just now"
	}
	return rule.Span(*t.AgeMs/1000*1000) + " ago"
}
