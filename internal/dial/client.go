package dial

import (
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// Client makes a client for a whole cluster, for what follows its leaders and retries:
// a Broker is for asking who is there. Nothing is opened before the first request. Close
// it. Options of the caller win.
func Client(t target.Target, more ...kgo.Opt) (*kgo.Client, error) {
	d := dialer{target: t, trace: &trace{}}
	opts := []kgo.Opt{
		kgo.SeedBrokers(t.Bootstrap...),
		kgo.ClientID(t.ClientID),
		kgo.Dialer(d.dial),
		kgo.DisableClientMetrics(),
	}
	login, err := loginOf(t, d.trace)
	if err != nil {
		return nil, err
	}
	client, err := kgo.NewClient(slices.Concat(opts, login, more)...)
	if err != nil {
		return nil, fmt.Errorf("cannot make a Kafka client for %s: %w", t, err)
	}
	return client, nil
}
