package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestRights(t *testing.T) {
	const granted, refused = true, false
	for _, c := range []struct {
		name   string
		rights fakeRights
		edit   func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response
		gaps   []string
		says   string
	}{
		{"everything", fakeRights{everything, granted, granted}, nil, nil, ""},
		{"no right to see any topic", fakeRights{everything, refused, granted}, nil, []string{"metadata cluster denied"}, "sees 2 topics"},
		{"no right to see any group", fakeRights{0, granted, refused}, nil, []string{"groups cluster denied"}, "Grant DESCRIBE on group *"},
		{"all groups are listed to who may describe the cluster", fakeRights{describeBit, granted, refused}, nil, nil, ""},
		{"nothing at all", fakeRights{0, refused, refused}, nil, []string{"metadata cluster denied", "groups cluster denied"}, "DESCRIBE on the cluster"},
		{"rights to the cluster are not told", fakeRights{-2147483648, granted, refused}, nil, []string{"groups cluster denied"}, ""},
		{"the probe of groups is answered with another error", fakeRights{0, granted, granted}, func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if probing(req) && req.Key() == 15 {
				return failed(req, resp, kerr.UnknownServerError.Code)
			}
			return resp
		}, []string{"groups cluster timed out"}, "all groups could not be found out"},
		{"another broker coordinates the group that nobody has", fakeRights{0, granted, granted}, func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if probing(req) && req.Key() == 15 {
				return failed(req, resp, kerr.NotCoordinator.Code)
			}
			return resp
		}, nil, ""},
		{"the probe of topics is left out of the answer", fakeRights{everything, granted, granted}, func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if m, is := resp.(*kmsg.MetadataResponse); is && probing(req) {
				m.Topics = nil
			}
			return resp
		}, []string{"metadata cluster timed out"}, "all topics could not be found out"},
		{"a Kafka that would create the topic of the probe is not asked", fakeRights{everything, granted, granted}, func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			return capped(true, resp, 3, createsNothing-1)
		}, []string{"metadata cluster timed out"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			f.rights, f.edit, f.groups = c.rights, c.edit, nil
			s := look3(t, f)
			if !slices.Equal(s.gaps(), c.gaps) || !strings.Contains(s.details(), c.says) {
				t.Errorf("gaps %q, want %q: %s", s.gaps(), c.gaps, s.details())
			}
		})
	}
}

// TestTopicsThatAreHiddenByName are those that are refused when they are asked
// for by name. One that was created since is not hidden.
func TestTopicsThatAreHiddenByName(t *testing.T) {
	named := func(code int16) func(int32, kmsg.Request, kmsg.Response) kmsg.Response {
		return func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			m, is := resp.(*kmsg.MetadataResponse)
			if !is {
				return resp
			}
			if req.(*kmsg.MetadataRequest).Topics == nil {
				m.Topics = slices.DeleteFunc(m.Topics, func(t kmsg.MetadataResponseTopic) bool { return *t.Topic == "payments" })
			}
			for i := range m.Topics {
				if *m.Topics[i].Topic == "payments" {
					m.Topics[i].ErrorCode = code
				}
			}
			return resp
		}
	}
	for name, c := range map[string]struct {
		edit func(int32, kmsg.Request, kmsg.Response) kmsg.Response
		gaps []string
	}{
		"denied":                        {named(kerr.TopicAuthorizationFailed.Code), []string{"metadata cluster denied"}},
		"created since":                 {named(0), nil},
		"deleted since":                 {named(kerr.UnknownTopicOrPartition.Code), nil},
		"not told when asked for again": {leavesOut("payments", named(0)), []string{"metadata cluster timed out"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			f.edit = c.edit
			s := look3(t, f)
			if !slices.Equal(s.gaps(), c.gaps) || len(s.Topics) != 1 {
				t.Errorf("gaps %q, want %q, %d topics: %s", s.gaps(), c.gaps, len(s.Topics), s.details())
			}
			if len(c.gaps) > 0 && !strings.Contains(s.details(), "payments") {
				t.Errorf("the topic is not named: %s", s.details())
			}
		})
	}
}

// leavesOut takes a topic out of answers about it alone.
func leavesOut(topic string, edit func(int32, kmsg.Request, kmsg.Response) kmsg.Response) func(int32, kmsg.Request, kmsg.Response) kmsg.Response {
	return func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		resp = edit(node, req, resp)
		if m, is := resp.(*kmsg.MetadataResponse); is && len(m.Topics) == 1 && *m.Topics[0].Topic == topic {
			m.Topics = nil
		}
		return resp
	}
}

// TestNamesOfAllTopicsAreAskedOfWhoTells: version 0 of the request lists
// something else, and without the right the question is a refusal.
func TestNamesOfAllTopicsAreAskedOfWhoTells(t *testing.T) {
	for name, c := range map[string]struct {
		rights int32
		edit   func(int32, kmsg.Request, kmsg.Response) kmsg.Response
	}{
		"no right":  {describeBit, nil},
		"too old":   {everything, func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response { return capped(true, resp, 74, 0) }},
		"not known": {everything, func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response { return capped(true, resp, 74, -1) }},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 1)
			f.rights.operations, f.edit = c.rights, c.edit
			if s := look3(t, f); len(s.Gaps) > 0 || f.count(74) > 0 {
				t.Errorf("gaps %q, asked %d times", s.gaps(), f.count(74))
			}
		})
	}
}

func TestTopicsWithAnErrorOfTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		code   int16
		keep   bool // it has partitions
		gaps   []string
		topics int
	}{
		"being deleted":                       {kerr.UnknownTopicOrPartition.Code, false, nil, 1},
		"being created":                       {kerr.LeaderNotAvailable.Code, false, nil, 1},
		"anything else":                       {kerr.TopicAuthorizationFailed.Code, false, []string{"metadata cluster denied"}, 1},
		"with partitions":                     {kerr.UnknownServerError.Code, true, nil, 2},
		"whose leader has not this listener ": {0, true, []string{"metadata cluster unreachable"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			f.groups = nil
			f.toldBy(func(_ int32, _ int, m *kmsg.MetadataResponse) {
				m.Topics[0].ErrorCode = c.code
				if !c.keep {
					m.Topics[0].Partitions = nil
				}
				if c.code == 0 {
					part(m, 0, 1).ErrorCode = kerr.ListenerNotFound.Code
				}
			})
			s := look3(t, f)
			if !slices.Equal(s.gaps(), c.gaps) || len(s.Topics) != c.topics {
				t.Errorf("gaps %q, %d topics: %s", s.gaps(), len(s.Topics), s.details())
			}
		})
	}
}

func TestSomeAndCounted(t *testing.T) {
	for want, got := range map[string]string{
		"a": some([]string{"a"}), "a, b, c": some([]string{"a", "b", "c"}), "a, b, c and 2 more": some([]string{"a", "b", "c", "d", "e"}),
		"1 topic": counted(1, "topic"), "0 groups": counted(0, "group"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
