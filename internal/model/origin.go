package model

import "strconv"

// Origin is where a value came from: a place in a file, an address inside a
// document, or a default. The zero Origin is "nowhere".
type Origin struct {
	File         string // as the user named it, relative to the working directory; "" when not from a file
	Line, Column int    // counted from 1, columns in characters (code points); 0 when not known
	Address      string // a Terraform address or an object's path, beside the file
	Default      string // "default of Kafka 4.1.2"; set for defaults alone
}

// AtFile is a place in a text file, lines and columns counted from 1.
func AtFile(file string, line, column int) Origin {
	return Origin{File: file, Line: line, Column: column}
}

// DefaultOf is the origin of a value that nobody wrote; what names the
// product and its version, as in "Kafka 4.1.2".
func DefaultOf(what string) Origin { return Origin{Default: "default of " + what} }

// Written tells whether an author wrote the value at a place that can be
// shown and changed.
func (o Origin) Written() bool { return o.File != "" }

// IsZero tells whether the origin says nothing.
func (o Origin) IsZero() bool { return o == Origin{} }

// Position is FILE:LINE:COLUMN, with the parts that are known.
func (o Origin) Position() string {
	at := o.File
	if o.Line > 0 {
		at += ":" + strconv.Itoa(o.Line)
		if o.Column > 0 {
			at += ":" + strconv.Itoa(o.Column)
		}
	}
	return at
}

// String is FILE:LINE:COLUMN, or the address or default where there is no
// file. It is the contract of evidence[].origin in JSON.
func (o Origin) String() string {
	switch {
	case o.File != "":
		return o.Position()
	case o.Address != "":
		return o.Address
	default:
		return o.Default
	}
}
