package lab

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// administer runs one piece of work with a client that may do everything.
func (c *Cluster) administer(work func(*kgo.Client) error) error {
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		return err
	}
	defer client.Close()
	return work(client)
}

// everywhere asks every broker that answers until each gives the right answer:
// a change reaches brokers some time after it was taken.
func (c *Cluster) everywhere(ctx context.Context, req kmsg.Request, right func(kmsg.Response) bool) error {
	for _, n := range c.Brokers() {
		if !n.answers() {
			continue
		}
		client, err := n.client()
		if err != nil {
			return err
		}
		err = until(ctx, func() error {
			res, err := client.SeedBrokers()[0].Request(ctx, req)
			if err == nil && !right(res) {
				err = errors.New("it does not know of the change")
			}
			return err
		})
		client.Close()
		if err != nil {
			return fmt.Errorf("broker %d: %w", n.id, err)
		}
	}
	return nil
}
