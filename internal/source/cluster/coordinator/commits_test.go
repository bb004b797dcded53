package coordinator

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// fetched is an answer of a group with the commits of partitions 1 and 0 of a topic.
func fetched(group, topic string, code int16, offsets ...int64) kmsg.OffsetFetchResponseGroup {
	g, of := kmsg.NewOffsetFetchResponseGroup(), kmsg.NewOffsetFetchResponseGroupTopic()
	g.Group, g.ErrorCode, of.Topic = group, code, topic
	for i, offset := range offsets {
		p := kmsg.NewOffsetFetchResponseGroupTopicPartition()
		p.Partition, p.Offset, p.LeaderEpoch = int32(len(offsets)-1-i), offset, 4
		if offset == 999 {
			p.ErrorCode = kerr.UnstableOffsetCommit.Code
		}
		of.Partitions = append(of.Partitions, p)
	}
	g.Topics = append(g.Topics, of)
	return g
}

func TestCommitsOfManyGroups(t *testing.T) {
	resp := kmsg.NewPtrOffsetFetchResponse()
	resp.Groups = []kmsg.OffsetFetchResponseGroup{
		fetched("a", "orders", 0, 20, 10), fetched("none yet", "orders", 0, -1), fetched("unstable", "orders", 0, 999, 5), fetched("nameless", "", 0, 3),
		fetched("gone", "orders", kerr.GroupIDNotFound.Code), fetched("refused", "orders", kerr.GroupAuthorizationFailed.Code), fetched("nobody's", "orders", 0, 1),
	}
	a := &answers{give: func(kmsg.Request) kmsg.Response { return resp }}
	var groups []*model.Group
	for _, id := range []string{"a", "none yet", "unstable", "nameless", "gone", "refused", "left out"} {
		groups = append(groups, &model.Group{ID: id})
	}
	groups = append(groups, &model.Group{ID: "of a share", Type: "share"})
	asked := Committing(groups)
	if len(asked) != 7 {
		t.Errorf("%d groups commit, want all but the share group", len(asked))
	}
	told, err := Commits(t.Context(), a.ask, asked, nil)
	if err != nil {
		t.Fatal(err)
	}
	if req := a.asked[0].(*kmsg.OffsetFetchRequest); len(req.Groups) != 7 || req.Groups[0].Group != "a" || req.Groups[0].Topics != nil {
		t.Errorf("asked for %+v", req.Groups)
	}
	untold := map[string]int16{}
	TakeCommits(told, asked, func(t *kmsg.OffsetFetchResponseGroupTopic) string { return t.Topic }, func(g *model.Group, code int16) { untold[g.ID] = code })
	for id, want := range map[string]struct {
		commits string
		known   bool
		code    int16
	}{
		"a": {"[{orders 0 10 4 <nil>} {orders 1 20 4 <nil>}]", true, -1}, "none yet": {"[]", true, -1}, "gone": {"[]", true, -1},
		"unstable": {"[{orders 0 5 4 <nil>}]", true, kerr.UnstableOffsetCommit.Code}, "nameless": {"[]", true, kerr.UnknownTopicID.Code},
		"refused": {"[]", false, kerr.GroupAuthorizationFailed.Code}, "left out": {"[]", false, LeftOut},
	} {
		g := groups[slices.IndexFunc(groups, func(g *model.Group) bool { return g.ID == id })]
		code, has := untold[id]
		if got := fmt.Sprint(g.Commits); got != want.commits || g.CommitsKnown != want.known || has != (want.code >= 0) || has && code != want.code {
			t.Errorf("%s has %s, known %v, code %d", id, got, g.CommitsKnown, code)
		}
	}
}

func TestCommitsOnSomeTopics(t *testing.T) {
	a := &answers{give: func(kmsg.Request) kmsg.Response { return nil }}
	topic := kmsg.NewOffsetFetchRequestGroupTopic()
	topic.Topic, topic.Partitions = "orders", []int32{0, 1}
	_, err := Commits(t.Context(), a.ask, []*model.Group{{ID: "a"}, {ID: "b"}}, []kmsg.OffsetFetchRequestGroupTopic{topic})
	if !errors.Is(err, errHungUp) {
		t.Error(err)
	}
	for i, g := range a.asked[0].(*kmsg.OffsetFetchRequest).Groups {
		if len(g.Topics) != 1 || g.Topics[0].Topic != "orders" || len(g.Topics[0].Partitions) != 2 {
			t.Errorf("group %d is asked for %+v", i, g.Topics)
		}
	}
}
