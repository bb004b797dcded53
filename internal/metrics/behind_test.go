package metrics

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

var behindRow = regexp.MustCompile(`(?m)^breakwater_broker_catchup_(\w+)\{.*broker="2".*\} (\S+)$`)

// TestWhatABrokerHasYetToCopy is there as far as it is known: never a zero for what
// nobody has told.
func TestWhatABrokerHasYetToCopy(t *testing.T) {
	whole := lag.Broker{ID: 2, Partitions: 3, Records: 4200, Rate: 70, Rated: true, CatchUp: 60_000, CatchUpKnown: true}
	for name, c := range map[string]struct {
		change func(*lag.Broker)
		of     func(*board.Cluster)
		want   []string
	}{
		"known":           {nil, nil, []string{"records 4200", "seconds 60"}},
		"never":           {func(b *lag.Broker) { b.CatchUp = -1 }, nil, []string{"records 4200", "seconds +Inf"}},
		"all is copied":   {func(b *lag.Broker) { b.Records, b.CatchUp = 0, 0 }, nil, []string{"records 0", "seconds 0"}},
		"not rated yet":   {func(b *lag.Broker) { b.CatchUpKnown = false }, nil, []string{"records 4200"}},
		"not all is told": {func(b *lag.Broker) { b.Untold, b.CatchUpKnown = 1, false }, nil, nil},
		"another broker":  {func(b *lag.Broker) { b.ID = 3 }, nil, nil},
		"told long ago":   {nil, func(c *board.Cluster) { c.Ages[model.FactOffsets] = at.Add(-2 * time.Hour) }, nil},
		"in sync":         {nil, func(c *board.Cluster) { c.Behind = nil }, nil},
	} {
		b := healthy()
		one := whole
		if c.change != nil {
			c.change(&one)
		}
		b.Clusters[0].Behind = []lag.Broker{one}
		if c.of != nil {
			c.of(b.Clusters[0])
		}
		var got []string
		for _, m := range behindRow.FindAllStringSubmatch(get(t, b, everything()).Body.String(), -1) {
			got = append(got, m[1]+" "+m[2])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
