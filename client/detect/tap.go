package detect

import (
	"context"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// Tap has a Watch see the blocks of a ledger as they are shipped; where they are not to be
// shipped anywhere, to is nil.
//
//	shipper, err := log.Ship(watch.Tap(ledger.ToTopic(client)), ledger.ShipConfig{})
func (w *Watch) Tap(to ledger.Sender) ledger.Sender { return tap{w, to} }

type tap struct {
	watch *Watch
	to    ledger.Sender
}

// Send takes the block in once, however often it has to be sent.
func (t tap) Send(ctx context.Context, block []byte) error {
	b, err := ledger.ParseBlock(block)
	if err == nil {
		err = t.watch.Take(b)
	}
	if err != nil || t.to == nil {
		return err
	}
	return t.to.Send(ctx, block)
}
