package model

import "strings"

// Certainty is how far a value may be trusted. It decides what a finding that
// rests on the value may claim.
type Certainty uint8

// Certainties, from best to worst, so that the larger of two wins.
const (
	Known   Certainty = iota // read where it stands
	Assumed                  // rests on a guessed join; a finding is capped at warning
	Unknown                  // stands there, but what it will be is not known: skipped
)

// Worse is the lower trust of the two.
func (c Certainty) Worse(d Certainty) Certainty { return max(c, d) }

// String is the certainty in a sentence.
func (c Certainty) String() string {
	return [...]string{"known", "assumed", "unknown"}[min(c, Unknown)]
}

// Value is one setting as somebody wrote it, with its origin and certainty.
// The zero Value is "not set".
type Value struct {
	raw       string
	written   string // where it differs from raw
	set       bool
	origin    Origin
	certainty Certainty
	why       string
}

// KnownValue is a value as it was written.
func KnownValue(raw string, at Origin) Value {
	return Value{raw: raw, set: true, origin: at}
}

// UnknownValue is a value that stands at a place but cannot be resolved
// there: raw is its text as written, why completes "not known: …".
func UnknownValue(raw, why string, at Origin) Value {
	return Value{raw: raw, set: true, origin: at, certainty: Unknown, why: why}
}

// Joined is the value as seen from another document: a guessed join makes a
// known value an assumed one, and never a better one.
func (v Value) Joined(by Certainty) Value {
	v.certainty = v.certainty.Worse(by)
	return v
}

// As is the value in another spelling, as the number of bytes of "12MiB";
// what the author wrote is kept.
func (v Value) As(raw string) Value {
	v.written, v.raw = v.Written(), raw
	return v
}

// Split is the items of a comma-separated list, without the spaces around them;
// empty ones are left out. Each is as certain as the list, and stands where it does.
func (v Value) Split() []Value {
	var out []Value
	for item := range strings.SplitSeq(v.Raw(), ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, v.As(item))
		}
	}
	return out
}

// Raw is the text that counts, without quotes.
func (v Value) Raw() string { return v.raw }

// Written is the text that the author wrote, without quotes.
func (v Value) Written() string {
	if v.written != "" {
		return v.written
	}
	return v.raw
}

// IsSet tells whether anything was written, known or not.
func (v Value) IsSet() bool { return v.set }

// Usable tells whether the value can be judged.
func (v Value) Usable() bool { return v.set && v.certainty != Unknown }

// Origin is where the value stands.
func (v Value) Origin() Origin { return v.origin }

// Certainty is how far the value may be trusted.
func (v Value) Certainty() Certainty { return v.certainty }

// Why says why an unknown value is unknown.
func (v Value) Why() string { return v.why }
