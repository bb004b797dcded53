// Package metrics writes what a watch knows for Prometheus, and answers probes.
// It reads the board and never asks Kafka anything, so that any number of
// scrapers costs a cluster nothing.
//
// A series is there only if its value is known: a lag of which a part is not
// known, or a count that rests on what a dead broker's peers have not noticed
// yet, is left out. What is left out is counted in breakwater_unknown. Where a
// lower bound is bad enough to wake somebody, it stands in a series of its own
// whose name ends in _at_least, never beside the whole one and never as 0.
//
// The text is written here and not by a client library: a page has a hundred
// thousand rows that all change at once, is made once for each board, and the
// rows of both formats are the same bytes.
package metrics
