package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Replay sends what is lost, each record once, whoever else does so at the same time and
// wherever one of them is killed. A share has a transactional id: beginning it fences
// whoever had it before and ends his transaction. Then the share's notes and the tails of
// the topics are read, and what is in neither is sent. Records and notes are one
// transaction, so that there is no moment in which one of them stands without the other.
type Replay struct {
	Logs   *Logs
	Lost   []Record // with payloads, in the order in which they are to be sent
	Topics []*Topic // as they were when the records were found to be lost
	Run    string   // names this replay in the journal
	Now    func() time.Time
	// Progress is told, from the goroutine of Share, how many records were put back.
	Progress func(records int)
	// Timeout is after how long brokers end the transaction of a replay that was killed, 15 s
	// by default: with the ten seconds until they look for such
	// (transaction.abort.timed.out.transaction.cleanup.interval.ms) that is less than others
	// wait for it.
	Timeout time.Duration
	// Step is told each step before the next; for tests, which stop there. It may be nil.
	Step func(string)

	failed bool // a share has, for good; of the goroutine of Share
}

// ErrFenced is a share that another replay has taken over, or of which a transaction took
// so long that the brokers have ended it.
var ErrFenced = errors.New("another replay has taken over this share, or brokers were so slow that they have ended its transaction")

// The largest transaction: what a kill leaves behind as aborted records.
const (
	mostRecords = 500
	mostBytes   = 4 << 20
)

// Share puts back the records of a share, and returns how many it has sent. ErrFenced
// means that another one does the rest.
func (r *Replay) Share(ctx context.Context, n int32, of int) (sent int, err error) {
	todo := r.of(n, of)
	if len(todo) == 0 {
		return 0, nil
	}
	client, err := r.Logs.connect(
		kgo.TransactionalID(fmt.Sprintf("breakwater.ledger.replay.%d", n)), kgo.TransactionTimeout(r.timeout()),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchMaxBytes(maxBatch), kgo.MetadataMinAge(250*time.Millisecond),
	)
	if err != nil {
		return 0, err
	}
	defer client.Close()
	r.step("connected")
	if _, _, err := client.ProducerID(ctx); err != nil {
		return 0, fmt.Errorf("cannot begin share %d: %w; a replay needs Write on the transactional ids breakwater.ledger.replay.*", n, err)
	}
	r.step("fenced")
	if todo, err = r.missing(ctx, n, todo); err != nil {
		return 0, err
	}
	r.step("read")
	for len(todo) > 0 {
		batch := portionOf(todo)
		todo = todo[len(batch):]
		if err := r.transaction(ctx, client, n, batch); err != nil {
			return sent, err
		}
		sent += len(batch)
		r.Progress(len(batch))
	}
	return sent, nil
}

// maxBatch is the largest batch, as far as the client is asked: the topic decides.
const maxBatch = 64 << 20

func (r *Replay) timeout() time.Duration { return cmp.Or(r.Timeout, 15*time.Second) }

func (r *Replay) step(name string) {
	if r.Step != nil {
		r.Step(name)
	}
}

func (r *Replay) of(n int32, of int) (out []*Record) {
	for i := range r.Lost {
		if share(&r.Lost[i], of) == n {
			out = append(out, &r.Lost[i])
		}
	}
	return out
}

func portionOf(todo []*Record) []*Record {
	bytes := 0
	for i, r := range todo {
		if bytes += len(r.Payload.Key) + len(r.Payload.Value); i > 0 && (i == mostRecords || bytes > mostBytes) {
			return todo[:i]
		}
	}
	return todo
}

// missing leaves out what was put back already, and what comes a second time: a name is
// put back once.
func (r *Replay) missing(ctx context.Context, n int32, todo []*Record) (out []*Record, err error) {
	notes, err := r.Logs.notes(ctx, n)
	if err != nil {
		return nil, err
	}
	there, now := map[string]map[string]bool{}, map[string]*Topic{}
	for _, t := range r.Topics {
		if there[t.Name], now[t.Name], err = r.Logs.names(ctx, t); err != nil {
			return nil, err
		}
	}
	for _, rec := range todo {
		noted, is := notes[rec.Topic+"/"+rec.Name()]
		if there[rec.Topic][rec.Name()] || is && removedSince(noted, now[rec.Topic]) {
			continue
		}
		there[rec.Topic][rec.Name()] = true
		out = append(out, rec)
	}
	return out, nil
}

// removedSince says whether a copy is gone because its log begins behind it. Without that,
// a copy that is noted and not there was lost, too.
func removedSince(n note, t *Topic) bool {
	return t != nil && int(n.Partition) < len(t.Partitions) && n.Offset < t.Partitions[n.Partition].Start
}
