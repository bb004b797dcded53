package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// journal is what one life of the producer notes. Its lines are those of ../check.
type journal struct {
	mu    sync.Mutex
	file  *os.File
	first error // to write
}

// newJournal begins a journal. A file that is there is another life's.
func newJournal(name string, life int) (*journal, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	j := &journal{file: f}
	j.note("life %d %d\n", life, now())
	return j, j.first
}

func now() int64 { return time.Now().UnixMilli() }

// note writes a line at once.
func (j *journal) note(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := fmt.Fprintf(j.file, format, args...); err != nil && j.first == nil {
		j.first = err
	}
}

// gives notes that a record is given.
func (j *journal) gives(id string, number int, r *kgo.Record) {
	j.note("given %s %s %d %s %d\n", id, r.Key, number, digest(r), now())
}

// told notes the first outcome of a record.
func (j *journal) told(o produce.Outcome) { j.outcome("told", o) }

// settled notes the second one.
func (j *journal) settled(o produce.Outcome) { j.outcome("settled", o) }

var words = map[produce.Kind]string{
	produce.Persisted: "persisted", produce.NotPersisted: "not-persisted", produce.InDoubt: "in-doubt", produce.Rejected: "rejected",
}

func (j *journal) outcome(word string, o produce.Outcome) {
	partition, offset, why := "-", "-", ""
	if o.Kind == produce.Persisted {
		partition, offset = fmt.Sprint(o.Record.Partition), fmt.Sprint(o.Record.Offset)
	}
	if o.Err != nil {
		why = o.Err.Error()
	}
	j.note("%s %s %s %s %s %d %q\n", word, o.Record.Headers[0].Value, words[o.Kind], partition, offset, now(), why)
}

// end notes that the producer has closed, and why not all is settled.
func (j *journal) end(closed error) error {
	why := ""
	if closed != nil {
		why = closed.Error()
	}
	j.note("end %d %q\n", now(), why)
	return j.first
}

// digest is that of ../check, by its description.
func digest(r *kgo.Record) string {
	h := sha256.New()
	part(h, r.Key)
	part(h, r.Value)
	for _, header := range r.Headers {
		part(h, []byte(header.Key))
		part(h, header.Value)
	}
	return hex.EncodeToString(h.Sum(nil)[:sha256.Size/2])
}

func part(h hash.Hash, b []byte) {
	if b == nil {
		h.Write([]byte("-\n")) // a hash takes everything
		return
	}
	fmt.Fprintf(h, "%d\n%s\n", len(b), b)
}
