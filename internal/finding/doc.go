// Package finding says what is wrong, where, why and what to do, and sums a
// run up into a result with an exit code. It decides nothing about rules and
// prints nothing.
package finding
