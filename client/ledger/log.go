package ledger

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// ErrClosed is what Append and Sync return after Close.
var ErrClosed = errors.New("the ledger is closed: append before Close")

// ErrBehind is what Append returns while MaxPending bytes wait for the disk, and Ready while
// half of that does.
var ErrBehind = errors.New("the disk does not keep up with the ledger: what was appended is not kept; raise MaxPending, or give the ledger a faster disk")

// DroppedError is what Sync returns, once entries that Append took were dropped because
// the disk took nothing and the policy is Drop. All others are on disk.
type DroppedError struct {
	Entries uint64 // since Open
}

// Error says how many entries were lost, and why.
func (d *DroppedError) Error() string {
	return fmt.Sprintf("%d entries of the ledger were dropped, because the disk took nothing: the records that they stand for cannot be proven", d.Entries)
}

// Log is a ledger in a folder, and its one writer. Its methods may be called by any
// number of goroutines.
type Log struct {
	config    Config
	in        folder
	recovered Recovered
	store     *store // the writer's alone

	mu       sync.Mutex
	open     encoder  // the block that entries go to
	queue    []sealed // blocks that wait for the disk, the oldest first
	free     [][]byte
	pending  int    // bytes in the queue
	appended uint64 // entries that were taken
	settled  uint64 // those of them that are on disk or dropped
	lost     uint64 // entries that the next block must say are missing
	refuse   error  // what Append returns: ErrClosed, or nil
	failure  error  // why the disk took nothing
	closed   bool
	waiters  []waiter
	stats    Stats
	noted    sync.Map    // of *noting: the topics that a crash would name
	notes    sync.Mutex  // on the file of the ends
	ends     ends        // of the blocks on disk: the writer's alone
	told     uint64      // the file with which they were saved; the writer's alone
	unready  atomic.Bool // Ready has to look why
	synced   position
	shipper  *Shipper

	begun   chan struct{} // a block has its first entry
	hurry   chan struct{} // the queue must be written now
	closing chan struct{}
	done    chan struct{} // the writer has ended
	end     error         // what Close returns, once done is closed
	ended   bool          // the writer has
	once    sync.Once
	held    io.Closer // the lock on the folder
	users   int       // who needs it: the writer, and a Shipper
}

// position is how far the ledger is on disk.
type position struct {
	segment uint64 // the number of the last file
	size    int64  // how much of it
	next    uint64 // the sequence of the block behind
}

// Open makes or continues the ledger in a folder, which must hold nothing else. A torn
// end is cut off, which Recovered tells; any other damage is a *Damage. Of the files before
// the last it reads the first block: Blocks reads all. It writes and syncs a block that
// marks the begin, so that it fails on a disk that takes nothing.
func Open(dir string, c Config) (*Log, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	return open(disk(dir), c)
}

func open(in folder, c Config) (*Log, error) {
	if err := in.make(); err != nil {
		return nil, fmt.Errorf("cannot make the folder of the ledger: %w", err)
	}
	held, err := in.lock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock the ledger: %w", err)
	}
	l, err := start(in, c)
	if err != nil {
		_ = held.Close()
		return nil, err
	}
	l.held, l.users = held, 1
	go l.write()
	return l, nil
}

// start recovers the folder, which is locked, and marks the begin.
func start(in folder, c Config) (*Log, error) {
	f, err := recoverFolder(in)
	if err != nil {
		return nil, err
	}
	for f.ledger == 0 {
		f.ledger = rand.Uint64()
	}
	l := &Log{
		config: c, in: in, recovered: f.recovered,
		store: &store{in: in, config: c, ledger: f.ledger, next: f.next, segments: f.segments},
		begun: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
		closing: make(chan struct{}), done: make(chan struct{}),
	}
	l.open.begin(l.buffer())
	opening := sealed{buf: make([]byte, room, room+trailer), at: l.stamp(), opened: true}
	if err := l.put([]sealed{opening}, 0); err != nil {
		return nil, errors.Join(err, l.store.close())
	}
	l.account()
	return l, l.begins(f.ends)
}

// begins takes over where partitions ended. After a clean end no topic is in doubt.
func (l *Log) begins(e ends) error {
	if l.recovered.Clean {
		clear(e.topics)
	}
	for topic := range e.topics {
		l.noted.Store(topic, &noting{})
	}
	l.ends, l.told = e, l.store.last().first
	if err := e.save(l.in); err != nil {
		return errors.Join(err, l.store.close())
	}
	return nil
}

// stamp is the time in ms, as a block can hold it.
func (l *Log) stamp() int64 { return max(0, l.config.Now().UnixMilli()) }

// put gives blocks to the store, with what the quotas demand before.
func (l *Log) put(group []sealed, lost uint64) error {
	for _, n := range l.store.quota(sizeOf(group), group[0].at) {
		l.config.Tell(n)
	}
	if err := l.store.write(group, lost); err != nil {
		return err
	}
	for _, b := range group {
		for _, s := range b.ends {
			l.ends.take(place{s.topic, s.partition}, s.next)
		}
	}
	if last := l.store.last().first; l.told != 0 && l.told != last {
		l.told = last
		l.saveEnds()
	}
	return nil
}

// Recovered is what Open found.
func (l *Log) Recovered() Recovered { return l.recovered }

// Ledger is the name of the ledger, which is on each of its blocks.
func (l *Log) Ledger() uint64 { return l.store.ledger }
