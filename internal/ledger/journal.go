package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Journal is the compacted topic in which replays note what they have put back, in the
// transaction that puts it back. Each of its partitions is a share of the work.
const Journal = "breakwater.ledger.journal"

// shares is how many partitions the journal gets.
const shares = 16

// note is one record of the journal: its key is TOPIC/ID.
type note struct {
	Version   int    `json:"v"`
	Topic     string `json:"topic"`
	ID        string `json:"id"`
	Partition int32  `json:"partition"` // where the copy is
	Offset    int64  `json:"offset"`
	Run       string `json:"run"`
	At        int64  `json:"at"` // in ms since 1970
}

func (n *note) record(share int32) *kgo.Record {
	value, err := json.Marshal(n)
	if err != nil {
		panic(err) // texts and numbers alone
	}
	return &kgo.Record{Topic: Journal, Partition: share, Key: []byte(n.Topic + "/" + n.ID), Value: value}
}

// openJournal makes the topic where it is missing.
func (l *Logs) openJournal(ctx context.Context) (*Topic, error) {
	t, err := l.Topic(ctx, Journal)
	if !errors.Is(err, ErrNoTopic) {
		return t, err
	}
	brokers, err := l.admin.ListBrokers(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot make the topic %s: %w", Journal, err)
	}
	compact := "compact"
	made, err := l.admin.CreateTopic(ctx, shares, int16(min(3, len(brokers))), map[string]*string{"cleanup.policy": &compact}, Journal)
	if err = cmpErr(err, made.Err); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
		return nil, fmt.Errorf("cannot make the topic %s: %w; a replay needs it, compacted: make it, or allow this principal to", Journal, err)
	}
	err = l.patiently(ctx, func() error {
		t, err = l.Topic(ctx, Journal)
		if errors.Is(err, ErrNoTopic) {
			return kerr.LeaderNotAvailable
		}
		return err
	})
	return t, err
}

// share is the share of a record: records of one key have one, so that they keep their
// order, whatever the replay was fed from.
func share(r *Record, of int) int32 {
	h := fnv.New32a()
	if r.Payload != nil && r.Payload.Key != nil {
		h.Write(r.Payload.Key)
	} else {
		h.Write([]byte(r.Name()))
	}
	return int32(h.Sum32() % uint32(of))
}

// notes reads a share of the journal. It waits until no transaction is open there.
func (l *Logs) notes(ctx context.Context, share int32) (map[string]note, error) {
	t, err := l.settled(ctx, Journal)
	if err != nil {
		return nil, err
	}
	out := map[string]note{}
	bad := error(nil)
	span := t.Partitions[share]
	err = l.Read(ctx, t, share, span.Start, span.Stable, true, func(records []*kgo.Record) {
		for _, r := range records {
			var n note
			if err := json.Unmarshal(r.Value, &n); err != nil || n.Version != 1 {
				bad = lasting{fmt.Errorf("%s, partition %d, offset %d: no note of version 1: another program writes to the journal", Journal, share, r.Offset)}
				continue
			}
			out[string(r.Key)] = n
		}
	})
	return out, errors.Join(err, bad)
}
