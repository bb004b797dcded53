package deadletter

import (
	"context"
	"errors"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// Sender sends a record to the partition that stands in it. It may be called from several
// goroutines at once.
type Sender interface {
	// Send returns nil only when all in-sync replicas acknowledged the record (acks=all).
	// An error that wraps ErrNotStored says that the record is not in the log and will not
	// get there; one that wraps kerr.MessageTooLarge or kerr.RecordListTooLarge says so
	// too. After any other error the record may be in the log. It returns when ctx ends,
	// whatever the client below does.
	Send(ctx context.Context, r *kgo.Record) error
}

// tooLarge tells of a refused size, by a guard, the client or a broker.
func tooLarge(err error) bool {
	var guards *produce.TooLarge
	return errors.Is(err, kerr.MessageTooLarge) || errors.Is(err, kerr.RecordListTooLarge) || errors.As(err, &guards)
}
