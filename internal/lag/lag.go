// Package lag computes what consumer groups have not read, in records and in
// time, from what a running cluster told and what is remembered of it.
//
// The contract: lag = log end − max(committed, log start), so that what is
// already deleted is lost and not lag; commits are read before log ends, so lag
// is overstated by what was produced in between and never negative; a partition
// without a commit has no lag, which is not the same as zero; a sum over
// partitions of which one is not known is not complete, and says so.
package lag

// Partition is what a group has not read of one partition.
type Partition struct {
	Topic     string
	Partition int32
	Leader    int32 // broker; -1: none, or not known

	HasCommit bool
	Committed int64 // of a share group: where its first record in delivery is
	Start     int64 // log start offset; 0 where not known
	End       int64 // log end offset as consumers see it; 0 where not known

	Known   bool   // Records and Lost are known
	Why     string // why not
	First   int64  // the offset of the first of Records, or of a marker before it
	Records int64  // that are there and were not acknowledged
	AtMost  bool   // nobody has read the first of Records, and they are so few that all may be markers of transactions, which nobody reads
	Lost    int64  // that were deleted before they were acknowledged, at the most

	// Open is how many of Records lie behind the last stable offset: their
	// transaction is open. A consumer with isolation.level=read_committed cannot
	// read them yet, one with read_uncommitted can; which of them the group is
	// cannot be seen, so they count as lag. 0 where the offset is not known.
	Open int64

	// Kafka is the lag as Kafka's own command tells it, which counts offsets and not
	// records (see Tool); Differs says why it is another number. KafkaTells: it tells
	// one. A commit past the log end makes it negative.
	Kafka      int64
	KafkaTells bool

	AgeKnown bool
	Age      int64 // ms since the first unread record was written; 0 where there is none
	Within   int64 // by how much the true age may be lower, in ms
	How      Method

	Read    float64 // records a second that the group has acknowledged of late; 0 where not known
	Written float64 // records a second that were written of late
	Rates   bool    // both are known
}

// Method is how an age was found.
type Method string

// The methods, the most exact first.
const (
	ByRecord    Method = "record"    // the record was read
	ByTimestamp Method = "timestamp" // by ListOffsets for timestamps
	ByHistory   Method = "history"   // by when the log end was seen to pass it
	AtLeast     Method = "at least"  // it was there before the watch began, so the age may be higher
)

// Group is what a group has not read.
type Group struct {
	ID          string
	Type        string
	State       string
	InUse       bool // it has members, or a commit of it was seen to move
	Members     int
	Coordinator int32
	Told        bool        // where it stands is known: without that Partitions lacks some
	Partitions  []Partition // by topic and partition

	Records  int64 // over all partitions that are known
	Kafka    int64 // the sum of those of the partitions
	Lost     int64
	Complete bool  // all partitions with a commit are known: only then Records is the group's lag
	Age      int64 // the oldest of its partitions of which it is known, in ms
	AgeKnown bool  // it is known of all partitions with a commit
	AtLeast  bool  // one of them was there before the watch began: Age may be higher
	Read     float64
	Written  float64

	// CatchUp is how long it will take until nothing is unread at the rates of
	// late, in ms; -1: at these rates it never will; 0: there is nothing unread.
	// It is that of the sums: a partition that stands still may stay behind.
	CatchUp      int64
	CatchUpKnown bool
}
