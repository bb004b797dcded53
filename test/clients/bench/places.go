package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
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

// placesOf are those that were asked for.
func placesOf(fake, nodes bool) (places []place) {
	if fake {
		places = append(places, embedded)
	}
	if nodes {
		places = append(places, real)
	}
	return places
}

func beginEmbedded(context.Context) ([]string, func() error, error) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		return nil, nil, err
	}
	return c.ListenAddrs(), func() error { c.Close(); return nil }, nil
}

// beginReal starts a node with more memory than those of the lab have by themselves: all of
// the budget may come in one request, five records of 12 MiB, for which each thread that reads
// has a buffer in the heap and one beside it. With 256 MiB of each it runs out of them, does
// not answer any more, and a client tries for ever.
func beginReal(ctx context.Context) ([]string, func() error, error) {
	c, err := lab.Start(ctx, lab.Options{Progress: os.Stderr, JavaFlags: []string{"-Xmx1g"}})
	if err != nil {
		return nil, nil, err
	}
	return c.Bootstrap("PLAINTEXT"), c.Close, nil
}

// anew makes the topic of a load, and deletes the one before: the embedded broker keeps in
// its memory whatever was sent.
func anew(ctx context.Context, addresses []string, l load) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(addresses...))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	admin := kadm.NewClient(client)
	if _, err := admin.DeleteTopic(ctx, l.topic()); err != nil && !errors.Is(err, kerr.UnknownTopicOrPartition) {
		return fmt.Errorf("delete %s: %w", l.topic(), err)
	}
	most, keep, segment := strconv.Itoa(l.most), "67108864", "33554432"
	for {
		_, err := admin.CreateTopic(ctx, 6, 1, map[string]*string{"max.message.bytes": &most, "retention.bytes": &keep, "segment.bytes": &segment}, l.topic())
		if !errors.Is(err, kerr.TopicAlreadyExists) || ctx.Err() != nil { // it goes in a moment
			return err
		}
	}
}
