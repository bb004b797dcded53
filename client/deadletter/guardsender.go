package deadletter

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// GuardSender sends by a produce.Guard, which an application may use for its own records,
// too: letters share its budget, its counts and its time. A letter that the guard knows not
// to be in the log is not stored, where a ClientSender often has to say that it may be. Send
// of a letter whose outcome the guard has not told sends nothing, and waits for it.
//
// The guard's policies judge letters as they judge all records.
type GuardSender struct{ *ClientSender }

// NewGuardSender takes a guard and the client that it was made for, which must be fit for
// dead letters as that of NewClientSender.
func NewGuardSender(client *kgo.Client, guard *produce.Guard) (*GuardSender, error) {
	if guard == nil {
		return nil, errors.New("there is no guard to send dead letters by: make one by produce.New, or use NewClientSender")
	}
	s, err := NewClientSender(client)
	if err != nil {
		return nil, err
	}
	s.give = func(ctx context.Context, r *kgo.Record, answer func(error)) {
		guard.Produce(ctx, r, func(o produce.Outcome) { answer(outcome(o)) })
	}
	return &GuardSender{s}, nil
}

// outcome is what Send returns for it.
func outcome(o produce.Outcome) error {
	switch o.Kind {
	case produce.Persisted:
		return nil
	case produce.NotPersisted, produce.Rejected:
		return fmt.Errorf("%w: %w", ErrNotStored, o.Err)
	}
	return fmt.Errorf("it was sent, and it is not known whether it was stored: %w", o.Err)
}
