package coordinator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// answers is a broker that gives an answer, and keeps what it was asked.
type answers struct {
	asked []kmsg.Request
	give  func(kmsg.Request) kmsg.Response
}

var errHungUp = errors.New("hung up")

// ask gives what the test wants; nil: the broker hangs up.
func (a *answers) ask(_ context.Context, req kmsg.Request) (kmsg.Response, error) {
	a.asked = append(a.asked, req)
	if resp := a.give(req); resp != nil {
		return resp, nil
	}
	return nil, errHungUp
}

func TestGroupsThatABrokerCoordinates(t *testing.T) {
	list := kmsg.NewPtrListGroupsResponse()
	for _, kind := range []string{"", "Consumer"} {
		g := kmsg.NewListGroupsResponseGroup()
		g.Group, g.GroupType, g.GroupState, g.ProtocolType = "of "+kind, kind, "Stable", "consumer"
		list.Groups = append(list.Groups, g)
	}
	a := &answers{give: func(kmsg.Request) kmsg.Response { return list }}
	all, err := Groups(t.Context(), a.ask, 7)
	if err != nil || len(all) != 2 || all[0].Type != "" || all[1].Type != "consumer" || all[1].State != "Stable" || all[1].Protocol != "consumer" || all[1].Coordinator != 7 {
		t.Errorf("%+v %v", all, err)
	}
	list.ErrorCode = kerr.CoordinatorLoadInProgress.Code
	if all, err = Groups(t.Context(), a.ask, 7); len(all) != 2 || !errors.Is(err, kerr.CoordinatorLoadInProgress) {
		t.Errorf("while it loads some it lists %d, %v: want those that it has, and why there may be more", len(all), err)
	}
	a.give = func(kmsg.Request) kmsg.Response { return nil }
	if all, err = Groups(t.Context(), a.ask, 7); all != nil || !errors.Is(err, errHungUp) {
		t.Errorf("%+v %v", all, err)
	}
	a.give = func(kmsg.Request) kmsg.Response { return kmsg.NewPtrMetadataResponse() }
	if _, err = Groups(t.Context(), a.ask, 7); err == nil || !strings.Contains(err.Error(), "MetadataResponse in answer to *kmsg.ListGroupsRequest") {
		t.Errorf("another answer: %v", err)
	}
}

// described is a coordinator that knows one group of each type by the name of the type,
// each with one member that reads orders.
func described(req kmsg.Request) kmsg.Response {
	one := func(ids []string, make func(id string)) {
		for _, id := range ids {
			if id != "left out" {
				make(id)
			}
		}
	}
	pattern := "ord.*"
	switch r := req.(type) {
	case *kmsg.DescribeGroupsRequest:
		resp := kmsg.NewPtrDescribeGroupsResponse()
		one(r.Groups, func(id string) {
			g := kmsg.NewDescribeGroupsResponseGroup()
			g.Group, g.State, g.ProtocolType = id, "Stable", "consumer"
			switch id {
			case "gone":
				g.ErrorCode = kerr.GroupIDNotFound.Code
			case "refused":
				g.ErrorCode = kerr.GroupAuthorizationFailed.Code
			}
			m := kmsg.NewDescribeGroupsResponseGroupMember()
			m.ProtocolMetadata = (&kmsg.ConsumerMemberMetadata{Topics: []string{"orders"}}).AppendTo(nil)
			g.Members = append(g.Members, m)
			resp.Groups = append(resp.Groups, g)
		})
		return resp
	case *kmsg.ConsumerGroupDescribeRequest:
		resp := kmsg.NewPtrConsumerGroupDescribeResponse()
		one(r.Groups, func(id string) {
			g, m := kmsg.NewConsumerGroupDescribeResponseGroup(), kmsg.NewConsumerGroupDescribeResponseGroupMember()
			g.Group, g.State, g.AssignorName, m.SubscribedTopicRegex = id, "Stable", "uniform", &pattern
			g.Members = append(g.Members, m)
			resp.Groups = append(resp.Groups, g)
		})
		return resp
	case *kmsg.ShareGroupDescribeRequest:
		resp := kmsg.NewPtrShareGroupDescribeResponse()
		one(r.GroupIDs, func(id string) {
			g, m := kmsg.NewShareGroupDescribeResponseGroup(), kmsg.NewShareGroupDescribeResponseGroupMember()
			g.GroupID, g.GroupState, m.SubscribedTopicNames = id, "Stable", []string{"orders"}
			g.Members = append(g.Members, m)
			resp.Groups = append(resp.Groups, g)
		})
		return resp
	}
	return nil // of streams nothing is told
}

func TestMembersOfEachTypeOfGroup(t *testing.T) {
	a := &answers{give: described}
	groups := []*model.Group{{ID: "old"}, {ID: "a", Type: "classic"}, {ID: "b", Type: "consumer"}, {ID: "c", Type: "share"}, {ID: "d", Type: "streams"}, {ID: "e", Type: "novel"},
		{ID: "gone"}, {ID: "refused"}, {ID: "left out"}}
	var failed, untold []string
	Members(t.Context(), a.ask, groups, slices.Values([]string{"orders", "other"}), func(kind string, err error) {
		var unknown *UnknownType
		if errors.As(err, &unknown) {
			err = fmt.Errorf("%w: %q", err, unknown.Groups)
		}
		failed = append(failed, kind+": "+err.Error())
	}, func(g *model.Group, code int16) { untold = append(untold, fmt.Sprint(g.ID, " ", code)) })
	slices.Sort(failed)
	slices.Sort(untold)
	if want := []string{`novel: groups of type novel, of which this release of breakwater knows nothing: ["e"]`, "streams: hung up"}; !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
	if want := []string{"left out 0", "refused 30"}; !slices.Equal(untold, want) {
		t.Errorf("untold %q, want %q", untold, want)
	}
	for _, g := range groups {
		told := g.ID != "refused" && g.ID != "left out" && g.ID != "d" && g.ID != "e"
		switch {
		case g.MembersKnown != told:
			t.Errorf("the members of %s are known: %v", g.ID, g.MembersKnown)
		case g.ID == "gone":
			if g.State != Dead || len(g.Members) > 0 {
				t.Errorf("a group that is gone is %+v", g)
			}
		case told && (g.State != "Stable" || len(g.Members) != 1 || !slices.Equal(g.Members[0].Subscribed, []string{"orders"})):
			t.Errorf("%s is %+v", g.ID, g)
		}
	}
	if len(a.asked) != 4 {
		t.Errorf("%d requests, want one for each type that is known", len(a.asked))
	}
}

func TestMembersThatNobodyAskedForAreLeftAlone(t *testing.T) {
	a := &answers{give: func(kmsg.Request) kmsg.Response {
		return described(&kmsg.DescribeGroupsRequest{Groups: []string{"a", "a", "other"}})
	}}
	g := &model.Group{ID: "a"}
	Members(t.Context(), a.ask, []*model.Group{g}, nil, func(kind string, err error) { t.Error(kind, err) }, func(g *model.Group, code int16) { t.Error(g.ID, code) })
	if len(g.Members) != 1 {
		t.Errorf("told twice, it has %d members", len(g.Members))
	}
}
