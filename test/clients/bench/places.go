package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// A place is where records are sent.
type place struct {
	name  string
	begin func(context.Context) (addresses []string, end func() error, err error)
}

var (
	embedded = place{"the embedded broker", beginEmbedded}
	real     = place{"a real node", beginReal}
)

func beginEmbedded(ctx context.Context) ([]string, func() error, error) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.BrokerConfigs(map[string]string{"log.retention.bytes": "268435456"}))
	if err != nil {
		return nil, nil, err
	}
	return c.ListenAddrs(), func() error { c.Close(); return nil }, topics(ctx, kgo.SeedBrokers(c.ListenAddrs()...))
}

func beginReal(ctx context.Context) ([]string, func() error, error) {
	c, err := lab.Start(ctx, lab.Options{Progress: os.Stderr})
	if err != nil {
		return nil, nil, err
	}
	return c.Bootstrap("PLAINTEXT"), c.Close, topics(ctx, c.Admin()...)
}

// topics makes those of all loads, which take what is sent and keep little of it.
func topics(ctx context.Context, opts ...kgo.Opt) error {
	client, err := kgo.NewClient(opts...)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	keep, segment := "67108864", "33554432"
	for _, l := range loads {
		most := strconv.Itoa(l.most)
		made, err := kadm.NewClient(client).CreateTopic(ctx, 6, 1, map[string]*string{"max.message.bytes": &most, "retention.bytes": &keep, "segment.bytes": &segment}, l.topic())
		if err != nil {
			return fmt.Errorf("%s: %w", l.topic(), err)
		}
		if made.Err != nil {
			return fmt.Errorf("%s: %w", l.topic(), made.Err)
		}
	}
	return nil
}
