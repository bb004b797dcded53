package detect

import "time"

// An Ask is what has to be found out about one partition.
type Ask struct {
	Topic     string
	Partition int32
	First     int64    // the first offset that is not known to be gone; -1 for none
	Last      int64    // the last offset that was acknowledged when this was asked; -1 for none
	Epoch     int32    // its leader epoch; -1 is not known, and not asked for
	Samples   []Sample // to be read back, the last one first

	count    uint64 // entries that had been taken in
	acked    int64  // when the last one was acknowledged, in ms
	disputed bool   // some of the samples are
}

// A Sample is one acknowledged record.
type Sample struct {
	Offset int64
	Hash   uint64

	acked int64 // in ms
}

// A Look is what a partition's leader has told, to an Ask that was made before.
type Look struct {
	Ask
	At          time.Time
	Err         error // why nothing was told
	TopicID     [16]byte
	Leader      int32
	LeaderEpoch int32 // by metadata that no cache has kept
	Start, End  int64 // of the log, as ListOffsets has it: below End is what consumers may read
	// EpochEnd is where the log ends for the Ask's Epoch (OffsetForLeaderEpoch); -1 is not
	// told.
	EpochEnd int64
	Read     []Read    // of the samples, in their order
	Settings *Settings // nil is not told
}

// Read is what was found at an offset, reading what is not committed, too.
type Read uint8

// What a read can find.
const (
	NotRead Read = iota
	Same         // the record
	Other        // another record
	Absent       // no record, although the log goes on behind it
)

// Settings are those of a topic that take records away.
type Settings struct {
	Compacts, Deletes bool          // cleanup.policy
	Retention         time.Duration // retention.ms; negative is for ever
	Bounded           bool          // retention.bytes is set
}
