package ledger

import "fmt"

// Kind is what a Notice is about.
type Kind int

// The kinds of notices.
const (
	// SegmentRemoved: a file went because of MaxBytes or MaxAge; First and Last are its
	// blocks, Bytes its size.
	SegmentRemoved Kind = iota
	// RemoveFailed: a file should have gone, and Err kept it.
	RemoveFailed
	// WriteFailed: the disk took nothing, for the first time since it last did.
	WriteFailed
	// WriteHealed: it takes blocks again. Entries were refused or dropped meanwhile.
	WriteHealed
	// EndsFailed: the file with the ends of partitions could not be replaced, so that a crash
	// would leave more in doubt.
	EndsFailed
	// ShipResumed: shipping goes on with block First after a stop that was not clean. From
	// there on blocks may be in the topic twice.
	ShipResumed
	// ShipSkipped: the blocks First to Last were removed before they were shipped.
	ShipSkipped
	// ShipFailed: block First could not be read or sent, for the first time since one was.
	ShipFailed
	// ShipHealed: blocks are sent again.
	ShipHealed
)

// Notice is what an operator should know about a ledger. Fields that its Kind does not
// name are zero.
type Notice struct {
	Kind        Kind
	File        string
	First, Last uint64 // sequences of blocks
	Entries     uint64
	Bytes       int64
	Err         error
}

// String is the notice as a sentence.
func (n Notice) String() string {
	switch n.Kind {
	case SegmentRemoved:
		return fmt.Sprintf("%s was removed, as the quotas demand: blocks %d to %d, %d bytes", n.File, n.First, n.Last, n.Bytes)
	case RemoveFailed:
		return fmt.Sprintf("%s should be removed, as the quotas demand: %v", n.File, n.Err)
	case WriteFailed:
		return fmt.Sprintf("the ledger cannot write: %v", n.Err)
	case WriteHealed:
		return fmt.Sprintf("the ledger writes again; %d entries are missing in it", n.Entries)
	case EndsFailed:
		return fmt.Sprintf("a crash would leave more in doubt than it has to: %v", n.Err)
	case ShipResumed:
		return fmt.Sprintf("shipping goes on with block %d after a stop that was not clean: from there on blocks may be in the topic twice", n.First)
	case ShipSkipped:
		return fmt.Sprintf("blocks %d to %d were removed before they were shipped: the topic will never have them", n.First, n.Last)
	case ShipFailed:
		return fmt.Sprintf("block %d could not be shipped, and is tried again: %v", n.First, n.Err)
	case ShipHealed:
		return fmt.Sprintf("shipping goes on with block %d", n.First)
	}
	return fmt.Sprintf("notice of kind %d", n.Kind)
}
