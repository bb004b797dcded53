package metrics

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// kind is the type of a family in Prometheus' words.
type kind string

const (
	gauge   kind = "gauge"
	counter kind = "counter"
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

// head is what stands above a family's rows. OpenMetrics names a counter
// without its suffix, and escapes quotes in help texts, of which there are none.
func (f *family) head(to []byte, open bool) []byte {
	name := f.name
	if open && f.kind == counter {
		name = strings.TrimSuffix(name, "_total")
	}
	for _, part := range []string{"# HELP ", name, " ", f.help, "\n# TYPE ", name, " ", string(f.kind), "\n"} {
		to = append(to, part...)
	}
	return to
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
