// Package precision holds the rules against stock configurations of real
// projects. A wrong finding costs more than a missed one: every finding of
// the standard profile on the corpus stands in docs/precision.md with a
// verdict of a person, and none of them may be wrong. The corpus is written
// small, in its own words and values; each file names the one it is after.
package precision
