package cluster

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestReplicasMismatch(t *testing.T) {
	three, two, one1 := part(1, "1,2,3", "1,2,3"), part(1, "1,2", "1,2"), part(1, "1", "1")
	for _, c := range []struct {
		name   string
		parts  []string
		moving string
		says   []string // nil for nothing
	}{
		{"alike", []string{three, three}, "", nil},
		{"one partition", []string{two}, "", nil},
		{"none", nil, "", nil},
		{"one has fewer", []string{three, three, two}, "", []string{"2 partitions have 3 replicas, 1 (number 2) has 2"}},
		{"one has more", []string{two, two, three}, "", []string{"2 partitions have 2 replicas, 1 (number 2) has 3"}},
		{"three kinds", []string{three, three, two, one1}, "", []string{"2 partitions have 3 replicas, 1 (number 2) has 2, 1 (number 3) has 1"}},
		{"as many of each", []string{two, three}, "", []string{"1 partition has 3 replicas, 1 (number 0) has 2"}},
		{"many", []string{three, three, three, three, three, three, three, two, two, two, two, two, two}, "", []string{"6 (number 7, 8, 9, 10, 11 and 1 more) have 2"}},
		{"the other one is being moved", []string{three, three, two}, "2", nil},
		{"one of the others is being moved", []string{three, three, two, two}, "2", []string{"1 (number 3) has 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := healthy().of(topic("orders", `"1"`, append([]string(nil), c.parts...)...))
			if c.moving != "" {
				p = p.and(`"moving": [{"topic": "orders", "partition": ` + c.moving + `}]`)
			}
			result := p.run(t)
			if c.says == nil {
				if got := rulestest.Of(result, ReplicasMismatch.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, ReplicasMismatch)
			says(t, f.Message, c.says...)
			says(t, f.Fix, "kafka-reassign-partitions.sh --bootstrap-server b1:9092 --list")
			if f.Severity != finding.Error || f.Subject.String() != "topic/orders" || len(f.Evidence) < 2 {
				t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
			}
		})
	}
}

func TestReplicasMismatchGoesByMost(t *testing.T) {
	f := one(t, healthy().of(topic("orders", `"1"`, part(1, "1,2", "1,2"), part(1, "1,2", "1,2"), part(1, "1,2,3", "1,2,3"))).run(t), ReplicasMismatch)
	says(t, f.Fix, "give every partition 2 replicas")
}

func TestLeaderOutsideISR(t *testing.T) {
	for _, c := range []struct {
		name string
		part string
		want bool
	}{
		{"in sync", part(1, "1,2,3", "1,2,3"), false},
		{"in sync alone", part(1, "1,2,3", "1"), false},
		{"outside", part(3, "1,2,3", "1,2"), true},
		{"nobody in sync", part(1, "1,2", ""), true},
		{"no leader", part(-1, "1,2", "2"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := healthy().of(topic("orders", `"1"`, c.part)).run(t)
			if !c.want {
				if got := rulestest.Of(result, LeaderOutsideISR.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, LeaderOutsideISR)
			says(t, f.Message, "leads and is not among the in-sync replicas")
			if f.Severity != finding.Error || f.Subject.String() != "partition/orders/0" || evidenceOf(f, "leader") == "" || evidenceOf(f, "in-sync replicas") == "" {
				t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
			}
		})
	}
}

func TestNoPartitions(t *testing.T) {
	f := one(t, healthy().of(topic("empty", ""), topic("orders", `"1"`, part(1, "1,2,3", "1,2,3"))).run(t), NoPartitions)
	says(t, f.Message, "has no partition", "TOPIC_ALREADY_EXISTS")
	says(t, f.Fix, "--describe --topic empty")
	if f.Severity != finding.Error || f.Subject.String() != "topic/empty" || evidenceOf(f, "partitions") != "0" {
		t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
	}
}

func TestRackOverlap(t *testing.T) {
	rack := func(name string, more ...string) []string { return append([]string{`"rack": "` + name + `"`}, more...) }
	in := func(racks ...[]string) plant {
		var p plant
		for i, r := range racks {
			p.brokers = append(p.brokers, broker(i+1, r...))
		}
		return p
	}
	four := in(rack("a"), rack("a"), rack("b"), rack("c"))
	two := in(rack("a"), rack("a"), rack("a"), rack("b"))
	for _, c := range []struct {
		name  string
		p     plant
		parts []string
		says  []string // nil for nothing
	}{
		{"apart", four, []string{part(1, "1,3,4", "1,3,4"), part(3, "3,4,2", "3,4,2")}, nil},
		{"two of three together", four, []string{part(1, "1,3,4", "1,3,4"), part(1, "1,2,3", "1,2,3")}, []string{"1 of 2 partitions has its replicas in fewer racks than possible (partition 1 lies on brokers 1, 2 and 3, in 2 of 3 racks)", "more of their replicas"}},
		{"both together", four, []string{part(1, "1,2", "1,2"), part(1, "1,2,3", "1,2,3")}, []string{"2 of 2 partitions have their replicas in fewer racks than possible (partition 0 lies on brokers 1 and 2, in 1 of 3 racks)", "every replica of some"}},
		{"the worst is the example", four, []string{part(1, "1,2,3", "1,2,3"), part(1, "1,2", "1,2")}, []string{"(partition 1 lies on brokers 1 and 2, in 1 of 3 racks)", "every replica of some"}},
		{"three in two racks", two, []string{part(1, "1,2,4", "1,2,4")}, nil},
		{"three in one of two racks", two, []string{part(1, "1,2,3", "1,2,3")}, []string{"in 1 of 2 racks"}},
		{"one replica", four, []string{part(1, "1", "1")}, nil},
		{"one rack", in(rack("a"), rack("a"), rack("a")), []string{part(1, "1,2,3", "1,2,3")}, nil},
		{"no racks", healthy(), []string{part(1, "1,2,3", "1,2,3")}, nil},
		{"no racks, a broker is gone", healthy().with(3, dead), []string{part(1, "1,2,3", "1,2")}, nil},
		{"a broker of it has no rack", in(rack("a"), rack("a"), nil, rack("b"), rack("c")), []string{part(1, "1,2,3", "1,2,3")}, nil},
		{"the only broker of the third rack is gone", in(rack("a"), rack("a"), rack("b"), rack("c", killed)), []string{part(1, "1,2,3", "1,2,3")}, nil},
		{"a broker of it is gone, its rack is known", in(rack("a"), rack("a", killed), rack("b"), rack("c")), []string{part(1, "1,2", "1,2")}, []string{"in 1 of 3 racks"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.of(topic("orders", `"1"`, append([]string(nil), c.parts...)...)).run(t)
			if len(rulestest.Skips(result, RackOverlap.Name)) > 0 {
				t.Errorf("it skips %+v", result.Skipped)
			}
			if c.says == nil {
				if got := rulestest.Of(result, RackOverlap.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, RackOverlap)
			says(t, f.Message, c.says...)
			if f.Severity != finding.Warning || f.Subject.String() != "topic/orders" || evidenceOf(f, "racks") == "" || !strings.Contains(f.Fix, "--generate --broker-list ") {
				t.Errorf("%s on %s, evidence %v, fix %s", f.Severity, f.Subject, f.Evidence, f.Fix)
			}
		})
	}
	t.Run("it is being moved", func(t *testing.T) {
		p := four.of(topic("orders", `"1"`, part(1, "1,2", "1,2"))).and(`"moving": [{"topic": "orders", "partition": 0}]`)
		if got := rulestest.Of(p.run(t), RackOverlap.Name); len(got) > 0 {
			t.Errorf("it finds: %s", got[0].Message)
		}
	})
}

// TestARackThatNobodyTells is not the absence of one.
func TestARackThatNobodyTells(t *testing.T) {
	for _, missing := range []string{`{"id": 3, "answer": "not asked", "unlisted": true}`, `{"id": 4}`} {
		p := plant{brokers: []string{broker(1, `"rack": "a"`), broker(2, `"rack": "b"`), missing}}
		got := rulestest.Skips(p.of(topic("orders", `"1"`, part(1, "1,2,3", "1,2"))).run(t), RackOverlap.Name)
		if len(got) != 1 || got[0].Needs != "rack of broker 3" || got[0].Subject.String() != "topic/orders" {
			t.Errorf("skips %+v", got)
		}
	}
}

func TestOffsetsTopicUnavailable(t *testing.T) {
	const name = "__consumer_offsets"
	gone := healthy().with(3, dead)
	for _, c := range []struct {
		name string
		p    plant
		says []string // nil for nothing
	}{
		{"there is none", healthy().of(topic("orders", `"2"`, part(-1, "3", "3"))), nil},
		{"all well", healthy().of(topic(name, `"2"`, part(1, "1,2,3", "1,2,3"))), nil},
		{"at min.insync.replicas", gone.of(topic(name, `"2"`, part(1, "1,2,3", "1,2"))), nil},
		{"no leader", gone.of(topic(name, `"1"`, part(1, "1,2", "1,2"), part(-1, "3", "3"))), []string{"1 of 2 partitions of __consumer_offsets takes no writes because there is no leader", "find no coordinator"}},
		{"under min", gone.of(topic(name, `"2"`, part(1, "1,3", "1"), part(1, "1,2", "1,2"))), []string{"1 of 2", "because fewer replicas are in sync than min.insync.replicas (2) asks for"}},
		{"both", gone.of(topic(name, `"2"`, part(1, "1,3", "1"), part(-1, "3", "3"))), []string{"2 of 2", "(1 without a leader, 1 with fewer replicas in sync than min.insync.replicas, 2, asks for)"}},
		{"min.insync.replicas of the brokers", healthy().with(1, `"config": {"min.insync.replicas": "2"}`).with(3, dead, `"noConfig": "it does not answer"`).of(topic(name, "", part(1, "1,3", "1"))), []string{"min.insync.replicas (2)"}},
		{"under min while it moves", gone.of(topic(name, `"2"`, part(1, "1,3", "1"))).and(`"moving": [{"topic": "__consumer_offsets", "partition": 0}]`), []string{"1 of 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			if c.says == nil {
				if got := rulestest.Of(result, OffsetsTopicUnavailable.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, OffsetsTopicUnavailable)
			says(t, f.Message, c.says...)
			says(t, f.Fix, "bring broker 3 back", "kafka-consumer-groups.sh --bootstrap-server b1:9092")
			if f.Severity != finding.Error || f.Subject.String() != "cluster" || len(f.Evidence) == 0 || strings.Contains(f.Fix, "%!") {
				t.Errorf("%s on %s, evidence %v, fix %s", f.Severity, f.Subject, f.Evidence, f.Fix)
			}
		})
	}
}

// TestWhomTheOffsetsTopicWaitsFor: the in-sync replicas, and where none is left
// all of them.
func TestWhomTheOffsetsTopicWaitsFor(t *testing.T) {
	for part, want := range map[string]string{
		part(-1, "1,3", "3"):                                       "bring broker 3 back: it does not answer. ",
		part(-1, "1,3", ""):                                        "bring broker 3 back: it does not answer; broker 1 answers and is not in sync",
		part(-1, "1,3", "") + `, "eligible": [3]`:                  "bring broker 3 back: it does not answer. ",
		part(-1, "1,3", "") + `, "eligible": [], "lastKnown": [3]`: "bring broker 3 back: it does not answer. ",
		part(1, "1,2,3", "1"):                                      "bring broker 3 back: it does not answer; broker 2 answers and is not in sync",
	} {
		says(t, one(t, healthy().with(1, leads("1", "2")).with(2, leads("1", "2")).with(3, dead).of(topic("__consumer_offsets", `"2"`, part)).run(t), OffsetsTopicUnavailable).Fix, want)
	}
}

// TestTheOffsetsTopicWithoutItsMinimum: what cannot be judged is skipped.
func TestTheOffsetsTopicWithoutItsMinimum(t *testing.T) {
	result := healthy().with(3, dead).of(topic("__consumer_offsets", unknownMin, part(1, "1,3", "1"))).run(t)
	if got := rulestest.Skips(result, OffsetsTopicUnavailable.Name); len(got) != 1 || got[0].Needs != "min.insync.replicas" {
		t.Errorf("skips %+v", got)
	}
}
