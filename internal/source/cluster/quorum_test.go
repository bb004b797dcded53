package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestQuorum(t *testing.T) {
	f := begin(t, 3)
	edit(f, func(_ int32, r *kmsg.DescribeQuorumResponse) {
		p := &r.Topics[0].Partitions[0]
		p.Observers, p.CurrentVoters = p.CurrentVoters[2:], p.CurrentVoters[:2]
		p.CurrentVoters[1].LogEndOffset, p.CurrentVoters[1].LastFetchTimestamp, p.CurrentVoters[1].LastCaughtUpTimestamp = -1, 17, 16
	})
	o := options(t, f.bootstrap())
	o.Target.Timeout = target.DefaultTimeout // the second broker is asked after a part of it
	q := scan(t, o).Clusters[0].Quorum
	if q == nil || q.Leader != 0 || q.Epoch != 7 || q.HighWatermark != 1001 || q.ToldBy != 0 || len(q.Observers) != 1 || q.Observers[0].ID != 2 {
		t.Fatalf("%+v", q)
	}
	if v := q.Voters[1]; v != (model.QuorumReplica{ID: 1, LogEnd: -1, LastFetch: 17, LastCaughtUp: 16}) {
		t.Errorf("%+v", v)
	}
	if f.count(55) != 1 {
		t.Errorf("%d brokers were asked, of which the first answered at once", f.count(55))
	}
}

func TestQuorumThatIsNotSeen(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*fake)
		asked []int32 // of a silent quorum
		gap   string
		says  string
	}{
		{"nobody answers", func(f *fake) { f.fails(kmsg.NewPtrDescribeQuorumRequest(), timesOut, nil) }, []int32{0, 1}, "quorum cluster timed out", "the active controller is stuck"},
		{"one is silent, and one refuses", func(f *fake) {
			f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				switch {
				case req.Key() != 55:
					return resp
				case node == 0:
					return nil
				}
				return failed(req, resp, kerr.ClusterAuthorizationFailed.Code)
			}
		}, nil, "quorum cluster denied", "Grant DESCRIBE"},
		{"one is silent, and one hangs up", func(f *fake) {
			f.cut = func(node int32, req kmsg.Request) bool { return req.Key() == 55 && node == 1 }
			f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				if req.Key() == 55 {
					return nil
				}
				return resp
			}
		}, []int32{0}, "quorum cluster timed out", ""},
		{"an error of the partition", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeQuorumResponse) {
				r.Topics[0].Partitions[0].ErrorCode = kerr.NotLeaderForPartition.Code
			})
		}, nil, "quorum cluster unreachable", "NOT_LEADER"},
		{"an answer about nothing", func(f *fake) { edit(f, func(_ int32, r *kmsg.DescribeQuorumResponse) { r.Topics = nil }) }, nil, "quorum cluster unreachable", "no partition of the metadata log"},
		{"a cluster on ZooKeeper", func(f *fake) { f.fails(kmsg.NewPtrDescribeQuorumRequest(), unsupported, nil) }, nil, "quorum cluster unsupported", "no metadata quorum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			c.setup(f)
			s := look3(t, f)
			if !slices.Equal(s.gaps(), []string{c.gap}) || !strings.Contains(s.details(), c.says) {
				t.Errorf("gaps %q: %s", s.gaps(), s.details())
			}
			if expected := c.gap == "quorum cluster unsupported"; s.Gaps[0].Expected != expected {
				t.Errorf("expected: %v", s.Gaps[0].Expected)
			}
			q := s.Clusters[0].Quorum
			if (q == nil) != (c.asked == nil) || q != nil && (!slices.Equal(q.Silent.Asked, c.asked) || q.Silent.Limit != quick.Milliseconds() || q.Leader != -1) {
				t.Errorf("%+v", q)
			}
		})
	}
}

// TestMoving: whether replicas are being moved is asked only where some are
// missing, and not of a controller that did not answer.
func TestMoving(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*fake)
		asked int
		moves int
		gaps  []string
	}{
		{"all in sync", func(*fake) {}, 0, 0, nil},
		{"one is missing", func(f *fake) { f.topics[0].parts[1].isr = []int32{0, 1} }, 1, 2, nil},
		{"the quorum is silent", func(f *fake) {
			f.topics[0].parts[1].isr = []int32{0, 1}
			f.fails(kmsg.NewPtrDescribeQuorumRequest(), timesOut, nil)
		}, 0, 0, []string{"quorum cluster timed out"}},
		{"it hangs", func(f *fake) {
			f.topics[0].parts[1].isr = []int32{0, 1}
			f.fails(kmsg.NewPtrListPartitionReassignmentsRequest(), timesOut, nil)
		}, 1, 0, []string{"metadata cluster timed out"}},
		{"it is denied", func(f *fake) {
			f.topics[0].parts[1].isr = []int32{0, 1}
			f.fails(kmsg.NewPtrListPartitionReassignmentsRequest(), denied, nil)
		}, 1, 0, []string{"metadata cluster denied"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			c.setup(f)
			if f.edit == nil {
				edit(f, func(_ int32, r *kmsg.ListPartitionReassignmentsResponse) {
					topic := kmsg.NewListPartitionReassignmentsResponseTopic()
					topic.Topic = "orders"
					for i := range 2 {
						p := kmsg.NewListPartitionReassignmentsResponseTopicPartition()
						p.Partition = int32(i)
						topic.Partitions = append(topic.Partitions, p)
					}
					r.Topics = append(r.Topics, topic)
				})
			}
			s := look3(t, f)
			if f.count(46) != c.asked || len(s.Clusters[0].Moving) != c.moves || !slices.Equal(s.gaps(), c.gaps) {
				t.Errorf("asked %d times, moving %v, gaps %q", f.count(46), s.Clusters[0].Moving, s.gaps())
			}
		})
	}
}
