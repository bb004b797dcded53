package cluster

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// large is a cluster of n topics of three partitions.
func large(t *testing.T, n int) *fake {
	f := begin(t, 3)
	one := f.topics[0].parts
	f.topics, f.groups = nil, nil
	for i := range n {
		f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("topic-of-a-usual-length-%05d", i), parts: one})
	}
	return f
}

// TestLargeCluster: the stories of brokers that agree are let go of, and what
// is kept of a topic is small.
func TestLargeCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const topics = 10_000
	f := large(t, topics)
	o := options(t, f.bootstrap())
	o.Target.Timeout = 10 * time.Second
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := scan(t, o)
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d bytes a topic, %s", held/topics, s.took)
	if len(s.Topics) != topics || len(s.Gaps) > 0 || s.known()["topic config"] != topics {
		t.Fatalf("%d topics, gaps %q", len(s.Topics), s.gaps())
	}
	if held/topics > 4_000 {
		t.Errorf("a topic takes %d bytes", held/topics)
	}
	runtime.KeepAlive(s)
}

// TestStoriesAreLetGoOf after they have been compared, but for the common one.
func TestStoriesAreLetGoOf(t *testing.T) {
	l := &look{nodes: map[string]*node{}}
	for i := range 3 {
		n := &node{apart: differences{}}
		n.story = storyOf(n, anyMetadata(uint64(i)))
		l.nodes[fmt.Sprint(i)] = n
	}
	l.main = l.nodes["1"].story
	l.forget()
	for name, n := range l.nodes {
		if (n.story.told != nil) != (n.story == l.main) || n.apart != nil || n.story.topics == 0 {
			t.Errorf("node %s: %d topics are kept", name, len(n.story.told))
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	resp := kmsg.NewPtrMetadataResponse()
	for i := range 1000 {
		t := fakeTopic{name: fmt.Sprintf("topic-%05d", i), parts: []fakePart{{0, 1, []int32{0, 1, 2}, []int32{0, 1, 2}, 0, 0}}}
		resp.Topics = append(resp.Topics, t.tell())
	}
	b.ReportAllocs()
	for b.Loop() {
		storyOf(&node{}, resp)
	}
}
