package metrics

import (
	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// kind is the type of a family in Prometheus' words.
type kind = exposition.Kind

const (
	gauge   = exposition.Gauge
	counter = exposition.Counter
)

// family is all series of one name. Those of counters end in _total.
type family struct {
	name   string
	kind   kind
	help   string
	labels []string
	absent string     // when there is no series, to follow "absent"; "" if there always is one
	rests  model.Fact // the fact by which it is known; FactDocuments: on none of a cluster's
}

// head is what stands above a family's rows.
func (f *family) head(open bool) []byte {
	return exposition.Family{Name: f.name, Kind: f.kind, Help: f.help}.Head(nil, open)
}

// section is families of one subject, as docs/metrics.md shows them.
type section struct {
	title    string
	intro    string
	families []*family
}

// sections are all families in the order of the page: those of a board, which
// do not change while it stands, and last those that are read at each scrape.
func sections() []section {
	return append(boardSections(), liveSection())
}

func boardSections() []section {
	return []section{
		watchSection(), clusterSection(), brokerSection(), quorumSection(), groupSection(), topicSection(),
		partitionSection(), findingSection(), deliverySection(), exporterSection(),
	}
}
