package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// Keys of the requests that ask for names.
var (
	metadataKey = kmsg.NewPtrMetadataRequest().Key()
	describeKey = kmsg.NewPtrDescribeGroupsRequest().Key()
)

// byNames answers the questions for names, and returns what tells which names
// were asked for by a request.
func (f *fake) byNames(then func(kmsg.Request, kmsg.Response) kmsg.Response) func(key int16) []string {
	asked := map[int16][]string{}
	f.locked(func() {
		f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			switch r := req.(type) {
			case *kmsg.MetadataRequest:
				if r.Topics == nil {
					return resp
				}
				for _, t := range r.Topics {
					asked[metadataKey] = append(asked[metadataKey], *t.Topic)
				}
				if r.AllowAutoTopicCreation {
					f.t.Error("a topic might be created")
				}
			case *kmsg.DescribeGroupsRequest:
				asked[describeKey] = append(asked[describeKey], r.Groups...)
			default:
				return resp
			}
			return then(req, resp)
		}
	})
	return func(key int16) (names []string) {
		f.locked(func() { names = slices.Clone(asked[key]) })
		return names
	}
}

func unchanged(_ kmsg.Request, resp kmsg.Response) kmsg.Response { return resp }

func unanswered(kmsg.Request, kmsg.Response) kmsg.Response { return nil }

// losesAll is a principal whose ACLs are deleted: Kafka lists nothing, without
// an error.
func (f *fake) losesAll() (back func()) {
	var topics []fakeTopic
	var groups []fakeGroup
	var rights fakeRights
	f.locked(func() {
		topics, groups, rights = f.topics, f.groups, f.rights
		f.topics, f.groups, f.rights = nil, nil, fakeRights{}
	})
	return func() { f.locked(func() { f.topics, f.groups, f.rights = topics, groups, rights }) }
}

// TestRightsAreLostBetweenWholeLooks: an empty answer is not taken for an empty
// cluster, in no look that follows, and one look asks.
func TestRightsAreLostBetweenWholeLooks(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	back := f.losesAll()
	asked := f.byNames(unchanged)
	both := []string{"metadata cluster denied", "groups cluster denied"}
	for i := range 4 {
		s := w.look(often)
		if !slices.Equal(s.gaps(), both) || len(s.Topics) > 0 {
			t.Errorf("look %d: gaps %q, want %q, %d topics: %s", i, s.gaps(), both, len(s.Topics), s.details())
		}
		if says := s.details(); !strings.Contains(says, "see 2 topics that it saw before: orders, payments") || !strings.Contains(says, "4 groups") {
			t.Errorf("look %d says %s", i, says)
		}
	}
	if got := asked(metadataKey); !slices.Equal(got, []string{"orders", "payments"}) {
		t.Errorf("asked for topics %q", got)
	}
	if got := asked(describeKey); len(got) != 4 {
		t.Errorf("asked for groups %q", got)
	}
	if s := w.look(seldom); !slices.Equal(s.gaps(), both) || !strings.Contains(s.details(), "sees 0 topics") {
		t.Errorf("a whole look: gaps %q: %s", s.gaps(), s.details())
	}
	back()
	w.look(seldom)
	if s := w.look(often); len(s.Gaps) > 0 || len(s.Topics) != 2 {
		t.Errorf("with all rights again: gaps %q, %d topics", s.gaps(), len(s.Topics))
	}
}

// TestWhatVanishes is asked for once, and what is answered decides.
func TestWhatVanishes(t *testing.T) {
	coded := func(code int16) func(kmsg.Request, kmsg.Response) kmsg.Response {
		return func(req kmsg.Request, resp kmsg.Response) kmsg.Response { return failed(req, resp, code) }
	}
	deadGroup := func(_ kmsg.Request, resp kmsg.Response) kmsg.Response {
		if d, is := resp.(*kmsg.DescribeGroupsResponse); is {
			for i := range d.Groups {
				d.Groups[i].ErrorCode, d.Groups[i].State = 0, coordinator.Dead
			}
		}
		return resp
	}
	leftOut := func(_ kmsg.Request, resp kmsg.Response) kmsg.Response {
		switch r := resp.(type) {
		case *kmsg.MetadataResponse:
			r.Topics = nil
		case *kmsg.DescribeGroupsResponse:
			r.Groups = nil
		}
		return resp
	}
	topic, group := []string{"metadata cluster "}, []string{"groups cluster "}
	for _, c := range []struct {
		name   string
		topics bool // that vanish; else groups
		answer func(kmsg.Request, kmsg.Response) kmsg.Response
		why    string // none: it is gone
	}{
		{"a topic that is deleted", true, unchanged, ""},
		{"a topic that is being made", true, coded(kerr.LeaderNotAvailable.Code), ""},
		{"a topic that is hidden", true, coded(kerr.TopicAuthorizationFailed.Code), "denied"},
		{"a topic of which nobody tells", true, unanswered, "timed out"},
		{"a topic that is left out", true, leftOut, "timed out"},
		{"a topic with another error", true, coded(kerr.UnknownServerError.Code), "timed out"},
		{"a group that is deleted", false, unchanged, ""},
		{"a group that is dead", false, deadGroup, ""},
		{"a group of another coordinator", false, coded(kerr.NotCoordinator.Code), ""},
		{"a group that is hidden", false, coded(kerr.GroupAuthorizationFailed.Code), "denied"},
		{"a group of which nobody tells", false, unanswered, "timed out"},
		{"a group that is left out", false, leftOut, "timed out"},
		{"a group with another error", false, coded(kerr.UnknownServerError.Code), "timed out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			f.groups = f.groups[1:3] // those that are left are not described in the way of classic ones
			w := watch(t, f)
			w.look(seldom)
			w.look(often) // after the turn of all descriptions
			key, want, name := metadataKey, topic, "payments"
			f.locked(func() {
				if c.topics {
					f.topics = f.topics[:1]
				} else {
					f.groups, key, want, name = f.groups[:1], describeKey, group, "share-group"
				}
			})
			want = []string{want[0] + c.why}
			if c.why == "" {
				want = nil
			}
			asked := f.byNames(c.answer)
			for i := range 2 {
				if s := w.look(often); !slices.Equal(s.gaps(), want) || c.why != "" && !strings.Contains(s.details(), name) {
					t.Errorf("look %d: gaps %q, want %q: %s", i, s.gaps(), want, s.details())
				}
			}
			times := map[string]int{"": 1, "denied": 1, "timed out": 2}[c.why]
			if got := asked(key); !slices.Equal(got, slices.Repeat([]string{name}, times)) {
				t.Errorf("asked for %q, want %s %d times", got, name, times)
			}
			f.locked(func() { f.edit = nil })
			s := w.look(often)
			if hidden := c.why == "denied"; (len(s.Gaps) > 0) != hidden {
				t.Errorf("once it is answered that it is gone: gaps %q", s.gaps())
			}
		})
	}
}

// TestAllVanishAndNobodyTells: that is no empty cluster, until it is answered.
func TestAllVanishAndNobodyTells(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	back := f.losesAll()
	f.byNames(unanswered)
	for i := range 3 {
		s := w.look(often)
		if want := []string{"metadata cluster timed out", "groups cluster timed out"}; !slices.Equal(s.gaps(), want) {
			t.Errorf("look %d: gaps %q, want %q", i, s.gaps(), want)
		}
	}
	back()
	f.locked(func() { f.edit = nil })
	if s := w.look(often); len(s.Gaps) > 0 || len(s.Topics) != 2 {
		t.Errorf("they are listed again: gaps %q, %d topics", s.gaps(), len(s.Topics))
	}
}

// TestManyVanish: so many of them are asked for, and no more.
func TestManyVanish(t *testing.T) {
	f := begin(t, 1)
	for i := range mostVanished + 20 {
		f.topics = append(f.topics, fakeTopic{name: fmt.Sprintf("t-%03d", i), parts: f.topics[0].parts})
		f.groups = append(f.groups, fakeGroup{id: fmt.Sprintf("g-%03d", i), kind: "consumer", topic: "orders", committed: 50})
	}
	w := watch(t, f)
	w.look(seldom)
	f.losesAll()
	asked := f.byNames(unchanged)
	s := w.look(often)
	if len(asked(metadataKey)) != mostVanished || len(asked(describeKey)) != mostVanished || asked(metadataKey)[2] != "t-000" {
		t.Errorf("asked for %d topics and %d groups", len(asked(metadataKey)), len(asked(describeKey)))
	}
	for _, want := range []string{"at least 100 topics", "at least 100 groups", "orders, payments, t-000 and 97 more"} {
		if !strings.Contains(s.details(), want) {
			t.Errorf("it is not told of %s: %s", want, s.details())
		}
	}
}

// TestWhoseRefusalTellsNothing: of who never could describe a group, and of who
// is known not to see all.
func TestWhoseRefusalTellsNothing(t *testing.T) {
	f := begin(t, 3)
	f.rights = fakeRights{0, false, false}
	w := watch(t, f)
	first := w.look(seldom).gaps()
	f.locked(func() { f.topics, f.groups = f.topics[:1], f.groups[1:] })
	asked := f.byNames(unchanged)
	s := w.look(often)
	if !slices.Equal(s.gaps(), first) || len(asked(metadataKey)) > 0 || len(asked(describeKey)) > 0 {
		t.Errorf("gaps %q, want %q, asked for %q and %q", s.gaps(), first, asked(metadataKey), asked(describeKey))
	}
	groups := map[string]*model.Group{"described": {MembersKnown: true}, "listed": {}}
	for name, c := range map[string]struct {
		described  bool
		operations int32
		want       int
	}{
		"lists all":                      {true, describeBit, 1},
		"lists what it may describe":     {true, 0, 2},
		"was found to list all long ago": {false, describeBit, 2},
	} {
		l := &look{world: &world{described: c.described, operations: c.operations}, again: &look{groupByID: groups}}
		if got := l.describable(); len(got) != c.want || got["described"] == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
	if len(groups) != 2 {
		t.Error("the look before has lost a group")
	}
}

// TestMissingNames are sorted, and told once.
func TestMissingNames(t *testing.T) {
	before := map[string]int{"c": 1, "a": 1, "stays": 1}
	now := map[string]int{"stays": 1, "back": 1, "new": 1}
	open := []string{"c", "back", "b"}
	if got := missingNames(before, now, open); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
	if !slices.Equal(open, []string{"c", "back", "b"}) {
		t.Errorf("what is open in the look before is now %q", open)
	}
}

// TestVanishedAddsUp: what was refused stays, and what was open does not.
func TestVanishedAddsUp(t *testing.T) {
	v := vanished{denied: []string{"b"}, open: []string{"x"}}
	was := v
	told := map[string]proof{"a": coordinator.Refused, "b": coordinator.Refused, "c": coordinator.Granted}
	v.ask(t.Context(), []string{"a", "b", "c", "x"}, nil, func(context.Context, *node, []string) map[string]proof { return told })
	if !slices.Equal(v.denied, []string{"a", "b"}) || !slices.Equal(v.open, []string{"x"}) || v.more || !slices.Equal(was.denied, []string{"b"}) {
		t.Errorf("%+v", v)
	}
	v.ask(t.Context(), nil, nil, nil)
	if len(v.denied) != 2 || len(v.open) > 0 {
		t.Errorf("with nothing missing: %+v", v)
	}
}
