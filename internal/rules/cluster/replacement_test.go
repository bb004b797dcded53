package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// TestAnEmptyReplacement is no way out where the broker has the last copy: by
// the metadata it is in sync, so it would lead, with nothing in its log.
func TestAnEmptyReplacement(t *testing.T) {
	elr := func(eligible, lastKnown string) string {
		return part(-1, "1,3", "") + fmt.Sprintf(`, "eligible": [%s], "lastKnown": [%s]`, eligible, lastKnown)
	}
	const yes = "start an empty broker with node.id=3 in its place: format its log directories first, or it exits with \"No meta.properties found\" (" +
		"kafka-storage.sh format --cluster-id k3yIdXlvRrWXhG4TcZ0kAw"
	no := func(partitions string) string { return "Do not start it with an empty disk: " + partitions }
	const of1, of2 = "1 partition has no other complete copy that is up, and an empty broker would lead and lose all of its records",
		"2 partitions have no other complete copy that is up, and an empty broker would lead and lose all of their records"
	for _, c := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"others are in sync", []string{part(1, "1,2,3", "1,2"), part(1, "1,3", "1")}, yes},
		{"nobody has noticed", []string{part(3, "3,1,2", "3,1,2")}, yes},
		{"it was the last one in sync", []string{part(1, "1,2,3", "1,2"), part(-1, "1,3", "3")}, no(of1)},
		{"it has the only copy", []string{part(-1, "3", ""), part(-1, "3", "3")}, no(of2)},
		{"the other one in sync is down, too", []string{part(-1, "4,3", "4,3")}, no(of1)},
		{"the directory of the other one in sync failed", []string{part(-1, "1,3", "1,3", "1")}, no(of1)},
		{"it is eligible", []string{elr("3", "")}, no(of1)},
		{"it is eligible, and led last", []string{elr("3", "3")}, no(of1)},
		{"it led last", []string{elr("", "3")}, no(of1)},
		{"another one is eligible", []string{elr("1", "1")}, yes},
		{"nobody told who is eligible", []string{elr("", "")}, no(of1)},
	} {
		for _, how := range []string{dead, hung} {
			f := one(t, healthy().with(3, how).ruled().of(topic("orders", `"1"`, append([]string(nil), c.parts...)...)).run(t), BrokerMissing)
			says(t, f.Fix, c.want)
			if strings.Contains(f.Fix, "empty broker with") != (c.want == yes) {
				t.Errorf("%s: %s", c.name, f.Fix)
			}
		}
	}
}

// TestAVoterIsNotReplacedByAnEmptyNode, nor one that may be a voter before
// somebody has looked.
func TestAVoterIsNotReplacedByAnEmptyNode(t *testing.T) {
	const never, ask, yes = "Never start it with an empty disk: broker 3 is also a voter of the metadata quorum",
		"was broker 3 also a voter of the metadata quorum (process.roles in its file)? A voter never starts with an empty disk. If it was none, start an empty",
		"If it is gone for good, start an empty broker with node.id=3"
	for name, c := range map[string]struct {
		p     plant
		roles string
		want  string
	}{
		"it votes":                             {healthy().combined(), "", never},
		"it does not":                          {healthy().ruled(), "", yes},
		"it has the role, and does not vote":   {healthy().ruled(), `["broker", "controller"]`, never},
		"the quorum is not known, its role is": {healthy(), `["broker"]`, yes},
		"nothing is known":                     {healthy(), "", ask},
	} {
		more := []string{killed, leads("0", "4")}
		if c.roles != "" {
			more = append(more, `"roles": `+c.roles)
		}
		f := one(t, c.p.with(3, more...).of(topic("orders", `"1"`, part(1, "1,2", "1,2"))).run(t), BrokerMissing)
		says(t, f.Fix, c.want)
		for _, other := range []string{never, ask, yes} {
			if other != c.want && strings.Contains(f.Fix, other) {
				t.Errorf("%s: %s", name, f.Fix)
			}
		}
	}
	if f := one(t, healthy().combined().with(3, dead).run(t), BrokerMissing); f.Severity != finding.Error {
		t.Errorf("a voter that is gone and holds no replica is %s: %s", f.Severity, f.Message)
	}
}

// TestNoTopicWasSeen: without the right to see topics there seem to be none, and
// a broker that holds the last copy of one is not to be emptied.
func TestNoTopicWasSeen(t *testing.T) {
	f := one(t, healthy().ruled().with(3, killed, leads("0", "0")).run(t), BrokerMissing)
	says(t, f.Fix, "Do not start it with an empty disk before you know that it has no last copy of a partition: no topic could be seen")
}
