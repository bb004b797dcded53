package produce

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Kind is what became of a record.
type Kind uint8

// The kinds of outcomes.
const (
	// Persisted: acknowledged by all in-sync replicas (acks=all).
	Persisted Kind = iota + 1
	// NotPersisted: not in the log, and it will not come there.
	NotPersisted
	// InDoubt: it may be in the log, or come there yet. What follows is told to
	// Config.Settled, unless the outcome is Final.
	InDoubt
	// Rejected: a rule of the guard's did not let it through; nothing was sent.
	Rejected
	// Spooled: kept on disk, to be sent later. No guard returns it so far.
	Spooled
)

// String is the kind in words.
func (k Kind) String() string {
	if names := [...]string{"", "persisted", "not persisted", "in doubt", "rejected", "spooled"}; int(k) < len(names) && k > 0 {
		return names[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Outcome is what became of one record.
//
// Of a record that is InDoubt the fields Partition, Offset, LeaderEpoch, ProducerID,
// ProducerEpoch, Timestamp and Context belong to kgo until it is settled: do not read them
// before. Do not change the record before either: it may yet be sent, and it is looked for
// in the log by its key, value and headers.
type Outcome struct {
	Kind   Kind
	Record *kgo.Record // the one that was given; of a Persisted one kgo has filled in where it is
	Err    error       // why it is not Persisted, else nil
	// Final tells that nothing more will be told of the record. It is false of one that is
	// InDoubt as long as it may be settled; where it is true of one, Err wraps ErrUnsettled
	// and says why nothing will.
	Final bool
}

// Why a record has the outcome that it has. An Outcome's Err wraps one of these, where
// it is not what kgo or the broker said.
var (
	// ErrTime: the time that the sender gave is over. Where the record is in doubt, kgo goes
	// on trying.
	ErrTime = errors.New("the time for this record is over")
	// ErrRoom: the time was over before there was room for the record in the budget.
	ErrRoom = errors.New("there was no room for this record in the guard's budget")
	// ErrHeld: the time was over while the topic's records had to wait, because a broker has
	// refused a batch of older ones for its size and they go again first.
	ErrHeld = errors.New("records of its topic that were refused in too large a batch go first")
	// ErrLedger: the ledger would not take the entry of the record, so that it was not sent.
	ErrLedger = errors.New("the ledger takes no entries, so that this record was not sent")
	// ErrClosed: the guard was closed before.
	ErrClosed = errors.New("the guard is closed")
	// ErrRecord: the record cannot be sent by anybody.
	ErrRecord = errors.New("this is no record that can be sent")
	// ErrUnsettled: it is in doubt for good.
	ErrUnsettled = errors.New("it may be in the log, and nothing will tell")
	// ErrNotThere: it was looked for up to its barrier, and is not in the log.
	ErrNotThere = errors.New("it was looked for in the log, and is not there")
)
