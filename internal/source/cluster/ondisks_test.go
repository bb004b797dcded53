package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestTopicsThatOnlyTheDisksName: before Kafka 4.1 no list of names shows a
// topic that is denied by name.
func TestTopicsThatOnlyTheDisksName(t *testing.T) {
	for name, c := range map[string]struct {
		rights   int32
		acls     int16 // the error of the question for rights
		disks    int16 // the error of the log directories
		denied   bool  // the topic exists, and may not be described
		gaps     []string
		listings int // how often the disks were asked for all topics
	}{
		"one is hidden":              {everything, 0, 0, true, []string{"metadata cluster denied"}, 3},
		"one was deleted meanwhile":  {everything, 0, 0, false, nil, 3},
		"there is no authorizer":     {everything, kerr.SecurityDisabled.Code, 0, true, nil, 0},
		"the rights are not told":    {everything, kerr.ClusterAuthorizationFailed.Code, 0, true, []string{"metadata cluster denied"}, 3},
		"no right to see the disks":  {describeConfigsBit, 0, 0, true, nil, 0},
		"the disks cannot be listed": {everything, 0, kerr.KafkaStorageError.Code, false, []string{"metadata cluster timed out"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			f.rights.operations = c.rights
			listings := 0
			f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				switch r := resp.(type) {
				case *kmsg.DescribeACLsResponse:
					r.ErrorCode = c.acls
				case *kmsg.DescribeLogDirsResponse:
					if req.(*kmsg.DescribeLogDirsRequest).Topics != nil {
						return resp
					}
					listings++
					r.ErrorCode = c.disks
					for _, topic := range []string{"orders", "secret"} {
						t := kmsg.NewDescribeLogDirsResponseDirTopic()
						t.Topic = topic
						r.Dirs[0].Topics = append(r.Dirs[0].Topics, t)
					}
				case *kmsg.MetadataResponse:
					if len(r.Topics) == 1 && r.Topics[0].Topic != nil && *r.Topics[0].Topic == "secret" && c.denied {
						r.Topics[0].ErrorCode = kerr.TopicAuthorizationFailed.Code
					}
				}
				return capped(true, resp, 74, 0)
			}
			s := look3(t, f)
			got := slices.DeleteFunc(s.gaps(), func(g string) bool { return !strings.HasPrefix(g, "metadata") })
			if !slices.Equal(got, c.gaps) && len(got)+len(c.gaps) > 0 || listings != c.listings {
				t.Errorf("gaps %q, want %q; the disks were listed %d times", s.gaps(), c.gaps, listings)
			}
		})
	}
}
