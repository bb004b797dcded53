package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Check accepts and refuses as Kafka would, given the value as text in a file:
// ConfigDef.parseType first, then the key's validator. Two things are left out
// on purpose. A class is not loaded, since the class path is not here: any name
// passes. And what Kafka compares between keys is for rules, not for one key.
func (d *Definition) Check(raw string) error {
	value := javaTrim(raw)
	if d.parses(value) && d.Valid.accepts(d.Type, value) {
		return nil
	}
	return fmt.Errorf("%s is %q, which Kafka refuses: it takes %s", d.Name, shorten(raw), d.Wants())
}

// Wants says what the key takes, in a few words: "an int ≥ 1048576".
func (d *Definition) Wants() string {
	valid := d.Valid.String()
	if d.Valid.kind == kindIn || d.Valid.kind == kindAnyCase || d.Valid.kind == kindReset {
		return valid
	}
	return strings.TrimSuffix(typeWords[d.Type]+", "+valid, ", ")
}

var typeWords = [...]string{
	Boolean: "true or false", String: "a string", Password: "a password", Short: "a short (16-bit whole number)",
	Int: "an int (32-bit whole number)", Long: "a long (64-bit whole number)", Double: "a number",
	List: "a list with commas", Class: "the name of a class",
}

// shorten keeps a message to one line where a whole file stands in a value.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// parses tells whether parseType takes the trimmed value.
func (d *Definition) parses(value string) bool {
	var err error
	switch d.Type {
	case Boolean:
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case Short:
		_, err = javaInt(value, 16)
	case Int:
		_, err = javaInt(value, 32)
	case Long:
		_, err = javaInt(value, 64)
	case Double:
		_, err = javaDouble(value)
	case Class:
		return value != ""
	case String, Password, List: // any text is one
	}
	return err == nil
}

// accepts tells whether the validator takes a value that parses.
func (v Validator) accepts(t Type, value string) bool {
	switch v.kind {
	case kindRange:
		return v.inRange(t, value)
	case kindIn:
		return slices.Contains(v.values, value)
	case kindAnyCase:
		return slices.Contains(v.values, strings.ToUpper(value))
	case kindNonEmpty:
		return value != ""
	case kindReset:
		return slices.Contains(v.values, value) || isPastDuration(value)
	case kindRelease:
		return slices.Contains(v.values, releaseLine(value))
	case kindList, kindSet, kindSomeSet:
		return v.acceptsList(Split(value))
	case kindThrottled:
		return areThrottled(Split(value))
	case kindVoters, kindServers:
		return v.areAddresses(Split(value))
	}
	return true
}

// inRange compares as Kafka does: by double, so NaN passes every range.
func (v Validator) inRange(t Type, value string) bool {
	var n float64
	if t == Double {
		n, _ = javaDouble(value)
	} else {
		whole, _ := javaInt(value, 64)
		if v.alone != "" && fmt.Sprint(whole) == v.alone {
			return true
		}
		n = float64(whole)
	}
	return !(v.min.text != "" && n < v.min.n) && !(v.max.text != "" && n > v.max.n)
}

// acceptsList knows both of Kafka's rules: before 4.2 each entry had to be one
// of the words; since then (KIP-1161) entries may not be empty or stand twice,
// and some lists may not be empty.
func (v Validator) acceptsList(entries []string) bool {
	if v.kind == kindSomeSet && len(entries) == 0 {
		return false
	}
	for i, e := range entries {
		if v.kind != kindList && (e == "" || slices.Contains(entries[:i], e)) {
			return false
		}
		if len(v.values) > 0 && !slices.Contains(v.values, e) {
			return false
		}
	}
	return true
}

// Split cuts a list as Kafka does: at commas, with the space around them. The
// empty string is the empty list, but "a," has two entries.
func Split(value string) []string {
	value = javaTrim(value)
	if value == "" {
		return nil
	}
	entries := strings.Split(value, ",")
	for i := range entries {
		entries[i] = strings.Trim(entries[i], " \t\n\v\f\r")
	}
	return entries
}
