package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Topic is where blocks are shipped to. Its records are never in a ledger themselves.
const Topic = "breakwater.ledger"

// ClusterHeader is the header of a record of Topic that holds the id of the cluster whose
// acknowledgements the block is about: its topics may have namesakes where the ledger is.
const ClusterHeader = "breakwater.cluster"

// ClusterOf is the id of the cluster whose acknowledgements a record of Topic is about, and
// whether the record tells it.
func ClusterOf(r *kgo.Record) (id string, told bool) {
	for _, h := range r.Headers {
		if h.Key == ClusterHeader {
			return string(h.Value), true
		}
	}
	return "", false
}

// ToTopic sends blocks to Topic by the client that produces what the ledger is about. It
// must ask for the acknowledgement of all in-sync replicas, as kgo does by default. The key
// is the name of the ledger, so that its blocks stay in order. A block that is not answered
// in time may be sent a second time.
func ToTopic(client *kgo.Client) Sender { return ToTopicOf(client, client) }

// ToTopicOf is ToTopic for a ledger of what another client produces, which may be to another
// cluster.
func ToTopicOf(client, producer *kgo.Client) Sender {
	return &toTopic{client: client, producer: producer}
}

type toTopic struct {
	client, producer *kgo.Client
	cluster          []byte // the id of the producer's cluster; Send is called by one goroutine
}

// Send gives kgo a copy, which it may keep for longer than Send waits.
func (t *toTopic) Send(ctx context.Context, block []byte) error {
	b, err := ParseBlock(block)
	if err != nil {
		return fmt.Errorf("what was to be shipped to %s is no block: %w", Topic, err)
	}
	if err := t.learn(ctx); err != nil {
		return err
	}
	told := make(chan error, 1)
	r := &kgo.Record{
		Topic: Topic, Key: binary.BigEndian.AppendUint64(nil, b.Ledger), Value: bytes.Clone(block),
		Headers: []kgo.RecordHeader{{Key: ClusterHeader, Value: t.cluster}},
	}
	t.client.TryProduce(context.WithoutCancel(ctx), r, func(_ *kgo.Record, err error) { told <- err })
	select {
	case err := <-told:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s did not take the block in time: %w", Topic, context.Cause(ctx))
	}
}

// learn asks for the id of the producer's cluster, until it is known.
func (t *toTopic) learn(ctx context.Context) error {
	if t.cluster != nil {
		return nil
	}
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{} // none
	resp, err := req.RequestWith(ctx, t.producer)
	if err != nil {
		return fmt.Errorf("the id of the cluster that the ledger is about is not known, so that its blocks cannot be shipped to %s: %w", Topic, err)
	}
	if resp.ClusterID != nil {
		t.cluster = []byte(*resp.ClusterID)
	} else { // Kafka before 0.10.1
		t.cluster = []byte{}
	}
	return nil
}
