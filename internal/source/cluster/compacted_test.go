package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// disks has a fake tell how large its copies are, and notes what it was asked for.
type disks struct {
	policy string // of payments
	at     kmsg.ConfigSource

	mu    sync.Mutex
	asked map[int32]string // by broker
}

func (d *disks) edit(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
	switch r := resp.(type) {
	case *kmsg.DescribeConfigsResponse:
		for i := range r.Resources {
			if r.Resources[i].ResourceName == "payments" {
				r.Resources[i].Configs = append(r.Resources[i].Configs, setting("cleanup.policy", d.policy, d.at))
			}
		}
	case *kmsg.DescribeLogDirsResponse:
		d.note(node, req.(*kmsg.DescribeLogDirsRequest).Topics)
		for _, of := range req.(*kmsg.DescribeLogDirsRequest).Topics {
			r.Dirs[0].Topics = append(r.Dirs[0].Topics, sizesOf(node, of)...)
		}
	}
	return resp
}

func (d *disks) note(node int32, topics []kmsg.DescribeLogDirsRequestTopic) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if topics == nil {
		d.asked[node] = "all"
	}
	for _, of := range topics {
		d.asked[node] += fmt.Sprint(of.Topic, of.Partitions)
	}
}

// sizesOf answers with each partition, and once more as if it were moving to another
// directory.
func sizesOf(node int32, of kmsg.DescribeLogDirsRequestTopic) []kmsg.DescribeLogDirsResponseDirTopic {
	t := kmsg.NewDescribeLogDirsResponseDirTopic()
	t.Topic = of.Topic
	for _, id := range of.Partitions {
		p := kmsg.NewDescribeLogDirsResponseDirTopicPartition()
		p.Partition, p.Size = id, int64(100*node+id)
		moving := p
		moving.Size, moving.IsFuture = 7, true
		t.Partitions = append(t.Partitions, p, moving)
	}
	return []kmsg.DescribeLogDirsResponseDirTopic{t}
}

func TestSizesOfCompactedTopics(t *testing.T) {
	all := map[int32]string{0: "payments[0 1]", 1: "payments[0 1]", 2: "payments[0 1]"}
	none := map[int32]string{}
	for _, c := range []struct {
		name, policy string
		at           kmsg.ConfigSource
		want         map[int32]string
	}{
		{"compacted", "compact", kmsg.ConfigSourceDynamicTopicConfig, all},
		{"compacted and deleted", "delete, compact", kmsg.ConfigSourceDynamicTopicConfig, all},
		{"compacted by the brokers' setting", "compact", kmsg.ConfigSourceStaticBrokerConfig, all},
		{"deleted", "delete", kmsg.ConfigSourceDynamicTopicConfig, none},
		{"by default", "delete", kmsg.ConfigSourceDefaultConfig, none},
		{"neither", "", kmsg.ConfigSourceDynamicTopicConfig, none},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := begin(t, 3)
			alone := &f.topics[1].parts[2] // nothing can be held against it
			alone.replicas, alone.isr, alone.leader = []int32{0}, []int32{0}, 0
			d := disks{policy: c.policy, at: c.at, asked: map[int32]string{}}
			f.edit = d.edit
			w := watch(t, f)
			first := w.look(seldom)
			if !maps.Equal(d.asked, c.want) || len(first.Gaps) > 0 {
				t.Fatalf("asked for %v, gaps %v; want %v", d.asked, first.gaps(), c.want)
			}
			for _, s := range []seen{first, w.look(often)} { // the second one asks for no directories
				sizesAre(t, s, len(c.want) > 0)
			}
			if len(d.asked[1]) > len(c.want[1]) {
				t.Errorf("asked again: %v", d.asked)
			}
		})
	}
}

// sizesAre checks what is known of the sizes.
func sizesAre(t *testing.T, s seen, want bool) {
	t.Helper()
	for id := range int32(3) {
		sizes := s.broker(t, id).Seen.Compacted
		for partition := range int32(2) {
			bytes, ok := sizes.Of("payments", partition)
			if ok != want || ok && bytes != int64(100*id+partition) {
				t.Errorf("broker %d, partition %d: %d, %v", id, partition, bytes, ok)
			}
		}
		if _, ok := sizes.Of("payments", 2); ok {
			t.Errorf("broker %d tells of a copy that stands alone", id)
		}
		if _, ok := sizes.Of("orders", 0); ok {
			t.Errorf("broker %d tells of a topic that is not compacted", id)
		}
	}
}

// TestSizesAreUnknownWithTheSettings: whether a topic is compacted was not told, so
// nobody is asked for its sizes, and the gap says why.
func TestSizesAreUnknownWithTheSettings(t *testing.T) {
	f := begin(t, 3)
	d := disks{policy: "compact", at: kmsg.ConfigSourceDynamicTopicConfig, asked: map[int32]string{}}
	f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		if _, is := req.(*kmsg.DescribeConfigsRequest); is && ofType(kmsg.ConfigResourceTypeTopic)(req) {
			return nil
		}
		return d.edit(node, req, resp)
	}
	s := look3(t, f)
	if len(d.asked) > 0 || s.broker(t, 1).Seen.Compacted != nil {
		t.Errorf("asked for %v", d.asked)
	}
	if !slices.ContainsFunc(s.gaps(), func(g string) bool { return strings.HasPrefix(g, model.FactTopicConfig.String()) }) {
		t.Errorf("gaps %v", s.gaps())
	}
}
