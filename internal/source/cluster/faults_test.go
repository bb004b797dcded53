package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// question is a request that fails in every way, and what is to be told then.
type question struct {
	name string
	req  kmsg.Request
	is   func(kmsg.Request) bool // of the requests of that kind; nil: all
	on   []int32                 // the brokers on which it fails; none: all
	lost map[string]int          // what is known less than of the healthy cluster
	gaps [5][]string             // by the way: times out, closed, error code, unsupported, denied
	rest bool                    // another broker is asked: nothing is lost, nothing is told
}

func same(gaps ...string) [5][]string { return [5][]string{gaps, gaps, gaps, gaps, gaps} }

// reasons completes a gap by the reason that each way gives it.
func reasons(gap string) [5][]string {
	var out [5][]string
	for i, why := range []string{"timed out", "unreachable", "unreachable", "unsupported", "denied"} {
		out[i] = []string{gap + " " + why}
	}
	return out
}

// without is the table's line with one way that is told otherwise.
func without(gaps [5][]string, how way, instead ...string) [5][]string {
	gaps[how] = instead
	return gaps
}

func ofType(kind kmsg.ConfigResourceType) func(kmsg.Request) bool {
	return func(r kmsg.Request) bool {
		asked := r.(*kmsg.DescribeConfigsRequest).Resources
		return len(asked) > 0 && asked[0].ResourceType == kind
	}
}

// probing tells a probe from the question of the same kind.
func probing(r kmsg.Request) bool {
	switch r := r.(type) {
	case *kmsg.MetadataRequest:
		return r.Topics != nil
	case *kmsg.DescribeGroupsRequest:
		return len(r.Groups) == 1 && !strings.Contains(r.Groups[0], "group")
	}
	return false
}

func questions() []question {
	describe := func(kind string, req kmsg.Request, at int32) question {
		q := question{name: "describe " + kind + " groups", req: req, on: []int32{at}, lost: map[string]int{"members": 1}, gaps: reasons("groups broker/" + fmt.Sprint(at))}
		q.is = func(r kmsg.Request) bool { return !probing(r) }
		q.gaps[errorCode], q.gaps[denied] = []string{"groups cluster unreachable"}, []string{"groups cluster denied"}
		return q
	}
	perName := func(gaps [5][]string, fact string) [5][]string {
		gaps[errorCode], gaps[denied] = []string{fact + " cluster unreachable"}, []string{fact + " cluster denied"}
		return gaps
	}
	return []question{
		{name: "DescribeCluster", req: kmsg.NewPtrDescribeClusterRequest(), gaps: without(reasons("broker connections cluster"), unsupported)},
		{name: "the broker's settings", req: kmsg.NewPtrDescribeConfigsRequest(), is: ofType(kmsg.ConfigResourceTypeBroker), on: []int32{1},
			lost: map[string]int{"broker config": 1}, gaps: reasons("broker config broker/1")},
		{name: "settings of topics, through one broker", req: kmsg.NewPtrDescribeConfigsRequest(), is: ofType(kmsg.ConfigResourceTypeTopic), on: []int32{0},
			lost: map[string]int{"topic config": 2}, gaps: perName([5][]string{}, "topic config")},
		{name: "settings of topics", req: kmsg.NewPtrDescribeConfigsRequest(), is: ofType(kmsg.ConfigResourceTypeTopic),
			lost: map[string]int{"topic config": 2}, gaps: reasons("topic config cluster")},
		{name: "log directories", req: kmsg.NewPtrDescribeLogDirsRequest(), on: []int32{2}, lost: map[string]int{"log dirs": 1}, gaps: reasons("log directories broker/2")},
		{name: "quorum", req: kmsg.NewPtrDescribeQuorumRequest(), lost: map[string]int{"quorum": 1}, gaps: reasons("quorum cluster")},
		{name: "quorum through one broker", req: kmsg.NewPtrDescribeQuorumRequest(), on: []int32{0}, rest: true},
		{name: "list groups", req: kmsg.NewPtrListGroupsRequest(), on: []int32{1}, lost: map[string]int{"groups": 1, "members": 1, "commits": 1}, gaps: reasons("groups broker/1")},
		describe("classic", kmsg.NewPtrDescribeGroupsRequest(), 0),
		describe("consumer", kmsg.NewPtrConsumerGroupDescribeRequest(), 1),
		describe("share", kmsg.NewPtrShareGroupDescribeRequest(), 2),
		describe("streams", kmsg.NewPtrStreamsGroupDescribeRequest(), 0),
		{name: "commits", req: kmsg.NewPtrOffsetFetchRequest(), on: []int32{1}, lost: map[string]int{"commits": 1}, gaps: perName(reasons("offsets broker/1"), "offsets")},
		{name: "offsets of logs", req: kmsg.NewPtrListOffsetsRequest(), on: []int32{2}, lost: map[string]int{"starts": 1, "ends": 1},
			gaps: without(without(reasons("offsets broker/2"), errorCode), denied)},
		{name: "names of all topics", req: kmsg.NewPtrListConfigResourcesRequest(), gaps: without(same("metadata cluster timed out"), unsupported)},
		{name: "a topic that nobody has", req: kmsg.NewPtrMetadataRequest(), is: probing,
			gaps: without(same("metadata cluster timed out"), denied, "metadata cluster denied")},
	}
}

// TestEveryQuestionThatFails holds each way in which each question may fail
// against what is told, and sees that nothing else is lost.
func TestEveryQuestionThatFails(t *testing.T) {
	for _, q := range questions() {
		for how, way := range []string{"times out", "is closed", "has an error code", "is not known", "is denied"} {
			if how == int(unsupported) && slices.Contains([]string{"a topic that nobody has", "settings of topics", "settings of topics, through one broker"}, q.name) {
				continue // it would be more that is not known
			}
			t.Run(q.name+" "+way, func(t *testing.T) {
				t.Parallel()
				f := begin(t, 3)
				f.fails(q.req, wayOf(how), q.is, q.on...)
				holds(t, f, q, how)
			})
		}
	}
}

func wayOf(i int) way { return way(i) }

func holds(t *testing.T, f *fake, q question, how int) {
	s := look3(t, f)
	want, got := maps.Clone(whole), s.known()
	if how == int(unsupported) {
		delete(want, "version") // it is guessed from what the brokers know
		delete(got, "version")
	}
	spared := q.rest || q.name == "settings of topics, through one broker" && how != int(errorCode) && how != int(denied)
	for what, n := range q.lost {
		if !spared && want[what] > n {
			want[what] -= n
		} else if !spared {
			delete(want, what)
		}
	}
	gaps := q.gaps[how]
	if q.rest {
		gaps = nil
	}
	if !slices.Equal(s.gaps(), gaps) {
		t.Errorf("gaps %q, want %q\n%s", s.gaps(), gaps, s.details())
	}
	if !maps.Equal(got, want) {
		t.Errorf("known %v\n want %v", got, want)
	}
	for _, g := range s.Gaps {
		if g.Detail == "" || strings.Contains(g.Detail, "%!") {
			t.Errorf("gap %s says %q", g.Scope, g.Detail)
		}
	}
	if s.took > 8*quick {
		t.Errorf("it took %s", s.took)
	}
}
