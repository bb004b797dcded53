package deadletter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

// ClientSender sends by a *kgo.Client. Its waiting ends with the context by our own clock:
// kgo does not promise to answer while a cluster is away. While a letter is in doubt, Send
// of the same letter waits for the first one's answer and sends nothing, so that an outage
// fills neither kgo's buffer nor the topic with copies.
type ClientSender struct {
	client *kgo.Client
	counts counts
	// give hands a record over, and may block. answer is called once it is known what
	// became of the record.
	give func(ctx context.Context, r *kgo.Record, answer func(error))

	mu      sync.Mutex
	sending map[string]*sending // by topic and id
}

// sending is a letter that kgo has, or is given.
type sending struct {
	done chan struct{} // closed when err is known
	err  error
}

// NewClientSender checks that a client can carry dead letters: acks=all (acks in Java),
// Partitioner, no transactions, no manual flushing, no topic of its own for everything.
func NewClientSender(client *kgo.Client) (*ClientSender, error) {
	if client == nil {
		return nil, errors.New("there is no client to send dead letters by: make one by kgo.NewClient")
	}
	if err := fit(client); err != nil {
		return nil, fmt.Errorf("the client cannot carry dead letters: %w", err)
	}
	s := &ClientSender{client: client, counts: counts{ask: client.Request}, sending: map[string]*sending{}}
	s.give = s.byClient
	return s, nil
}

func (s *ClientSender) byClient(ctx context.Context, r *kgo.Record, answer func(error)) {
	s.client.TryProduce(ctx, r, func(_ *kgo.Record, err error) { answer(told(err)) })
}

func fit(client *kgo.Client) error {
	acks, _ := client.OptValue(kgo.RequiredAcks).(kgo.Acks)
	by, _ := client.OptValue(kgo.RecordPartitioner).(kgo.Partitioner)
	manual, _ := client.OptValue(kgo.ManualFlushing).(bool)
	transactional, _ := client.OptValue(kgo.TransactionalID).(string)
	always, _ := client.OptValue(kgo.DefaultProduceTopicAlways).(bool)
	switch {
	case acks != kgo.AllISRAcks():
		return errors.New("it does not wait for all in-sync replicas, so that an acknowledged letter can be lost: leave out kgo.RequiredAcks, or set it to kgo.AllISRAcks()")
	case by == nil || !places(by):
		return errors.New("it chooses partitions itself: set kgo.RecordPartitioner(deadletter.Partitioner(nil))")
	case manual:
		return errors.New("it sends nothing until it is flushed: leave out kgo.ManualFlushing")
	case transactional != "":
		return errors.New("it is transactional, so that an acknowledged letter goes when the transaction is aborted: use a client without kgo.TransactionalID")
	case always:
		return errors.New("it sends everything to one topic: leave out kgo.DefaultProduceTopicAlways")
	}
	return nil
}

func places(by kgo.Partitioner) bool {
	_, ours := by.ForTopic("").(interface{ placesDeadLetters() })
	return ours
}

// Send hands the record to kgo and waits for its answer, no longer than ctx. The record's
// own context does not end: kgo would fail all that is buffered for the partition. What
// was handed over when ctx ends is in doubt, and may be sent later.
func (s *ClientSender) Send(ctx context.Context, r *kgo.Record) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: there was no time left to send it: %w", ErrNotStored, context.Cause(ctx))
	}
	one := s.begin(context.WithoutCancel(ctx), r)
	select {
	case <-one.done:
		return one.err
	case <-ctx.Done():
		return fmt.Errorf("it was sent, and the broker did not answer in time: %w", context.Cause(ctx))
	}
}

// begin gives the record to kgo, unless the letter is there already.
func (s *ClientSender) begin(ctx context.Context, r *kgo.Record) *sending {
	key := r.Topic + " " + idOf(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if was := s.sending[key]; was != nil {
		return was
	}
	one := &sending{done: make(chan struct{})}
	s.sending[key] = one
	// In a goroutine of its own, since kgo blocks where an application's hook does. It ends
	// when kgo has taken the record.
	go s.give(ctx, r, func(err error) {
		s.mu.Lock()
		delete(s.sending, key)
		s.mu.Unlock()
		one.err = err
		close(one.done)
	})
	return one
}

// idOf is the id of the letter that the record is; a record that is none is like no other.
func idOf(r *kgo.Record) string {
	for _, h := range r.Headers {
		if h.Key == prefix+"id" {
			return string(h.Value)
		}
	}
	return fmt.Sprintf("%p", r)
}

// told marks the one failure that comes before kgo sends anything; sizes speak for
// themselves. All others may come after a try that was stored.
func told(err error) error {
	if errors.Is(err, kgo.ErrMaxBuffered) {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	return err
}

// BatchLimit is the largest batch that the client sends to a topic, in bytes
// (kgo.ProducerBatchMaxBytes); 0 is not known.
func (s *ClientSender) BatchLimit(topic string) int {
	limit, _ := s.client.OptValue(kgo.ProducerBatchMaxBytesFn).(func(string) int32)
	if limit == nil {
		return 0
	}
	return int(limit(topic))
}

// Partitions is the Counts of the client's cluster. Counts are kept for a minute, and
// longer while the cluster does not answer.
func (s *ClientSender) Partitions(ctx context.Context, topic string) (int, error) {
	return s.counts.of(ctx, topic)
}
