package cluster

import (
	"fmt"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// eligible answers as Kafka 4.1 does: of a partition without a leader both
// replicas may be elected, and the last one has led.
func (f *fake) eligible(r *kmsg.DescribeTopicPartitionsRequest, resp *kmsg.DescribeTopicPartitionsResponse) {
	for _, asked := range r.Topics {
		out := kmsg.NewDescribeTopicPartitionsResponseTopic()
		out.Topic = &asked.Topic
		for _, t := range f.topics {
			for i, p := range t.parts {
				if t.name != asked.Topic {
					break
				}
				told := kmsg.NewDescribeTopicPartitionsResponseTopicPartition()
				told.Partition, told.LeaderID, told.ISR = int32(i), p.leader, p.isr
				if p.leader < 0 {
					told.ErrorCode = kerr.LeaderNotAvailable.Code
					told.EligibleLeaderReplicas, told.LastKnownELR = p.replicas[:2], p.replicas[1:2]
				}
				out.Partitions = append(out.Partitions, told)
			}
		}
		resp.Topics = append(resp.Topics, out)
	}
}

// headless makes partition 1 of a topic have neither a leader nor an in-sync
// replica.
func headless(f *fake, topic int) {
	f.topics[topic].parts = slices.Clone(f.topics[topic].parts)
	f.topics[topic].parts[1].leader, f.topics[topic].parts[1].isr = -1, nil
}

var describePartitions = kmsg.NewPtrDescribeTopicPartitionsRequest()

func TestWhoMayBeElected(t *testing.T) {
	f := begin(t, 3)
	headless(f, 0)
	s := look3(t, f)
	p := s.topic("orders").Layout.Partitions
	if !slices.Equal(p[1].Eligible, []int32{0, 1}) || !slices.Equal(p[1].LastKnown, []int32{1}) {
		t.Errorf("eligible %v, last known %v", p[1].Eligible, p[1].LastKnown)
	}
	if p[0].Eligible != nil || p[0].LastKnown != nil {
		t.Errorf("of a partition that has a leader eligible %v", p[0].Eligible)
	}
	if n := f.count(describePartitions.Key()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestNobodyIsAskedWhoMayBeElected where every partition has a leader.
func TestNobodyIsAskedWhoMayBeElected(t *testing.T) {
	f := begin(t, 3)
	look3(t, f)
	if n := f.count(describePartitions.Key()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

// TestNobodyMayBeElected: an empty list is an answer.
func TestNobodyMayBeElected(t *testing.T) {
	f := begin(t, 3)
	headless(f, 0)
	edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) {
		r.Topics[0].Partitions[1].EligibleLeaderReplicas, r.Topics[0].Partitions[1].LastKnownELR = nil, nil
	})
	if p := look3(t, f).topic("orders").Layout.Partitions[1]; p.Eligible == nil || len(p.Eligible) != 0 || p.LastKnown == nil {
		t.Errorf("eligible %#v, last known %#v", p.Eligible, p.LastKnown)
	}
}

// TestWhoMayBeElectedIsNotTold, which leaves it unknown and is no gap.
func TestWhoMayBeElectedIsNotTold(t *testing.T) {
	for name, spoil := range map[string]func(*fake){
		"the question is not known": func(f *fake) { f.fails(describePartitions, unsupported, nil) },
		"it times out":              func(f *fake) { f.fails(describePartitions, timesOut, nil) },
		"it is closed":              func(f *fake) { f.fails(describePartitions, isClosed, nil) },
		"it is denied": func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) {
				r.Topics[0].ErrorCode = kerr.TopicAuthorizationFailed.Code
			})
		},
		"no name": func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) { r.Topics[0].Topic = nil })
		},
		"another partition": func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) { r.Topics[0].Partitions[1].Partition = 77 })
		},
		"a leader has been elected meanwhile": func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) { r.Topics[0].Partitions[1].LeaderID = 2 })
		},
		"a replica is in sync by now": func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) {
				r.Topics[0].Partitions[1].ISR = []int32{1}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			headless(f, 0)
			spoil(f)
			s := look3(t, f)
			if p := s.topic("orders").Layout.Partitions[1]; p.Eligible != nil || p.LastKnown != nil || len(s.Gaps) > 0 {
				t.Errorf("eligible %v, gaps %q", p.Eligible, s.gaps())
			}
		})
	}
}

// TestSomeTopicsAreEnough: of more than can be read, the first ones are asked.
func TestSomeTopicsAreEnough(t *testing.T) {
	f := begin(t, 2)
	f.topics = f.topics[:1]
	for i := range mostEligible + 50 {
		f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("t%03d", i), parts: f.topics[0].parts})
		headless(f, i+1)
	}
	asked := 0
	edit(f, func(_ int32, r *kmsg.DescribeTopicPartitionsResponse) { asked = len(r.Topics) })
	s := look3(t, f)
	if f.locked(func() {}); asked != mostEligible || s.topic("t000").Layout.Partitions[1].Eligible == nil || s.topic("t249").Layout.Partitions[1].Eligible != nil {
		t.Errorf("%d topics were asked for", asked)
	}
}
