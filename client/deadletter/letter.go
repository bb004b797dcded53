package deadletter

import (
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Letter is a failed record with where it came from and why it failed. Make one by
// Consumed or Rejected, or by Parse from a record of a dead-letter topic.
type Letter struct {
	// ID names the letter; two records with one ID are one dead letter, written twice. A
	// Writer works it out for a letter whose place is known, and keeps it for others.
	ID     string
	Origin Origin
	// Key, Value and Headers are the failed record's. nil is Kafka's null. They must not
	// be changed after Write, also when it has failed: what is in doubt may still be sent.
	Key, Value []byte
	Headers    []kgo.RecordHeader
	Failure    Failure
	Redrive    Redrive
	// Pointer tells what is not in the letter because it was too large; nil for nothing.
	Pointer *Pointer
	// Family is the format that Parse found. A Writer writes V1 whatever stands here.
	Family Family
}

// Origin is where the failed record is, or was to be.
type Origin struct {
	// Cluster is the cluster's id as brokers tell it, or "" if it is not known.
	Cluster string
	Topic   string
	// Partition and Offset are -1 where there is none: a rejected record has no offset.
	Partition int32
	Offset    int64
	// Time is the record's timestamp, in whole milliseconds; zero if it had none.
	Time time.Time
}

// Placed tells whether the record is in a log, so that it can be read there.
func (o Origin) Placed() bool { return o.Partition >= 0 && o.Offset >= 0 }

// Failure is what went wrong. Texts longer than 256 bytes are clipped, Error by the
// budget for headers.
type Failure struct {
	// Group is the consumer group that failed, or the producing application's name.
	Group string
	// Attempts counts how often the record was tried; 0 is not known.
	Attempts int
	// First and Last are when it failed first and last, in whole milliseconds. A Writer
	// sets a missing Last to its own time, and a missing First to Last.
	First, Last time.Time
	// Reason is why nothing more is tried ("attempts exhausted"), Class what kind of error
	// it was ("poison", or a type's name), Error its text.
	Reason, Class, Error string
	// Handler is the code that failed, Client the process: an instance's or a host's name.
	Handler, Client string
}

// Redrive is how often the record came back from a dead-letter topic, and in which run.
type Redrive struct {
	Count int
	Run   string
}

// Consumed is a record that a consumer read and could not process. What a redrive wrote
// into its headers (count, run, first failure) goes on counting.
func Consumed(r *kgo.Record, err error) Letter {
	l := letterOf(r, err)
	l.Origin.Partition, l.Origin.Offset = r.Partition, r.Offset
	carry(&l, r.Headers)
	return l
}

// Rejected is a record that a producer could not have stored, and that therefore has no
// offset. It gets a random ID: keep the letter, and write it again when it was in doubt.
func Rejected(r *kgo.Record, err error) Letter {
	l := letterOf(r, err)
	l.Origin.Partition, l.Origin.Offset = -1, -1
	l.ID = randomID()
	carry(&l, r.Headers)
	return l
}

func letterOf(r *kgo.Record, err error) Letter {
	l := Letter{Origin: Origin{Topic: r.Topic, Time: r.Timestamp}, Key: r.Key, Value: r.Value, Headers: r.Headers}
	if err != nil {
		l.Failure.Error = err.Error()
	}
	return l
}

// carry takes over what earlier dead letters of the same record counted. A header that
// cannot be read is as none: the record must not fail for it.
func carry(l *Letter, headers []kgo.RecordHeader) {
	var was Letter
	for i := range headers {
		if f, known := fieldNamed(headers[i].Key); known {
			_ = f.set(&was, headers[i].Value)
		}
	}
	l.Redrive, l.Failure.First = was.Redrive, was.Failure.First
}

// randomID is an id of the kind r1: 128 random bits.
func randomID() string {
	var bits [idBytes]byte
	_, _ = rand.Read(bits[:]) // it never fails: crypto/rand.Read
	return kindRejected + hex.EncodeToString(bits[:])
}
