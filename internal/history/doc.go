// Package history remembers what was seen of one cluster: numbers in columnar
// rings, and changes of state as moments.
//
// A look that did not tell something leaves a hole: never a zero, and never
// "gone". Numbers are kept for every look of the last two minutes and for one
// look a minute of the last six hours; a ring holds, for each of these looks,
// the differences to the look before, packed in pages of as few bytes as the
// largest of a page needs. Nothing grows for ever: what has not been told for
// as long as the coarse ring reaches is forgotten, and its place used again.
package history
