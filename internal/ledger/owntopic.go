package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// LedgerTopic is where applications ship their ledgers.
const LedgerTopic = acked.Topic

// Shipped reads all ledgers that were shipped to a topic, but for what says that it is of
// another cluster, whose topics may have the same names. Only may be nil.
func (l *Logs) Shipped(ctx context.Context, name string, only acked.Select) (*Own, error) {
	t, err := l.Topic(ctx, name)
	if errors.Is(err, ErrNoTopic) {
		return nil, fmt.Errorf("the cluster has no topic %s, or this principal may not see it: have applications ship their ledgers (ledger.Ship), or name a folder with --ledger DIR, or an audit log with --from FILE", name)
	}
	if err != nil {
		return nil, err
	}
	cluster, err := l.cluster(ctx)
	if err != nil {
		return nil, err
	}
	var out shelf
	for _, span := range t.Partitions {
		var bad error
		err := l.Read(ctx, t, span.Partition, span.Start, span.Stable, true, func(records []*kgo.Record) {
			for _, r := range records {
				switch id, told := acked.ClusterOf(r); {
				case bad != nil:
				case told && id != cluster:
					out.own.Foreign++
				default:
					bad = out.record(r, only)
				}
			}
		})
		if err = errors.Join(bad, err); err != nil {
			return nil, err
		}
	}
	switch {
	case out.own.Blocks > 0:
	case out.own.Foreign > 0:
		return nil, fmt.Errorf("all %d blocks of ledgers in the topic %s are of other clusters than this one, %s: name the cluster that was produced to", out.own.Foreign, name, cluster)
	default:
		return nil, fmt.Errorf("the topic %s holds no block of a ledger: nothing was shipped, or its retention has removed it", name)
	}
	return out.done(), nil
}

func (s *shelf) record(r *kgo.Record, only acked.Select) error {
	b, err := acked.ParseBlock(r.Value)
	if err == nil {
		err = s.take(b, only)
	}
	if err != nil {
		return fmt.Errorf("%s, partition %d, offset %d cannot be read as a block of a ledger: %w", r.Topic, r.Partition, r.Offset, err)
	}
	return nil
}

// cluster is the id of the cluster.
func (l *Logs) cluster(ctx context.Context) (string, error) {
	told, err := l.admin.BrokerMetadata(ctx)
	if err != nil {
		return "", fmt.Errorf("the id of the cluster is not known: %w", err)
	}
	return told.Cluster, nil
}
