package deadletter

import (
	"errors"
	"fmt"
)

// State is what is known of a dead letter whose Write failed.
type State uint8

const (
	// NotStored says that the letter is not in the log and will not get there.
	NotStored State = iota + 1
	// InDoubt says that the letter may be in the log, or may still get there.
	InDoubt
	// PointerOnly says that the letter is in the log without what was too large, and that
	// this is nowhere else: the record never had an offset.
	PointerOnly
)

// String is the state's name.
func (s State) String() string {
	names := []string{"unknown", "not stored", "in doubt", "pointer only"}
	return names[min(int(s), len(names)-1)]
}

// Error is why a dead letter does not count as written.
type Error struct {
	State State
	// ID is the letter's, "" if it never got one; Topic the dead-letter topic.
	ID, Topic string
	Origin    Origin
	Err       error
}

// Error is one sentence: what is the case, why, and what to do.
func (e *Error) Error() string {
	what := fmt.Sprintf("the dead letter %s of %s partition %d offset %d", or(e.ID, "(no id)"), or(clip(e.Origin.Topic, mostTopic), "(no topic)"), e.Origin.Partition, e.Origin.Offset)
	switch e.State {
	case InDoubt:
		return fmt.Sprintf("%s may be in %s, or may still get there: %v: do not commit the record, and write the letter again, which gives it the same id", what, e.Topic, e.Err)
	case PointerOnly:
		return fmt.Sprintf("%s is in %s only as a pointer: %v: keep the record, for it is nowhere else, or raise the topic's max.message.bytes and write the letter again", what, e.Topic, e.Err)
	}
	return fmt.Sprintf("%s is not in %s: %v: do not commit the record", what, or(e.Topic, "any topic"), e.Err)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrNotStored is what the error of a Sender wraps when the record is not in the log and
// will not get there.
var ErrNotStored = errors.New("it was not stored")

var errNowhereElse = errors.New("it is too large for the topic, and never had an offset where it could be read")
