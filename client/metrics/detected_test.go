package metrics

import (
	"maps"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// seen are detectors that say what they are told to say.
type seen struct {
	count detect.Count
	ends  []detect.End
}

func (s *seen) Count() detect.Count { return s.count }
func (s *seen) Ends() []detect.End  { return s.ends }

var _ Detectors = (*detect.Watch)(nil)

// of are the rows of detectors.
func of(all map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range all {
		if strings.Contains(name, "acknowledged") || strings.Contains(name, "log_end") {
			out[strings.TrimPrefix(name, "breakwater_client_")] = value
		}
	}
	return out
}

// TestWhatDetectorsTell: partitions are named only if their topic is, of which there are no
// more than were asked for, those that fail among them.
func TestWhatDetectorsTell(t *testing.T) {
	s := &seen{
		detect.Count{Unknown: 1, Suspected: 2, Confirmed: 4, Replayable: 3},
		[]detect.End{{Topic: "a", Partition: 0, Acknowledged: 5, Log: 6}, {Topic: "a", Partition: 11, Acknowledged: 7, Log: 4}, {Topic: "b", Partition: 1, Acknowledged: 8, Log: 9}},
	}
	f := &fake{counts: produce.Counts{Topics: map[string]uint64{"z": 1}}}
	counts := map[string]string{"acknowledged_offsets verdict=unknown": "1", "acknowledged_offsets verdict=suspected": "2", "acknowledged_offsets verdict=confirmed": "4", "acknowledged_offsets verdict=replayable": "3"}
	ends := map[string]string{"partition_acknowledged_end topic=a partition=0": "5", "partition_acknowledged_end topic=a partition=11": "7", "partition_log_end topic=a partition=0": "6", "partition_log_end topic=a partition=11": "4"}
	named := maps.Clone(counts)
	maps.Copy(named, ends)
	for _, c := range []struct {
		o    Options
		want map[string]string
	}{
		{Options{Topics: 2}, nil},
		{Options{Detectors: s}, counts},
		{Options{Topics: 1, Detectors: s}, counts},
		{Options{Topics: 2, Detectors: s}, named},
	} {
		r := reader(t, f, c.o)
		for range 2 {
			if got := of(rows(t, r)); !maps.Equal(got, c.want) {
				t.Errorf("%d topics: %v, want %v", c.o.Topics, got, c.want)
			}
		}
	}
}

// TestDetectorsThatHaveSeenNothing tell zeros, and no partition.
func TestDetectorsThatHaveSeenNothing(t *testing.T) {
	got := of(rows(t, reader(t, &fake{}, Options{Topics: 1, Detectors: &detect.Watch{}})))
	if len(got) != 4 || got["acknowledged_offsets verdict=confirmed"] != "0" {
		t.Errorf("%v", got)
	}
}
