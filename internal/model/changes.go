package model

import "math"

// Changes is a History that knows when numbers have changed last without going
// through their samples. Times are ms since 1970; 0: all samples that are kept are
// alike. A change may have been between two samples, and so show in none.
type Changes interface {
	EndMoved(topic string, partition int32) int64 // of LogEnd
	EndFell(topic string, partition int32) int64  // the last change to a lower LogEnd
	CommitsMoved(group string) int64              // of any Committed of the group
}

// EndMoved is when a log end offset has changed last, at the latest; 0: all samples
// of it are alike.
func EndMoved(h History, topic string, partition int32) int64 {
	if c, knows := h.(Changes); knows {
		return c.EndMoved(topic, partition)
	}
	return math.MaxInt64
}

// EndFell is when a log end offset has last become lower, at the latest; 0: no
// sample of it is lower than an older one next to it.
func EndFell(h History, topic string, partition int32) int64 {
	if c, knows := h.(Changes); knows {
		return c.EndFell(topic, partition)
	}
	return math.MaxInt64
}

// CommitsMoved is when any offset that a group has committed has changed last, at
// the latest; 0: the samples of each of them are alike.
func CommitsMoved(h History, group string) int64 {
	if c, knows := h.(Changes); knows {
		return c.CommitsMoved(group)
	}
	return math.MaxInt64
}
