package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Validator is what Kafka asks of a value beyond its type. The zero Validator
// accepts everything.
type Validator struct {
	kind     string
	values   []string // the words of an enumeration
	min, max bound
	alone    string // one value that is accepted outside the range
	loose    bool   // of addresses: in some releases nearly everything was a host
}

// bound is one end of a range; an open end has no text. Kafka compares doubles,
// whatever the type, and so do we.
type bound struct {
	text string
	n    float64
}

// The kinds, as tools/cataloggen spells them.
const (
	kindAny       = ""          // everything
	kindRange     = "range"     // MIN..MAX, either may be missing; |N beside it
	kindIn        = "in"        // one of the words
	kindAnyCase   = "anycase"   // one of the words, whatever its case
	kindList      = "list"      // a list of the words
	kindSet       = "set"       // a list without duplicates or empty entries, of the words if there are any
	kindSomeSet   = "someset"   // a set that is not empty
	kindNonEmpty  = "nonempty"  // not ""
	kindNonNull   = "nonnull"   // everything that a file can say
	kindThrottled = "throttled" // partition:broker pairs, or *
	kindVoters    = "voters"    // id@host:port
	kindServers   = "servers"   // host:port
	kindReset     = "reset"     // one of the words, or by_duration:
	kindRelease   = "release"   // a version of Kafka, with or without its -IV
)

// parseValidator reads one cell of the catalogue. An unknown kind is an error,
// so that a validator new in Kafka is not taken for "everything goes".
func parseValidator(cell string) (v Validator, err error) {
	kind, args, _ := strings.Cut(cell, ":")
	v.kind = kind
	switch kind {
	case kindAny, kindNonEmpty, kindNonNull, kindThrottled:
	case kindVoters, kindServers:
		v.loose = args == "loose"
	case kindRange:
		err = v.parseRange(args)
	case kindIn, kindAnyCase, kindList, kindSet, kindSomeSet, kindReset, kindRelease:
		if args != "" {
			v.values = strings.Split(args, ",")
		}
	default:
		err = fmt.Errorf("validator %q is not known", cell)
	}
	return v, err
}

func (v *Validator) parseRange(args string) error {
	args, v.alone, _ = strings.Cut(args, "|")
	low, high, found := strings.Cut(args, "..")
	if !found {
		return fmt.Errorf("range %q has no \"..\"", args)
	}
	for _, end := range []struct {
		text string
		to   *bound
	}{{low, &v.min}, {high, &v.max}} {
		if end.text == "" {
			continue
		}
		n, err := strconv.ParseFloat(end.text, 64)
		if err != nil {
			return err
		}
		*end.to = bound{end.text, n}
	}
	return nil
}

// Values lists the words that an enumeration allows, sorted; nil if the key
// takes something else.
func (v Validator) Values() []string { return slices.Clone(v.values) }

// String says what is accepted: "≥ 1048576", "0 … 900", "one of compact,
// delete". It is empty if every value of the type is.
func (v Validator) String() string {
	words := strings.Join(v.values, ", ")
	switch v.kind {
	case kindRange:
		return v.rangeString()
	case kindIn:
		return "one of " + words
	case kindAnyCase:
		return "one of " + words + " in upper or lower case"
	case kindReset:
		return "one of " + words + ", or by_duration: and a time as PT1H"
	case kindList, kindSet, kindSomeSet:
		return v.listString(words)
	}
	return plain[v.kind]
}

// plain are the kinds that need no words of their own.
var plain = map[string]string{
	kindNonEmpty:  "not empty",
	kindThrottled: "partition:broker pairs, or *",
	kindVoters:    "id@host:port, …",
	kindServers:   "host:port, …",
	kindRelease:   "a version of Kafka, as 3.6 or 3.6-IV2",
}

func (v Validator) rangeString() string {
	var s string
	switch {
	case v.max.text == "":
		s = "≥ " + v.min.text
	case v.min.text == "":
		s = "≤ " + v.max.text
	default:
		s = v.min.text + " … " + v.max.text
	}
	if v.alone != "" {
		s += ", or " + v.alone
	}
	return s
}

func (v Validator) listString(words string) string {
	var parts []string
	if v.kind == kindSomeSet {
		parts = append(parts, "at least one entry")
	}
	if words != "" {
		parts = append(parts, "entries of "+words)
	}
	if v.kind != kindList {
		parts = append(parts, "none twice, none empty")
	}
	return strings.Join(parts, ", ")
}
