// Package saved is the source that reads what breakwater scan --save has
// written. It brings every fact that a running cluster can show: what was not
// seen then is a gap in the file.
package saved

import (
	"context"
	"io"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// Facts are what a running cluster can show.
var Facts = model.FactsOf(model.FactTopicConfig, model.FactTopicLayout, model.FactBrokerConfig, model.FactBrokerCount,
	model.FactQuorum, model.FactConnections, model.FactMetadata, model.FactViews, model.FactLogDirs, model.FactGroups, model.FactOffsets, model.FactLedgers)

// Source is one saved snapshot that has been read.
type Source struct {
	seen *model.Builder
	at   time.Time
}

var _ source.Source = (*Source)(nil)

// Parse reads a saved snapshot. An error is one sentence that names the file.
func Parse(file string, r io.Reader) (*Source, error) {
	s := &Source{seen: model.NewBuilder(time.Time{})}
	var err error
	s.at, err = snapshot.Read(file, r, s.seen)
	return s, err
}

// At is when the snapshot was taken; zero if it does not say.
func (s *Source) At() time.Time { return s.at }

// Can tells which facts the snapshot has.
func (s *Source) Can(context.Context) (model.Facts, []model.Gap) { return Facts, nil }

// Collect adds what was seen. A source is collected once.
func (s *Source) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	b.Merge(s.seen)
	return nil
}
