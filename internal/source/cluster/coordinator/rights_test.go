package coordinator

import (
	"errors"
	"maps"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestWhatMetadataTellOfRights(t *testing.T) {
	var told []kmsg.MetadataResponseTopic
	for name, code := range map[string]int16{
		"there": 0, "not there": kerr.UnknownTopicOrPartition.Code, "being made": kerr.LeaderNotAvailable.Code,
		"hidden": kerr.TopicAuthorizationFailed.Code, "broken": kerr.InvalidTopicException.Code,
	} {
		one := kmsg.NewMetadataResponseTopic()
		one.Topic, one.ErrorCode = &name, code
		told = append(told, one)
	}
	told = append(told, kmsg.NewMetadataResponseTopic()) // without a name
	got := MayDescribeTopics(told)
	if want := (map[string]Proof{"there": Granted, "not there": Granted, "being made": Granted, "hidden": Refused}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got["broken"] != Unproven || got["left out"] != Unproven {
		t.Error("what was not told is proven")
	}
}

func TestWhetherGroupsMayBeDescribed(t *testing.T) {
	codes := map[string]int16{
		"there": 0, "not there": kerr.GroupIDNotFound.Code, "elsewhere": kerr.NotCoordinator.Code, "nowhere": kerr.CoordinatorNotAvailable.Code,
		"loading": kerr.CoordinatorLoadInProgress.Code, "hidden": kerr.GroupAuthorizationFailed.Code, "broken": kerr.InvalidGroupID.Code,
	}
	a := &answers{give: func(req kmsg.Request) kmsg.Response {
		resp := kmsg.NewPtrDescribeGroupsResponse()
		for _, id := range req.(*kmsg.DescribeGroupsRequest).Groups {
			g := kmsg.NewDescribeGroupsResponseGroup()
			g.Group, g.ErrorCode = id, codes[id]
			resp.Groups = append(resp.Groups, g)
		}
		return resp
	}}
	var names []string
	for name := range codes {
		names = append(names, name)
	}
	got, err := MayDescribeGroups(t.Context(), a.ask, names)
	want := map[string]Proof{"there": Granted, "not there": Granted, "elsewhere": Granted, "nowhere": Granted, "loading": Granted, "hidden": Refused}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
	a.give = func(kmsg.Request) kmsg.Response { return nil }
	if got, err = MayDescribeGroups(t.Context(), a.ask, names); !errors.Is(err, errHungUp) || got["there"] != Unproven {
		t.Errorf("%v %v", got, err)
	}
}

func TestNobodyHasTwoNames(t *testing.T) {
	if a, b := Nobody(), Nobody(); a == b || len(a) < 20 {
		t.Errorf("%q and %q", a, b)
	}
	if topic := Named("orders"); topic.Topic == nil || *topic.Topic != "orders" {
		t.Errorf("%+v", topic)
	}
}
