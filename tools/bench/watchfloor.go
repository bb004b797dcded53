package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// bareLoop is the floor of a watch: a bare client whose connections stay open
// asks what a look asks, and throws the answers away.
type bareLoop struct {
	client *kgo.Client
	ends   []int64 // the offsets that each leader is asked for
}

// dialFloor opens the connections by asking once.
func dialFloor(bootstrap string, offsets ...int64) (*bareLoop, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...), kgo.DisableClientMetrics())
	if err != nil {
		return nil, err
	}
	b := &bareLoop{client, offsets}
	if _, err := b.ask(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bareLoop) close() { b.client.Close() }

// ask asks for the metadata, then each broker for its groups and where they
// stand, and for offsets of what it leads. It tells how long that took.
func (b *bareLoop) ask() (time.Duration, error) {
	began := time.Now()
	f := floor{ctx: context.Background(), client: b.client}
	metadata, err := b.client.Request(f.ctx, kmsg.NewPtrMetadataRequest())
	if err != nil {
		return 0, err
	}
	f.lead(metadata.(*kmsg.MetadataResponse))
	var brokers sync.WaitGroup
	for _, broker := range f.metadata.Brokers {
		brokers.Go(func() {
			if listed, ok := f.ask(broker.NodeID, kmsg.NewPtrListGroupsRequest()).(*kmsg.ListGroupsResponse); ok {
				f.ask(broker.NodeID, fetchAll(listed))
			}
			for _, at := range b.ends {
				f.ask(broker.NodeID, f.offsets(broker.NodeID, at))
			}
		})
	}
	brokers.Wait()
	return time.Since(began), f.err
}
