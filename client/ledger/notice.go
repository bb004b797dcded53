package ledger

import "fmt"

// Kind is what a Notice is about.
type Kind int

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
	}
	return fmt.Sprintf("notice of kind %d", n.Kind)
}
