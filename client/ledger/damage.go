package ledger

import "fmt"

// Damage is what a reader found that no ledger of this version wrote, and where.
type Damage struct {
	File string // empty for a block that stands alone
	At   int64  // the byte, from 0, in the file or in the block
	// Block is the sequence that the block there has, or should have; 0 if it is not known.
	Block uint64
	What  string
	// Torn says that this is the unfinished end of the last file: the trace of a crash,
	// or of a writer that is at work. All that Sync confirmed stands before it. Open cuts
	// it off; to a reader it is the end.
	Torn bool

	early bool // a version from before the first release wrote it
}

// Error names the file, the byte and what is wrong there.
func (d *Damage) Error() string {
	where, advice := "block", ""
	if d.File != "" {
		where, advice = d.File, "; put the file back from a copy, or move it away and take its blocks from breakwater.ledger"
	}
	if d.early {
		advice = "; " + startAnew
	}
	block := ""
	if d.Block > 0 {
		block = fmt.Sprintf(" (block %d)", d.Block)
	}
	if d.Torn {
		return fmt.Sprintf("%s, byte %d%s: the ledger ends in a block that was not finished: %s", where, d.At, block, d.What)
	}
	return fmt.Sprintf("%s, byte %d%s: %s%s", where, d.At, block, d.What, advice)
}

// startAnew is what to do with a block of an early version.
const startAnew = "begin a new ledger in an empty folder, and where such blocks were shipped, delete the records of breakwater.ledger up to the last of them (kafka-delete-records); " +
	"only the version that wrote them can verify what they name"

// in says in which file the damage is that was found at a place of it.
func (d *Damage) in(file string, at int64, block uint64) *Damage {
	d.File, d.Block = file, block
	d.At += at
	return d
}

func cutShort(want, have int) *Damage {
	return &Damage{At: int64(have), What: fmt.Sprintf("the block has %d bytes, and %d of them are there", want, have)}
}
