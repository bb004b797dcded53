package ledger

import (
	"fmt"
	"time"
)

// Config says how a Log writes. A zero field takes its default.
type Config struct {
	// CommitEvery is how long an entry waits for others until all are written and synced
	// at once; the least is 100 µs. Default 5 ms. It bounds what a crash can take.
	CommitEvery time.Duration
	// CommitBytes is the size of the entries that are written without waiting for
	// CommitEvery, and the most that a block has: 4 KiB to MaxBlock. Default 256 KiB.
	CommitBytes int
	// SegmentBytes is the size at which the next file begins, as Kafka's segment.bytes;
	// at least twice CommitBytes. Default 64 MiB.
	SegmentBytes int64
	// MaxBytes is the most that all files take together, as Kafka's retention.bytes; at
	// least twice SegmentBytes. The oldest file goes. Default 1 GiB.
	MaxBytes int64
	// MaxAge is how long entries are kept, as Kafka's retention.ms; a file goes when its
	// newest entry is older. It is looked at when something is written. Default 7 days,
	// as Kafka has it; at least a minute.
	MaxAge time.Duration
	// MaxPending is the most bytes that wait in memory for the disk; at least four times
	// CommitBytes. What is appended beyond is refused with ErrBehind. Default 16 MiB.
	MaxPending int
	// OnFailure is what happens while the disk takes nothing. Default Report.
	OnFailure Failure
	// Tell is called with what an operator should know. It is called by the goroutines
	// that write and ship, and within Open and Ship: it must return soon, and not call the
	// Log.
	Tell func(Notice)
	// Now is the clock of the blocks; it must return at once. Default time.Now.
	Now func() time.Time
}

// Failure is what a Log does while the disk is full or broken. Neither lets Append wait.
// In both cases the next block that is written says how many entries are missing.
type Failure int

const (
	// Report keeps what was appended and tries again. Meanwhile Ready and Sync return the
	// error of the disk, and Append takes entries up to MaxPending: those of records that
	// had been sent before anybody knew.
	Report Failure = iota
	// Drop lets Append go on, and drops and counts what could not be written. From then
	// on Sync returns a *DroppedError.
	Drop
)

func (c Config) withDefaults() Config {
	c.CommitEvery = or(c.CommitEvery, 5*time.Millisecond)
	c.CommitBytes = or(c.CommitBytes, 256<<10)
	c.SegmentBytes = or(c.SegmentBytes, 64<<20)
	c.MaxBytes = or(c.MaxBytes, 1<<30)
	c.MaxAge = or(c.MaxAge, 7*24*time.Hour)
	c.MaxPending = or(c.MaxPending, 16<<20)
	if c.Tell == nil {
		c.Tell = func(Notice) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

func or[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}

func (c Config) validate() error {
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{c.CommitEvery < 100*time.Microsecond, fmt.Sprintf("CommitEvery is %v: take 100 µs or more", c.CommitEvery)},
		{c.CommitBytes < 4<<10 || c.CommitBytes > MaxBlock, fmt.Sprintf("CommitBytes is %d: take 4,096 to 1,000,000", c.CommitBytes)},
		{c.SegmentBytes < 2*int64(c.CommitBytes), fmt.Sprintf("SegmentBytes is %d: take at least twice CommitBytes, %d", c.SegmentBytes, 2*c.CommitBytes)},
		{c.MaxBytes < 2*c.SegmentBytes, fmt.Sprintf("MaxBytes is %d: take at least twice SegmentBytes, %d", c.MaxBytes, 2*c.SegmentBytes)},
		{c.MaxAge < time.Minute, fmt.Sprintf("MaxAge is %v: take a minute or more", c.MaxAge)},
		{c.MaxPending < 4*c.CommitBytes, fmt.Sprintf("MaxPending is %d: take at least four times CommitBytes, %d", c.MaxPending, 4*c.CommitBytes)},
		{c.OnFailure != Report && c.OnFailure != Drop, fmt.Sprintf("OnFailure is %d: take Report or Drop", c.OnFailure)},
	} {
		if rule.broken {
			return fmt.Errorf("the ledger cannot start: %s", rule.what)
		}
	}
	return nil
}
