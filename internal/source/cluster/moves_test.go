package cluster

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestWhetherMovesAreKnown: nobody needs to ask where every replica is in sync,
// and who asks in vain does not know.
func TestWhetherMovesAreKnown(t *testing.T) {
	for name, c := range map[string]struct {
		lacks  bool
		code   int16
		moves  int
		known  bool
		topics bool
	}{
		"all in sync":          {known: true, topics: true},
		"one lacks a replica":  {lacks: true, known: true, topics: true},
		"one moves":            {lacks: true, moves: 1, known: true, topics: true},
		"it may not be asked":  {lacks: true, code: kerr.ClusterAuthorizationFailed.Code, topics: true},
		"no topic can be seen": {},
	} {
		f := begin(t, 2)
		if c.lacks {
			f.topics[0].parts[0].isr = []int32{0}
		}
		if !c.topics {
			f.topics = nil
		}
		f.edit = func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
			if m, is := resp.(*kmsg.ListPartitionReassignmentsResponse); is {
				m.ErrorCode, m.Topics = c.code, nil
				for range c.moves {
					topic := kmsg.NewListPartitionReassignmentsResponseTopic()
					topic.Topic, topic.Partitions = "orders", []kmsg.ListPartitionReassignmentsResponseTopicPartition{{Partition: 0}}
					m.Topics = append(m.Topics, topic)
				}
			}
			return resp
		}
		got := look3(t, f).Clusters[0]
		if got.MovesKnown != c.known || len(got.Moving) != c.moves {
			t.Errorf("%s: known %v, moving %v", name, got.MovesKnown, got.Moving)
		}
	}
}
