package cluster

import (
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestTheIDOfABroker is in its refusal, in the words of Kafka 3.9 and 4.3.
func TestTheIDOfABroker(t *testing.T) {
	says := func(code int16, text string) func(*kmsg.DescribeConfigsResponse) {
		return func(r *kmsg.DescribeConfigsResponse) {
			r.Resources[0].ErrorCode, r.Resources[0].ErrorMessage = code, &text
		}
	}
	for name, c := range map[string]struct {
		answer func(*kmsg.DescribeConfigsResponse)
		want   int32
	}{
		"its own words":     {says(kerr.InvalidRequest.Code, "Unexpected broker id, expected 12 or empty string, but received -1"), 12},
		"other words":       {says(kerr.InvalidRequest.Code, "no such broker"), -1},
		"no number":         {says(kerr.InvalidRequest.Code, "expected 99999999999 or empty string"), -1},
		"no right":          {says(kerr.ClusterAuthorizationFailed.Code, "Cluster authorization failed."), -1},
		"no words":          {func(r *kmsg.DescribeConfigsResponse) { r.Resources[0].ErrorMessage = nil }, -1},
		"nothing":           {func(r *kmsg.DescribeConfigsResponse) { r.Resources = nil }, -1},
		"two of everything": {func(r *kmsg.DescribeConfigsResponse) { r.Resources = append(r.Resources, r.Resources[0]) }, -1},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 1)
			edit(f, func(_ int32, r *kmsg.DescribeConfigsResponse) { c.answer(r) })
			l, n := byHand(t, f)
			if got := l.idOf(t.Context(), n); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
}

// TestJoin: a bootstrap address whose broker is known is a detour to one that
// does not answer, a broker that nobody lists, or nothing new.
func TestJoin(t *testing.T) {
	w := newWorld("plant")
	up := &node{address: "b1:9092", story: &story{}, seen: model.Sighting{ID: 1, Answer: model.Answered}}
	down := &node{address: "b2:9092", err: errNoAddress, seen: model.Sighting{ID: 2}}
	w.brokers[1], w.brokers[2] = up, down
	l := &look{world: w, brokers: w.brokers}
	at := func() *node {
		return &node{address: "lb:9092", story: &story{topics: 7}, apis: map[int16]int16{3: 12}, seen: model.Sighting{ID: -1}}
	}

	l.join(at(), -1)
	l.join(at(), 1)
	if len(l.brokers) != 2 || up.via != nil {
		t.Errorf("%d brokers, detour %v", len(l.brokers), up.via)
	}
	via := at()
	l.join(via, 2)
	if down.via != via || down.story == nil || down.story.teller != down || down.story.topics != 7 || down.apis[3] != 12 || down.seen.Answer != model.Unusable {
		t.Errorf("%+v", down)
	}
	if down.settle(); down.seen.Answer != model.Unusable {
		t.Errorf("after it was asked again it is %s", down.seen.Answer)
	}
	lost := at()
	l.join(lost, 3)
	if l.brokers[3] != lost || lost.seen.ID != 3 || lost.world != w {
		t.Errorf("%+v", lost)
	}
}

// TestAdopt joins what is left over only where there is one of each.
func TestAdopt(t *testing.T) {
	for _, c := range []struct{ homeless, nameless int }{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}, {1, 2}} {
		w := newWorld("plant")
		l := &look{o: options(t, "b:1"), pool: newPool(0), world: w, brokers: w.brokers, nodes: map[string]*node{}}
		w.brokers[0] = &node{address: "b0:9092", story: &story{}}
		for i := range c.homeless {
			l.holder(int32(10 + i)).seen.Holds = 5
		}
		for i := range c.nameless {
			n, _ := l.node(string(rune('a'+i)) + ":9092")
			n.given, n.err = true, errNoAddress
		}
		l.adopt()
		n := l.brokers[10]
		joined := n != nil && n.address == "a:9092" && n.seen.Holds == 5 && n.noConf == "broker 10 does not answer"
		if want := c.homeless == 1 && c.nameless == 1; joined != want {
			t.Errorf("%+v: joined %v", c, joined)
		}
	}
}

// TestTheCommonStory is what most tell, then what was common before, then the
// one of more topics, then the newest.
func TestTheCommonStory(t *testing.T) {
	of := func(d digest, topics int, applied int64) *story {
		return &story{teller: &node{}, digest: d, topics: topics, image: image{from: applied}}
	}
	most, other := of(1, 5, 10), of(2, 90, 99)
	before := of(2, 4, 1)
	before.teller = other.teller
	newest := of(1, 5, 11)
	for name, c := range map[string]struct {
		stories []*story
		before  *story
		want    *story
	}{
		"none":                      {nil, nil, nil},
		"one":                       {[]*story{most}, nil, most},
		"most tell it":              {[]*story{other, most, newest}, nil, newest},
		"… whatever was before":     {[]*story{other, most, newest}, before, newest},
		"more topics":               {[]*story{most, other}, nil, other},
		"as before":                 {[]*story{of(3, 99, 100), other}, before, other},
		"the newest of its kind":    {[]*story{newest, most}, nil, newest},
		"the newest of two stories": {[]*story{of(4, 5, 1), newest, of(5, 5, 2)}, nil, newest},
	} {
		if got := common(c.stories, c.before); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		reversed := slices.Clone(c.stories)
		slices.Reverse(reversed)
		if got := common(reversed, c.before); got != c.want {
			t.Errorf("%s, in another order: %+v, want %+v", name, got, c.want)
		}
	}
}
