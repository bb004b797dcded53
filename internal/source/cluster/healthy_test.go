package cluster

import (
	"maps"
	"testing"
)

// whole is what is known of a healthy cluster of three brokers: two topics of
// three partitions, four groups, three of them with commits on one topic.
var whole = map[string]int{
	"brokers": 3, "answered": 3, "version": 3, "broker config": 3, "log dirs": 3, "topics": 2, "topic config": 2,
	"quorum": 1, "groups": 4, "members": 4, "commits": 3, "starts": 3, "ends": 3,
}

func TestAHealthyClusterHasNoGap(t *testing.T) {
	s := look3(t, begin(t, 3))
	if len(s.Gaps) > 0 || !maps.Equal(s.known(), whole) {
		t.Errorf("gaps %v %s\nknown %v", s.gaps(), s.details(), s.known())
	}
}
