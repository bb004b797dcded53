package ledger

import (
	"context"
	"errors"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// Dial reaches a cluster. An error is a *dial.Failure if no address of it answers. Close it.
func Dial(ctx context.Context, t target.Target) (*Logs, error) {
	var failed error
	for _, address := range t.Bootstrap {
		if err := greet(ctx, t, address); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		connect := func(more ...kgo.Opt) (*kgo.Client, error) { return dial.Client(t, more...) }
		client, err := connect()
		if err != nil {
			return nil, err
		}
		l := NewLogs(client)
		l.connect = connect
		return l, nil
	}
	return nil, failed
}

// greet asks one address, which says why it cannot be reached better than a client does.
func greet(ctx context.Context, t target.Target, address string) error {
	b, err := dial.Open(t, address)
	if err != nil {
		return err
	}
	defer b.Close()
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{}
	_, err = b.Request(ctx, req)
	return err
}

// Close ends the connections.
func (l *Logs) Close() { l.client.Close() }
