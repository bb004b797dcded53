package cluster

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWhatProvesALoss: three looks, 10 records apart, at brokers that are as
// far in the log as each other; then all that keeps it from being a proof.
func TestWhatProvesALoss(t *testing.T) {
	others := []image{{100, 101}, {110, 111}, {120, 121}}
	own := []image{{100, 100}, {110, 110}, {120, 120}}
	still := []image{{100, 100}, {100, 100}, {100, 100}}
	lacks, adds := model.View{Lacks: 3}, model.View{Adds: 3}
	for _, c := range []struct {
		name        string
		others, own []image
		view        model.View
		want        bool
	}{
		{"a topic is lost", others, own, lacks, true},
		{"a partition is told otherwise", others, own, model.View{Differs: 1}, true},
		{"it alone knows a topic", others, own, adds, true},
		{"nothing is appended at all", still, still, lacks, true},
		{"it agrees in the end", others, own, model.View{Agrees: true}, false},
		{"two looks", others[:2], own[:2], lacks, false},
		{"it missed a look", others, own[:2], lacks, false},
		{"it has stopped to apply the log", others, still, lacks, false},
		{"it is behind by more than lies between the looks", others, []image{{80, 80}, {90, 90}, {100, 100}}, lacks, false},
		{"the others have stopped to apply the log", still, own, lacks, false},
		{"the others are behind", []image{{80, 80}, {90, 90}, {100, 100}}, own, lacks, false},
		{"its offset is not told", others, []image{{-1, -1}, {-1, -1}, {-1, -1}}, lacks, false},
		{"its offset is not told afterwards", others, []image{{100, 100}, {110, -1}, {120, 120}}, lacks, false},
		{"the others' offset is not told", []image{{-1, -1}, {110, 111}, {120, 121}}, own, lacks, false},
		{"it applied a burst while it told", others, []image{{100, 100}, {110, 130}, {130, 130}}, lacks, false},
		{"the others applied a burst while they told", []image{{100, 115}, {120, 121}, {130, 131}}, own, lacks, false},
		{"it alone knows a topic, and is ahead", []image{{80, 80}, {90, 90}, {100, 100}}, own, adds, false},
	} {
		if got := prove(c.others, c.own, &c.view); got != c.want {
			t.Errorf("%s: proven: %v", c.name, got)
		}
	}
}

// TestALossIsNotProvenOfWhoIsBehind: the same difference, told of an image that
// is older than the others'.
func TestALossIsNotProvenOfWhoIsBehind(t *testing.T) {
	for epoch, want := range map[int64]bool{1000: true, 999: false, -1: false} {
		f := begin(t, 3)
		f.locked(func() {
			f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
				switch r := resp.(type) {
				case *kmsg.ApiVersionsResponse:
					if node == 1 {
						r.FinalizedFeaturesEpoch = epoch
					}
				case *kmsg.MetadataResponse:
					if node == 1 && len(r.Topics) > 1 {
						r.Topics = r.Topics[1:]
					}
				}
				return resp
			}
		})
		s := look3(t, f)
		if v := s.view(t, 1); v == nil || v.Agrees || v.Proven != want {
			t.Errorf("offset %d: %+v", epoch, v)
		}
		if got := s.broker(t, 1).Seen.Applied; got != max(0, epoch) {
			t.Errorf("offset %d: applied is %d", epoch, got)
		}
	}
}

// TestTheLogGoesOnWhileTheQuorumIsSilent: another controller leads by now.
func TestTheLogGoesOnWhileTheQuorumIsSilent(t *testing.T) {
	for step, goesOn := range map[int64]bool{0: false, 3: true} {
		f := begin(t, 3)
		f.fails(kmsg.NewPtrDescribeQuorumRequest(), timesOut, nil)
		f.locked(func() {
			fails, epoch := f.edit, int64(1000)
			f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				if r, is := resp.(*kmsg.ApiVersionsResponse); is {
					epoch += step
					r.FinalizedFeaturesEpoch = epoch
				}
				if fails != nil {
					return fails(node, req, resp)
				}
				return resp
			}
		})
		q := look3(t, f).Clusters[0].Quorum
		if q == nil || q.Silent == nil || (q.Silent.Advanced > 0) != goesOn {
			t.Errorf("by %d records: %+v", step, q)
		}
	}
}
