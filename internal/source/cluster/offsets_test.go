package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestOffsetsOfLogs(t *testing.T) {
	parts := look3(t, begin(t, 3)).topic("orders").Layout.Partitions
	for _, p := range parts {
		if o := p.Offsets; !o.StartKnown || !o.EndKnown || o.Start != 10 || o.End != 100 || o.Why != "" {
			t.Errorf("%+v", o)
		}
	}
}

// TestOffsetsThatAreNotTold say why.
func TestOffsetsThatAreNotTold(t *testing.T) {
	for name, c := range map[string]struct {
		setup func(*testing.T, *fake)
		why   string
	}{
		"a leader that has changed": {func(_ *testing.T, f *fake) {
			edit(f, func(_ int32, r *kmsg.ListOffsetsResponse) {
				r.Topics[0].Partitions[0].ErrorCode = kerr.FencedLeaderEpoch.Code
			})
		}, "FENCED_LEADER_EPOCH"},
		"an offset that is none": {func(_ *testing.T, f *fake) {
			edit(f, func(_ int32, r *kmsg.ListOffsetsResponse) { r.Topics[0].Partitions[0].Offset = -1 })
		}, "OFFSET_NOT_AVAILABLE"},
		"left out of the answer": {func(_ *testing.T, f *fake) {
			edit(f, func(_ int32, r *kmsg.ListOffsetsResponse) { r.Topics = nil })
		}, "out of its answer"},
		"no leader": {func(_ *testing.T, f *fake) { f.topics[0].parts[0].leader = -1 }, "no leader"},
		"a leader that does not answer": {func(t *testing.T, f *fake) {
			f.lists(7, refusing(t))
			f.topics[0].parts[0].leader = 7
		}, "broker 7, does not answer"},
		"a leader that nobody knows": {func(_ *testing.T, f *fake) { f.topics[0].parts[0].leader = 99 }, "broker 99, does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			c.setup(t, f)
			s := look3(t, f)
			if o := s.topic("orders").Layout.Partitions[0].Offsets; o.StartKnown || !strings.Contains(o.Why, c.why) {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestCommitsAreReadAgain where the log starts behind them, before that is
// believed: an application that deletes what it is done with commits first.
func TestCommitsAreReadAgain(t *testing.T) {
	for name, c := range map[string]struct {
		second int64 // what the second reading gives; -1: it fails
		known  bool
		offset int64
		gaps   []string
	}{
		"it has committed since":    {500, true, 500, nil},
		"it has not":                {50, true, 50, nil},
		"it cannot be found out":    {-1, false, 0, []string{"offsets cluster unreachable"}},
		"it has, but not up to now": {60, true, 60, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			f.topics[0].parts[1].start, f.topics[0].parts[1].end = 400, 600
			f.groups = f.groups[:1] // of broker 0
			readings := 0
			edit(f, func(_ int32, r *kmsg.OffsetFetchResponse) {
				if readings++; readings == 1 {
					return
				}
				for i := range r.Groups[0].Topics[0].Partitions {
					r.Groups[0].Topics[0].Partitions[i].Offset = c.second
				}
				if c.second < 0 {
					r.Groups[0].ErrorCode = kerr.NotCoordinator.Code
				}
			})
			s := look3(t, f)
			g := s.group(t, "classic-group")
			if readings != 2 || g.CommitsKnown != c.known || !slices.Equal(s.gaps(), c.gaps) {
				t.Fatalf("%d readings, known %v, gaps %q", readings, g.CommitsKnown, s.gaps())
			}
			if c.known && (len(g.Commits) != 3 || g.Commits[1].Offset != c.offset) {
				t.Errorf("commits %v", g.Commits)
			}
			if !s.topic("orders").Layout.Partitions[1].Offsets.EndKnown {
				t.Error("where the log ends is not known")
			}
		})
	}
}

// TestCommitsAreReadOnce where nothing is suspect.
func TestCommitsAreReadOnce(t *testing.T) {
	f := begin(t, 3)
	look3(t, f)
	if f.count(9) != 2 { // two brokers coordinate groups with commits
		t.Errorf("%d readings", f.count(9))
	}
}
