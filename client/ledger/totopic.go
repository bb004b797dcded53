package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Topic is where blocks are shipped to. Its records are never in a ledger themselves.
const Topic = "breakwater.ledger"

// ToTopic sends blocks to Topic by a client, which may be the one that produces what the
// ledger is about. It must ask for the acknowledgement of all in-sync replicas, as kgo does
// by default. The key is the name of the ledger, so that its blocks stay in order. A block
// that is not answered in time may be sent a second time.
func ToTopic(client *kgo.Client) Sender { return toTopic{client} }

type toTopic struct{ client *kgo.Client }

// Send gives kgo a copy, which it may keep for longer than Send waits.
func (t toTopic) Send(ctx context.Context, block []byte) error {
	b, err := ParseBlock(block)
	if err != nil {
		return fmt.Errorf("what was to be shipped to %s is no block: %w", Topic, err)
	}
	told := make(chan error, 1)
	r := &kgo.Record{Topic: Topic, Key: binary.BigEndian.AppendUint64(nil, b.Ledger), Value: bytes.Clone(block)}
	t.client.TryProduce(context.WithoutCancel(ctx), r, func(_ *kgo.Record, err error) { told <- err })
	select {
	case err := <-told:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s did not take the block in time: %w", Topic, context.Cause(ctx))
	}
}
