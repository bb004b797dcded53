package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// askSteadily is the floor of a watch: a bare client whose connections stay
// open asks what a look asks, so many times, and throws the answers away. It
// gives how long each round took; the first one, which opens the connections,
// is left out.
func askSteadily(bootstrap string, rounds int, before func()) ([]time.Duration, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...), kgo.DisableClientMetrics())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	var took []time.Duration
	for i := range rounds + 1 {
		before()
		began := time.Now()
		if err := askOnce(client); err != nil {
			return nil, err
		}
		if i > 0 {
			took = append(took, time.Since(began))
		}
	}
	return took, nil
}

// askOnce asks for the metadata, then each broker for its groups, where they
// stand, and for the log ends of what it leads.
func askOnce(client *kgo.Client) error {
	f := floor{ctx: context.Background(), client: client}
	metadata, err := client.Request(f.ctx, kmsg.NewPtrMetadataRequest())
	if err != nil {
		return err
	}
	f.lead(metadata.(*kmsg.MetadataResponse))
	var brokers sync.WaitGroup
	for _, b := range f.metadata.Brokers {
		brokers.Go(func() { f.stands(b.NodeID) })
	}
	brokers.Wait()
	return f.err
}

// stands asks a broker where its groups stand and its logs end.
func (f *floor) stands(broker int32) {
	listed, ok := f.ask(broker, kmsg.NewPtrListGroupsRequest()).(*kmsg.ListGroupsResponse)
	if !ok {
		return
	}
	f.ask(broker, fetchAll(listed))
	f.ask(broker, f.offsets(broker, -1))
}
