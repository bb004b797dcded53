package model

import (
	"slices"
	"sync"
	"testing"
)

func TestDeclaredLayout(t *testing.T) {
	of := func(replicas ...int) *Layout {
		l := &Layout{ToldBy: 3}
		for i, n := range replicas {
			l.Partitions = append(l.Partitions, Partition{Index: int32(i), Replicas: make([]int32, n)})
		}
		return l
	}
	for _, c := range []struct {
		name                 string
		layout               *Layout
		partitions, replicas string // replicas "": not set; "?": not known
	}{
		{"alike", of(3, 3, 3), "3", "3"},
		{"one lags behind a change", of(3, 2, 3), "3", "3"},
		{"a tie", of(3, 2), "2", "?"},
		{"a tie that a third beats", of(1, 2, 3, 3), "4", "3"},
		{"the third comes first", of(3, 3, 1, 2), "4", "3"},
		{"no partition", of(), "0", ""},
		{"no replica", of(0, 0), "2", "0"},
	} {
		for range 20 { // counts are kept in a map
			partitions, replicas := c.layout.Declared()
			got := replicas.Raw()
			if replicas.IsSet() && !replicas.Usable() {
				got = "?"
			}
			if partitions.Raw() != c.partitions || got != c.replicas || replicas.IsSet() != (c.replicas != "") {
				t.Fatalf("%s: %s partitions and %s replicas, want %s and %s", c.name, partitions.Raw(), got, c.partitions, c.replicas)
			}
			if partitions.Origin().Address != "metadata of broker 3" {
				t.Errorf("told by %v", partitions.Origin())
			}
		}
	}
}

func TestPartition(t *testing.T) {
	p := Partition{Replicas: []int32{3, 1, 2}, ISR: []int32{1}}
	if got := p.Missing(); !slices.Equal(got, []int32{3, 2}) {
		t.Errorf("missing %v", got)
	}
	if got := (&Partition{Replicas: []int32{1}, ISR: []int32{1}}).Missing(); got != nil {
		t.Errorf("missing %v, want none", got)
	}
	l := &Layout{Partitions: []Partition{{Replicas: []int32{1}}, p}}
	if !l.HostedBy(2) || l.HostedBy(4) || (&Layout{}).HostedBy(0) {
		t.Error("the wrong brokers host it")
	}
}

// TestAPartitionIsFoundWhileAnotherIsFilledIn: a look asks several brokers at
// once, and each fills in its own partitions. The race detector judges it.
func TestAPartitionIsFoundWhileAnotherIsFilledIn(t *testing.T) {
	l := &Layout{Partitions: []Partition{{Index: 0}, {Index: 2}, {Index: 7}}}
	var filling sync.WaitGroup
	filling.Go(func() {
		for i := range l.Partitions {
			l.Partitions[i].Offsets.End, l.Partitions[i].Eligible = int64(i), []int32{1}
		}
	})
	for _, index := range []int32{0, 2, 7} {
		if p := l.Partition(index); p == nil || p.Index != index {
			t.Errorf("partition %d is %v", index, p)
		}
	}
	for _, index := range []int32{-1, 1, 3, 8} {
		if l.Partition(index) != nil {
			t.Errorf("partition %d was found", index)
		}
	}
	filling.Wait()
}

func TestSubjectsOfThingsThatRun(t *testing.T) {
	home := Home{Scope: "plant"}
	topic, group := &Topic{Name: "a/b", Home: home}, &Group{ID: "g", Home: home}
	for want, got := range map[string]Subject{
		"plant:partition/a%2Fb/3":  topic.PartitionSubject(3),
		"plant:group/g":            group.Subject(),
		"plant:group/g/a%2Fb/0":    group.PartitionSubject("a/b", 0),
		"plant:cluster":            (&Cluster{Home: home}).Subject(),
		"plant:quorum/voter/1":     {Cluster: "plant", Kind: KindVoter, Name: "1"},
		"plant:group/g%3A1/t%25/5": (&Group{ID: "g:1", Home: home}).PartitionSubject("t%", 5),
	} {
		if got.Qualified() != want {
			t.Errorf("%s, want %s", got.Qualified(), want)
		}
	}
}

func TestGroupInUse(t *testing.T) {
	for state, want := range map[string]bool{
		"Stable": true, "PreparingRebalance": true, "CompletingRebalance": true, "Assigning": true, "Reconciling": true,
		"Empty": false, "Dead": false, "": false,
	} {
		if got := (&Group{State: state}).InUse(); got != want {
			t.Errorf("%q is in use: %v", state, got)
		}
	}
}

// TestNamesAreReadAgain holds that whatever is saved by its name is found by
// it, and nothing else is.
func TestNamesAreReadAgain(t *testing.T) {
	for f := range factEnd {
		if got, ok := FactNamed(f.String()); !ok || got != f {
			t.Errorf("%s is read as %v, %v", f, got, ok)
		}
	}
	for r := Denied; r <= Malformed; r++ {
		if got, ok := ReasonNamed(r.String()); !ok || got != r {
			t.Errorf("%s is read as %v, %v", r, got, ok)
		}
	}
	for k := KindCluster; k <= KindFile; k++ {
		if got, ok := KindNamed(k.String()); !ok || got != k {
			t.Errorf("%s is read as %v, %v", k, got, ok)
		}
	}
	for _, word := range []string{"", "x", "Quorum"} {
		if _, ok := FactNamed(word); ok {
			t.Errorf("%q is a fact", word)
		}
		if _, ok := ReasonNamed(word); ok {
			t.Errorf("%q is a reason", word)
		}
		if _, ok := KindNamed(word); ok {
			t.Errorf("%q is a kind", word)
		}
	}
}

func TestAnswers(t *testing.T) {
	seen := map[string]bool{}
	for a := NotAsked; a <= Unheard; a++ {
		if s := a.String(); s == "" || seen[s] {
			t.Errorf("answer %d is %q", a, s)
		}
		seen[a.String()] = true
	}
	if Answer(200).String() != Unheard.String() {
		t.Error("an answer of a later version has no word")
	}
}

func TestCountsOfARunningCluster(t *testing.T) {
	seen := func(id int32, name string, roles Roles) *Broker {
		return &Broker{Name: name, Roles: roles, Home: Home{Scope: "plant"}, Seen: &Sighting{ID: id}}
	}
	cluster := &Cluster{Quorum: &Quorum{ToldBy: 2, Voters: []QuorumReplica{{ID: 5}, {ID: 6}, {ID: 7}}}}
	for _, c := range []struct {
		name                          string
		scope                         Scope
		brokers, voters               int
		brokersFrom, votersFrom       string
		brokersUnknown, votersUnknown bool
	}{
		{name: "what runs wins over what is declared", brokers: 2, voters: 3, brokersFrom: "1,2", votersFrom: "5,6,7",
			scope: Scope{Cluster: cluster, Brokers: []*Broker{seen(1, "1", 0), seen(2, "2", RoleBroker), node("x", RoleBroker, "node.id", "9", "controller.quorum.voters", "1@a:1")},
				NodeSets: []*NodeSet{set("a", RoleBroker|RoleController, known("9"))}}},
		{name: "controllers and addresses are no brokers", brokers: 1, voters: 3, brokersFrom: "2", votersFrom: "5,6,7",
			scope: Scope{Cluster: cluster, Brokers: []*Broker{seen(-1, "old:9092", 0), seen(2, "2", RoleBroker|RoleController), seen(5, "5", RoleController)}}},
		{name: "the quorum was not seen", brokers: 1, brokersFrom: "1", votersUnknown: true,
			scope: Scope{Cluster: &Cluster{}, Brokers: []*Broker{seen(1, "1", 0), node("x", RoleBroker, "controller.quorum.voters", "1@a:1")}}},
		{name: "the quorum did not answer", brokers: 1, brokersFrom: "1", votersUnknown: true,
			scope: Scope{Cluster: &Cluster{Quorum: &Quorum{Silent: &Silence{}}}, Brokers: []*Broker{seen(1, "1", 0)}}},
		{name: "no broker was seen", brokersUnknown: true, voters: 3, votersFrom: "5,6,7", scope: Scope{Cluster: cluster}},
	} {
		t.Run(c.name, func(t *testing.T) {
			brokers, known := c.scope.BrokerCount()
			if known == c.brokersUnknown || known && (brokers.N != c.brokers || !brokers.Exact || brokers.From[0].Value.Raw() != c.brokersFrom) {
				t.Errorf("brokers %+v, %v", brokers, known)
			}
			voters, known := c.scope.VoterCount()
			if known == c.votersUnknown || known && (voters.N != c.voters || !voters.Exact || voters.From[0].Value.Raw() != c.votersFrom) {
				t.Errorf("voters %+v, %v", voters, known)
			}
			if known && voters.From[0].Value.Origin().Address != "DescribeQuorum by broker 2" {
				t.Errorf("told by %v", voters.From[0].Value.Origin())
			}
		})
	}
}
