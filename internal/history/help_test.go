package history

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// start is when tests begin to look, in ms since 1970.
const start = 1_800_000_000_000

// at is a time so many seconds after the start.
func at(seconds int64) time.Time { return time.UnixMilli(ms(seconds)) }

func ms(seconds int64) int64 { return start + seconds*1000 }

// live is a scope of a running cluster.
func live(topics ...*model.Topic) *model.Scope {
	return &model.Scope{Name: "plant", Topics: topics, Cluster: &model.Cluster{MovesKnown: true}}
}

// topicOf is a topic whose partitions end at the given offsets; a negative one
// was not told.
func topicOf(name, id string, ends ...int64) *model.Topic {
	l := &model.Layout{TopicID: id}
	for i, end := range ends {
		p := model.Partition{Index: int32(i), Leader: 1, Replicas: []int32{1, 2}, ISR: []int32{2, 1}}
		p.Offsets = model.Offsets{End: end, EndKnown: end >= 0}
		l.Partitions = append(l.Partitions, p)
	}
	return &model.Topic{Name: name, Layout: l}
}

// groupOf is a stable group with members, and with commits in partition 0, 1 …
// of topic t.
func groupOf(id string, members []string, commits ...int64) *model.Group {
	g := &model.Group{ID: id, State: "Stable", MembersKnown: true, CommitsKnown: true}
	for _, m := range members {
		g.Members = append(g.Members, model.Member{ID: m})
	}
	for i, offset := range commits {
		g.Commits = append(g.Commits, model.Commit{Topic: "t", Partition: int32(i), Offset: offset})
	}
	return g
}

func metadataGap(why model.GapReason) []model.Gap {
	return []model.Gap{{Fact: model.FactMetadata, Scope: model.Subject{Kind: model.KindCluster}, Why: why}}
}

func samples(t model.Track) (out []model.Sample) {
	if t != nil {
		t(func(s model.Sample) bool {
			out = append(out, s)
			return true
		})
	}
	return out
}

// sameTrack holds a track against pairs of seconds and numbers, the newest first.
func sameTrack(t *testing.T, what string, got model.Track, want ...int64) {
	t.Helper()
	var expected []model.Sample
	for pair := range slices.Chunk(want, 2) {
		expected = append(expected, model.Sample{At: ms(pair[0]), N: pair[1]})
	}
	if s := samples(got); !slices.Equal(s, expected) {
		t.Errorf("%s is %v, want %v", what, s, expected)
	}
}

// same holds what is printed of two values against each other.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}
