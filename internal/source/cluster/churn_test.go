package cluster

import (
	"fmt"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// churn is a cluster that changes with every question: topics come and go,
// leaders and in-sync replicas move, groups rebalance and vanish. What it
// returns lets time pass in which nobody asks.
func churn(f *fake) (pass func(string)) {
	asked := 0
	stays := f.topics
	f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		asked++
		f.topics = slices.Clone(stays)
		for i := range 3 { // each is there for some questions
			f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("ci-%d", asked/2+i), parts: stays[0].parts})
		}
		switch r := resp.(type) {
		case *kmsg.MetadataResponse:
			for i := range r.Topics {
				for j := range r.Topics[i].Partitions {
					p := &r.Topics[i].Partitions[j]
					p.ISR = p.ISR[:1+asked%3]
					p.LeaderEpoch = int32(5 + asked/2)
				}
			}
		case *kmsg.ListGroupsResponse:
			g := kmsg.NewListGroupsResponseGroup()
			g.Group, g.GroupType, g.GroupState = fmt.Sprintf("console-%d", asked), "classic", "Stable"
			r.Groups = append(r.Groups, g)
		case *kmsg.ListOffsetsResponse:
			r.Topics[0].Partitions[0].ErrorCode = kerr.NotLeaderForPartition.Code
		case *kmsg.DescribeConfigsResponse:
			for i := range r.Resources {
				if t := &r.Resources[i]; t.ResourceType == kmsg.ConfigResourceTypeTopic && t.ResourceName[:2] == "ci" {
					t.ErrorCode, t.Configs = kerr.UnknownTopicOrPartition.Code, nil
				}
			}
		}
		return resp
	}
	return func(string) { f.locked(func() { asked += 50 }) }
}

// TestAClusterThatNeverRests is no reason for an alarm, nor for a gap, nor for
// more than a second look.
func TestAClusterThatNeverRests(t *testing.T) {
	for range 5 {
		f := begin(t, 3)
		o := options(t, f.bootstrap())
		o.Progress = churn(f)
		s := scan(t, o)
		if len(s.Gaps) > 0 {
			t.Errorf("gaps %q: %s", s.gaps(), s.details())
		}
		for _, b := range s.Brokers {
			if views := b.Seen.Views; len(views) > 2 || len(views) > 0 && !views[len(views)-1].Agrees {
				t.Errorf("broker %d: %+v", b.Seen.ID, views)
			}
		}
		if s.topic("orders") == nil || s.topic("payments").Config.Get("retention.ms").Raw() != "60000" {
			t.Error("what stays is not seen")
		}
		for _, topic := range s.Topics {
			if v := topic.Observed.Get("min.insync.replicas"); !v.IsSet() {
				t.Errorf("%s: a setting of a topic that is gone is taken for its default", topic.Name)
			}
		}
		for _, g := range s.Clusters[0].Groups {
			if g.Protocol == "" && g.InUse() {
				t.Errorf("group %s is gone, and in use", g.ID)
			}
		}
	}
}
