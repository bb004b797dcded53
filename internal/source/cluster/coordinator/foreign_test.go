package coordinator

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// FuzzMember reads bytes that members of groups have written: they may be
// anything.
func FuzzMember(f *testing.F) {
	f.Add([]byte(nil))
	f.Add((&kmsg.ConsumerMemberMetadata{Topics: []string{"b", "a"}}).AppendTo(nil))
	f.Add((&kmsg.ConsumerMemberAssignment{Topics: []kmsg.ConsumerMemberAssignmentTopic{{Topic: "a", Partitions: []int32{1}}}}).AppendTo(nil))
	f.Add([]byte{0, 3, 0x7f, 0xff, 0xff, 0xff})
	f.Add([]byte{0, 1, 0, 0, 0, 1, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		for _, protocol := range []string{"consumer", "connect", ""} {
			topics, parts := subscription(protocol, bytes), assignment(protocol, bytes)
			if protocol != "consumer" && (topics != nil || parts != nil) {
				t.Error("bytes of another protocol are read")
			}
			if !slices.IsSorted(topics) {
				t.Errorf("topics %q", topics)
			}
		}
	})
}

// FuzzPattern reads patterns that clients have set.
func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{"", "iot-.*", "(", "a|b", "^x$", `\Q`, "(?i)IOT.*", "[[:alpha:]]+"} {
		f.Add(pattern)
	}
	topics := slices.Values([]string{"iot-1", "orders"})
	f.Fuzz(func(t *testing.T, pattern string) {
		got := subscribed([]string{"z"}, &pattern, topics)
		if got != nil && (!slices.Contains(got, "z") || !slices.IsSorted(got)) {
			t.Errorf("%q", got)
		}
	})
}

func TestWhatAPatternStandsFor(t *testing.T) {
	topics := slices.Values([]string{"iot-1", "iot-2", "other-iot-3"})
	text := func(s string) *string { return &s }
	for _, c := range []struct {
		names   []string
		pattern *string
		want    []string
	}{
		{[]string{"b", "a", "b"}, nil, []string{"a", "b"}},
		{nil, text("iot-.*"), []string{"iot-1", "iot-2"}},
		{nil, text("iot-1|other.*"), []string{"iot-1", "other-iot-3"}},
		{[]string{"z"}, text("iot-1"), []string{"iot-1", "z"}},
		{nil, text(""), []string{}},
		{[]string{"a"}, text("("), nil},
	} {
		if got := subscribed(c.names, c.pattern, topics); !slices.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%q with %v: %q, want %q", c.names, c.pattern, got, c.want)
		}
	}
}

func TestStreamsTopology(t *testing.T) {
	if of, all := sourcesOf(nil); of != nil || all != nil {
		t.Errorf("of no topology: %v, %v", of, all)
	}
	if of, all := sourcesOf(&kmsg.StreamsGroupDescribeResponseGroupTopology{}); len(of) > 0 || all == nil {
		t.Errorf("of an empty one: %v, %v", of, all)
	}
	topology := kmsg.StreamsGroupDescribeResponseGroupTopology{Subtopologies: []kmsg.StreamsGroupDescribeResponseGroupTopologySubtopology{
		{SubtopologyID: "0", SourceTopics: []string{"b", "a"}},
		{SubtopologyID: "1", SourceTopics: []string{"a"}, RepartitionSourceTopics: []kmsg.TopicInfo{{Topic: "r"}}},
	}}
	of, all := sourcesOf(&topology)
	if strings.Join(all, " ") != "a b r" || strings.Join(of["1"], " ") != "a r" {
		t.Errorf("%v, %v", of, all)
	}
	got := tasks(of, []kmsg.TaskIDs{{SubtopologyID: "1", Partitions: []int32{0, 2}}, {SubtopologyID: "9", Partitions: []int32{5}}})
	want := []model.TopicPartition{{Topic: "a", Partition: 0}, {Topic: "a", Partition: 2}, {Topic: "r", Partition: 0}, {Topic: "r", Partition: 2}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
