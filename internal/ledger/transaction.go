package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
)

// grace is how long what has begun may take to end when the caller gives up.
const grace = 5 * time.Second

// transaction sends records and their notes, all or none. Brokers end it after the
// timeout, so that it is not waited for any longer.
func (r *Replay) transaction(ctx context.Context, client *kgo.Client, n int32, batch []*Record) error {
	if err := client.BeginTransaction(); err != nil {
		return told(err)
	}
	limit, cancel := context.WithTimeoutCause(ctx, r.timeout(), fmt.Errorf("brokers did not take %d records within %s: is a partition without a leader, or under its min.insync.replicas?", len(batch), r.timeout()))
	defer cancel()
	copies := make([]*kgo.Record, len(batch))
	for i, rec := range batch {
		copies[i] = r.copyOf(rec)
	}
	r.step("begun")
	err := send(limit, client, copies)
	r.step("sent")
	if err == nil {
		notes := make([]*kgo.Record, len(batch))
		for i, rec := range batch {
			notes[i] = (&note{1, rec.Topic, rec.Name(), copies[i].Partition, copies[i].Offset, r.Run, r.Now().UnixMilli()}).record(n)
		}
		err = send(limit, client, notes)
	}
	r.step("noted")
	if err != nil {
		return abort(ctx, client, told(err))
	}
	if err := commit(ctx, client); err != nil {
		return fmt.Errorf("whether the last transaction was committed is not known: %w; start the replay again, it finds out", told(err))
	}
	r.step("committed")
	return nil
}

// send gives records to the brokers, and waits for all of them. What is on its way when
// the caller gives up is waited for a little longer, and then given up, too.
func send(ctx context.Context, client *kgo.Client, records []*kgo.Record) error {
	done := make(chan error, 1)
	go func() { done <- client.ProduceSync(context.WithoutCancel(ctx), records...).FirstErr() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	short, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if client.AbortBufferedRecords(short) == nil {
		<-done //nolint:errcheck // it says that they were given up
		return context.Cause(ctx)
	}
	client.UnsafeAbortBufferedRecords()
	<-done //nolint:errcheck // it says that they were given up
	return adrift{context.Cause(ctx)}
}

// adrift is an error with records of which it is not known whether a broker gets them yet.
type adrift struct{ error }

// Unwrap is what has broken the commit off.
func (a adrift) Unwrap() error { return a.error }

// commit is not broken off: it would not be known what became of the records.
func commit(ctx context.Context, client *kgo.Client) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*grace)
	defer cancel()
	return client.EndTransaction(ctx, kgo.TryCommit)
}

// abort ends the transaction after an error, also when the caller gives up. What is adrift,
// or another's, is left to who begins the share next, or to the timeout: both make brokers
// refuse what comes late.
func abort(ctx context.Context, client *kgo.Client, why error) error {
	if _, is := errors.AsType[adrift](why); is || errors.Is(why, ErrFenced) {
		return why
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return errors.Join(why, client.AbortBufferedRecords(ctx), client.EndTransaction(ctx, kgo.TryAbort))
}

// copyOf is the record as it is sent: to its partition, or to where Java's producer would
// send its key.
func (r *Replay) copyOf(rec *Record) *kgo.Record {
	out := rec.Payload.record()
	out.Topic, out.Partition = rec.Topic, rec.Partition
	out.Headers = append(out.Headers, kgo.RecordHeader{Key: Header, Value: []byte(rec.Name())})
	count := int32(0)
	for _, t := range r.Topics {
		if t.Name == rec.Topic {
			count = int32(len(t.Partitions))
		}
	}
	if rec.Partition < 0 || rec.Partition >= count {
		by := *out
		if by.Key == nil {
			by.Key = []byte(rec.Name())
		}
		out.Partition = int32(partition.Java().ForTopic(rec.Topic).Partition(&by, int(max(count, 1))))
	}
	return out
}

// told makes a share that was taken over known as that.
func told(err error) error {
	if errors.Is(err, kerr.ProducerFenced) || errors.Is(err, kerr.InvalidProducerEpoch) || errors.Is(err, kerr.FencedInstanceID) {
		return ErrFenced
	}
	return err
}
