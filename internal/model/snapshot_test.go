package model

import (
	"slices"
	"testing"
	"time"
)

// filled is a builder that holds one thing of every kind, each called by the
// name.
func filled(name string) *Builder {
	b := NewBuilder(time.Unix(1, 0))
	b.Topic(&Topic{Name: name + " topic"})
	b.TopicBefore(&Topic{Name: name + " before"})
	b.Broker(&Broker{Name: name + " broker"})
	b.NodeSet(&NodeSet{Name: name + " set"})
	b.Client(&Client{Name: name + " client"})
	b.Workload(&Workload{Topics: []string{name + " workload"}})
	b.Document(&Document{Path: name + " document"})
	b.Gap(Gap{Detail: name + " gap"})
	return b
}

// held lists the names of all that a snapshot holds.
func held(s *Snapshot) []string {
	var out []string
	for _, t := range s.Topics {
		out = append(out, t.Name)
	}
	for _, b := range s.Brokers {
		out = append(out, b.Name)
	}
	for _, n := range s.NodeSets {
		out = append(out, n.Name)
	}
	for _, c := range s.Clients {
		out = append(out, c.Name)
	}
	for _, w := range s.Workloads {
		out = append(out, w.Topics...)
	}
	for _, d := range s.Docs {
		out = append(out, d.Path)
	}
	for _, g := range s.Gaps {
		out = append(out, g.Detail)
	}
	return out
}

func TestWhatABuilderGathers(t *testing.T) {
	now, before := filled("a").Snapshots()
	want := []string{"a topic", "a broker", "a set", "a client", "a workload", "a document", "a gap"}
	if got := held(now); !slices.Equal(got, want) {
		t.Errorf("now %q, want %q", got, want)
	}
	if got := held(before); !slices.Equal(got, []string{"a before"}) {
		t.Errorf("before %q, want the topic alone", got)
	}
}

func TestBothStatesSayWhatTheyAre(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	now, before := NewBuilder(at).Snapshots()
	if now.Role != Now || before.Role != Before {
		t.Errorf("roles %d and %d", now.Role, before.Role)
	}
	if !now.At.Equal(at) || !before.At.Equal(at) {
		t.Errorf("looked at %s and %s, want %s", now.At, before.At, at)
	}
	if got := append(held(now), held(before)...); len(got) > 0 {
		t.Errorf("a new world holds %q", got)
	}
}

// TestMerge holds that nothing is lost or mixed up where sources are read side
// by side, and that the first stays first.
func TestMerge(t *testing.T) {
	b := filled("a")
	b.Merge(filled("b"))
	b.Merge(NewBuilder(time.Unix(2, 0)))
	now, before := b.Snapshots()
	want := []string{
		"a topic", "b topic", "a broker", "b broker", "a set", "b set", "a client", "b client",
		"a workload", "b workload", "a document", "b document", "a gap", "b gap",
	}
	if got := held(now); !slices.Equal(got, want) {
		t.Errorf("now %q, want %q", got, want)
	}
	if got := held(before); !slices.Equal(got, []string{"a before", "b before"}) {
		t.Errorf("before %q", got)
	}
	if !now.At.Equal(time.Unix(1, 0)) || now.Role != Now || before.Role != Before {
		t.Errorf("after a merge it is %d and %d, looked at %s", now.Role, before.Role, now.At)
	}
}

func TestMergeLeavesTheOther(t *testing.T) {
	other := filled("b")
	b := filled("a")
	b.Merge(other)
	b.Topic(&Topic{Name: "late"})
	now, _ := other.Snapshots()
	if len(now.Topics) != 1 || now.Topics[0].Name != "b topic" {
		t.Errorf("the other holds %q", held(now))
	}
}

// TestSnapshotsAreTheBuildersOwn holds that scopes which are resolved later
// are seen by all who hold the snapshot.
func TestSnapshotsAreTheBuildersOwn(t *testing.T) {
	b := filled("a")
	now, before := b.Snapshots()
	again, beforeAgain := b.Snapshots()
	if now != again || before != beforeAgain || now == before {
		t.Error("a builder gives another snapshot each time")
	}
}
