package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Sender takes blocks to where they outlive the machine, as a producer does to the topic
// breakwater.ledger: one block is the value of one record.
type Sender interface {
	// Send returns nil only when the block is stored, for Kafka acknowledged with acks=all.
	// It is called by one goroutine, and again with the same block after an error. The
	// block is valid until it returns; it must return soon after ctx is over.
	Send(ctx context.Context, block []byte) error
}

// ShipConfig says how a Shipper works. A zero field takes its default.
type ShipConfig struct {
	// MinBackoff is the pause after the first failure, which doubles with each further one
	// up to MaxBackoff. Defaults 100 ms and 10 s, as retry.backoff.ms of Java's producer
	// and above its retry.backoff.max.ms.
	MinBackoff, MaxBackoff time.Duration
	// SaveEvery is how long blocks are shipped at most until the cursor is saved: those
	// are what a crash ships twice. Default 1 s.
	SaveEvery time.Duration
}

// ShipStats are the counts of a Shipper since it began.
type ShipStats struct {
	Sent    uint64 // blocks that the Sender took
	Bytes   uint64
	Failed  uint64 // calls of Send that failed
	Skipped uint64 // blocks that were removed before they were shipped
	Next    uint64 // the block to be shipped next
	Waiting uint64 // blocks on disk that were not shipped
	// Failure is why the last block could not be read or sent, or the cursor not be saved;
	// nil after success.
	Failure error
}

// Shipper ships the synced blocks of a Log in their order, each at least once. It reads
// them from the files, so that Append never waits for it. It goes on where the last one
// stopped: without a gap, unless files were removed before (ShipSkipped); after a stop
// that was not clean some blocks are sent twice (ShipResumed), with the same sequence.
type Shipper struct {
	log    *Log
	to     Sender
	config ShipConfig
	more   chan struct{} // blocks were synced
	stop   context.CancelFunc
	drain  chan struct{} // closed: end when everything was shipped
	once   sync.Once
	done   chan struct{}

	// Those below are the goroutine's alone.
	cursor  shipped
	saved   uint64 // the next block, as the cursor file has it
	savedAt time.Time
	reader  *segmentReader
	segment uint64 // the file that is read
	past    uint64 // the file that was read to its end; 0 for none
	backoff time.Duration

	mu    sync.Mutex
	stats ShipStats
	end   error
}

// Ship begins to ship. A Log has one Shipper in its life. End it by Close, after that of
// the Log if the mark of the end is to be shipped, too. A cursor file that is damaged or
// of another ledger is an error.
func (l *Log) Ship(to Sender, c ShipConfig) (*Shipper, error) {
	c.MinBackoff, c.MaxBackoff, c.SaveEvery = or(c.MinBackoff, 100*time.Millisecond), or(c.MaxBackoff, 10*time.Second), or(c.SaveEvery, time.Second)
	if c.MinBackoff < 0 || c.MaxBackoff < c.MinBackoff || c.SaveEvery < 0 {
		return nil, fmt.Errorf("the ledger cannot be shipped: MinBackoff %v, MaxBackoff %v and SaveEvery %v must not be negative, and the second not below the first",
			c.MinBackoff, c.MaxBackoff, c.SaveEvery)
	}
	s := &Shipper{log: l, to: to, config: c, more: make(chan struct{}, 1), drain: make(chan struct{}), done: make(chan struct{})}
	if err := l.attach(s); err != nil {
		return nil, err
	}
	if err := s.resume(); err != nil {
		l.detach()
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.run(ctx)
	return s, nil
}

// attach makes s the shipper of the Log, which keeps the folder for it.
func (l *Log) attach(s *Shipper) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	if l.shipper != nil {
		return errors.New("the ledger has a shipper: a Log has one in its life")
	}
	l.shipper = s
	l.users++
	return nil
}

func (l *Log) detach() {
	l.mu.Lock()
	l.shipper = nil
	l.mu.Unlock()
	l.leaveFolder()
}

// resume reads the cursor, and saves that it is not exact from now on.
func (s *Shipper) resume() error {
	at := s.log.position()
	c, err := loadShipped(s.log.in, s.log.Ledger(), at.next)
	if err != nil {
		return err
	}
	if !c.exact {
		s.log.config.Tell(Notice{Kind: ShipResumed, First: c.next})
	}
	s.cursor = c
	s.stats.Next = c.next
	s.savedAt = s.log.config.Now()
	return s.save(false)
}

func (l *Log) position() position {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.synced
}

// Close ships what is on disk until ctx is over, saves the cursor and ends. Its error
// says how many blocks are left for the next time. Further calls return the same.
func (s *Shipper) Close(ctx context.Context) error {
	s.once.Do(func() { close(s.drain) })
	select {
	case <-s.done:
	case <-ctx.Done():
		s.stop()
		<-s.done
	}
	return s.end
}

// Stats are the counts at this moment.
func (s *Shipper) Stats() ShipStats {
	next := s.log.position().next
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.stats
	if next > out.Next {
		out.Waiting = next - out.Next
	}
	return out
}
