// Package source says what a source of facts is. Files, a live cluster and
// disk images are sources; rules do not know which one they are reading.
package source

import (
	"context"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Source brings facts into a model.
type Source interface {
	// Can tells which facts the source is able to bring, and which it cannot
	// for lack of a capability or a right. It is called once, before Collect,
	// and changes nothing.
	Can(ctx context.Context) (model.Facts, []model.Gap)

	// Collect brings what is wanted and adds it to the builder. What it
	// cannot bring becomes a Gap; an error means that the run was cancelled,
	// or that the source has a bug. After an error the builder holds what was
	// known by then. Collect is called from one goroutine and may use many;
	// all of them have ended when it returns.
	Collect(ctx context.Context, want model.Facts, b *model.Builder) error
}
