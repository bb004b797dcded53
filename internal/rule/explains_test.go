package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func onBroker(rule, name string, severity finding.Severity) finding.Finding {
	return finding.Finding{Rule: rule, Severity: severity, Subject: model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: name}}
}

// blaming is a finding on a partition that blames brokers.
func blaming(rule string, brokers ...string) finding.Finding {
	f := finding.Finding{Rule: rule, Severity: finding.Error, Subject: model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "orders"}}
	for _, b := range brokers {
		f.Blames = append(f.Blames, model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: b})
	}
	return f
}

func onCluster(rule, cluster string) finding.Finding {
	return finding.Finding{Rule: rule, Severity: finding.Error, Subject: model.Subject{Cluster: cluster, Kind: model.KindCluster}}
}

// onTopic is a finding on a topic, one of its partitions, or what a group consumes
// of one.
func onTopic(rule string, kind model.Kind, name, part string, partition int32) finding.Finding {
	return finding.Finding{Rule: rule, Severity: finding.Error, Subject: model.Subject{Cluster: "plant", Kind: kind, Name: name, Part: part, Partition: partition}}
}

func TestCausesOfOneTopic(t *testing.T) {
	rules := []*Rule{{Name: "topic/bad", Explains: []Effect{{"topic/silent", SameTopic}, {"group/*", SameTopic}, {"cluster/x", SameTopic}}}}
	topic, first := onTopic("topic/bad", model.KindTopic, "orders", "", 0), onTopic("topic/bad", model.KindPartition, "orders", "", 1)
	elsewhere := onTopic("topic/bad", model.KindTopic, "orders", "", 0)
	elsewhere.Subject.Cluster = "else"
	for _, c := range []struct {
		name          string
		cause, effect finding.Finding
		folded        bool
	}{
		{"the topic and itself", topic, onTopic("topic/silent", model.KindTopic, "orders", "", 0), true},
		{"the topic and another", topic, onTopic("topic/silent", model.KindTopic, "invoices", "", 0), false},
		{"the topic of another cluster", elsewhere, onTopic("topic/silent", model.KindTopic, "orders", "", 0), false},
		{"the topic and its partition", topic, onTopic("topic/silent", model.KindPartition, "orders", "", 3), true},
		{"the topic and a group's partition", topic, onTopic("group/stuck", model.KindGroup, "billing", "orders", 3), true},
		{"the topic and a group of that name", topic, onTopic("group/stuck", model.KindGroup, "orders", "", 0), false},
		{"the topic and a broker", topic, onBroker("cluster/x", "orders", finding.Error), false},
		{"a partition and its topic", first, onTopic("topic/silent", model.KindTopic, "orders", "", 0), true},
		{"a partition and itself", first, onTopic("cluster/x", model.KindPartition, "orders", "", 1), true},
		{"a partition and another", first, onTopic("cluster/x", model.KindPartition, "orders", "", 2), false},
		{"a partition and a group's", first, onTopic("group/stuck", model.KindGroup, "billing", "orders", 1), true},
		{"a partition and a group's other", first, onTopic("group/stuck", model.KindGroup, "billing", "orders", 0), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := []finding.Finding{c.effect, c.cause}
			Causes(findings, rules)
			if folded := findings[0].CausedBy == c.cause.Fingerprint(); folded != c.folded || findings[1].CausedBy != "" {
				t.Errorf("folded %v (%q), and the cause below %q", folded, findings[0].CausedBy, findings[1].CausedBy)
			}
		})
	}
}

func TestCauses(t *testing.T) {
	down := &Rule{Name: "cluster/down", Explains: []Effect{{"cluster/lacking", SameBroker}, {"disk/*", SameBroker}, {"cluster/down", SameBroker}}}
	full := &Rule{Name: "cluster/full", Explains: []Effect{{"cluster/lacking", SameBroker}}}
	stuck := &Rule{Name: "quorum/stuck", Explains: []Effect{{"topic/*", SameCluster}, {"quorum/*", SameCluster}}}
	rules := []*Rule{down, full, stuck, {Name: "cluster/lacking"}}
	one, two := onBroker("cluster/down", "1", finding.Error), onBroker("cluster/down", "2", finding.Error)
	for _, c := range []struct {
		name     string
		findings []finding.Finding
		causes   []int // of each finding, the index of its cause; -1: none
	}{
		{"it blames the broker", []finding.Finding{one, blaming("cluster/lacking", "1")}, []int{-1, 0}},
		{"whatever comes first", []finding.Finding{blaming("cluster/lacking", "1"), one}, []int{1, -1}},
		{"it blames another", []finding.Finding{one, blaming("cluster/lacking", "2")}, []int{-1, -1}},
		{"it blames nobody", []finding.Finding{one, blaming("cluster/lacking")}, []int{-1, -1}},
		{"only one of two has a cause", []finding.Finding{one, blaming("cluster/lacking", "1", "2")}, []int{-1, -1}},
		{"both have one", []finding.Finding{one, two, blaming("cluster/lacking", "2", "1")}, []int{-1, -1, 1}},
		{"both have one, of different rules", []finding.Finding{one, onBroker("cluster/full", "2", finding.Error), blaming("cluster/lacking", "1", "2")}, []int{-1, -1, 0}},
		{"the worse of two", []finding.Finding{onBroker("cluster/full", "1", finding.Warning), one, blaming("cluster/lacking", "1")}, []int{-1, -1, 1}},
		{"on the broker itself", []finding.Finding{one, onBroker("disk/slow", "1", finding.Warning), onBroker("disk/slow", "2", finding.Warning)}, []int{-1, 0, -1}},
		{"on a broker that blames another", []finding.Finding{one, {Rule: "disk/slow", Subject: two.Subject, Blames: []model.Subject{one.Subject}}}, []int{-1, 0}},
		{"not itself", []finding.Finding{one, two}, []int{-1, -1}},
		{"a family in the same cluster", []finding.Finding{onCluster("quorum/stuck", "plant"), blaming("topic/x"), onCluster("topic/y", "else")}, []int{-1, 0, -1}},
		{"its own family, but not itself", []finding.Finding{onCluster("quorum/stuck", "plant"), onCluster("quorum/lag", "plant")}, []int{-1, 0}},
		{"not of what it does not explain", []finding.Finding{onCluster("quorum/stuck", "plant"), blaming("client/x")}, []int{-1, -1}},
		{"a broker of another cluster", []finding.Finding{one, {Rule: "disk/slow", Subject: model.Subject{Cluster: "else", Kind: model.KindBroker, Name: "1"}}}, []int{-1, -1}},
		{"nothing", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			Causes(c.findings, rules)
			for i := range c.findings {
				want := ""
				if c.causes[i] >= 0 {
					want = c.findings[c.causes[i]].Fingerprint()
				}
				if got := c.findings[i].CausedBy; got != want {
					t.Errorf("%s on %s has the cause %q, want %q", c.findings[i].Rule, c.findings[i].Subject, got, want)
				}
			}
		})
	}
}

// TestCausesOfWhatBlamesPartitions: what stands still for another reason in the
// same partition is not told below the cause.
func TestCausesOfWhatBlamesPartitions(t *testing.T) {
	hanging := &Rule{Name: "cluster/hanging", On: model.KindPartition, Explains: []Effect{{"group/stuck", Blamed}}}
	on := func(partition int32) finding.Finding {
		return onTopic("cluster/hanging", model.KindPartition, "orders", "", partition)
	}
	stuck := func(blamed ...int32) finding.Finding {
		f := onTopic("group/stuck", model.KindGroup, "billing", "orders", 1)
		for _, p := range blamed {
			f.Blames = append(f.Blames, on(p).Subject)
		}
		return f
	}
	for _, c := range []struct {
		name     string
		findings []finding.Finding
		cause    int // of the first; -1: none
	}{
		{"it blames the partition", []finding.Finding{stuck(1), on(1)}, 1},
		{"it blames none", []finding.Finding{stuck(), on(1)}, -1},
		{"it blames another", []finding.Finding{stuck(2), on(1)}, -1},
		{"both of two are found", []finding.Finding{stuck(2, 1), on(1), on(2)}, 2},
		{"one of two is found", []finding.Finding{stuck(1, 2), on(1)}, -1},
		{"a broker has the name", []finding.Finding{stuck(1), onBroker("cluster/hanging", "orders", finding.Error)}, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := ""
			if c.cause >= 0 {
				want = c.findings[c.cause].Fingerprint()
			}
			if Causes(c.findings, []*Rule{hanging, {Name: "group/stuck"}}); c.findings[0].CausedBy != want {
				t.Errorf("the cause is %q, want %q", c.findings[0].CausedBy, want)
			}
		})
	}
}

// onGroup is a finding on a group, or on what it reads of one partition.
func onGroup(rule, name, topic string, partition int32) finding.Finding {
	return finding.Finding{Rule: rule, Severity: finding.Error,
		Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: name, Part: topic, Partition: partition}}
}

func TestCausesInAGroup(t *testing.T) {
	rules := []*Rule{{Name: "group/stuck", Explains: []Effect{{"group/behind", SameGroup}, {"group/stuck", SameGroup}}}, {Name: "group/behind"}}
	elsewhere := onGroup("group/behind", "billing", "", 0)
	elsewhere.Subject.Cluster = "else"
	for _, c := range []struct {
		name          string
		cause, effect finding.Finding
		explained     bool
	}{
		{"the whole group", onGroup("group/stuck", "billing", "", 0), onGroup("group/behind", "billing", "", 0), true},
		{"the group explains its partition", onGroup("group/stuck", "billing", "", 0), onGroup("group/behind", "billing", "orders", 3), true},
		{"a partition explains its group", onGroup("group/stuck", "billing", "orders", 3), onGroup("group/behind", "billing", "", 0), true},
		{"one partition", onGroup("group/stuck", "billing", "orders", 3), onGroup("group/behind", "billing", "orders", 3), true},
		{"another partition", onGroup("group/stuck", "billing", "orders", 3), onGroup("group/behind", "billing", "orders", 4), false},
		{"a partition of another topic", onGroup("group/stuck", "billing", "orders", 3), onGroup("group/behind", "billing", "jobs", 3), false},
		{"another group", onGroup("group/stuck", "billing", "", 0), onGroup("group/behind", "audit", "", 0), false},
		{"another cluster", onGroup("group/stuck", "billing", "", 0), elsewhere, false},
		{"what is no group", onGroup("group/stuck", "billing", "", 0), blaming("group/behind"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, findings := range [][]finding.Finding{{c.cause, c.effect}, {c.effect, c.cause}} {
				Causes(findings, rules)
				for _, f := range findings {
					if want := f.Rule == "group/behind" && c.explained; (f.CausedBy != "") != want {
						t.Errorf("%s on %s: cause %q", f.Rule, f.Subject, f.CausedBy)
					}
				}
			}
		})
	}
}

// TestNoFindingHidesBehindItsOwnEffect: two that explain each other would both
// be told below the other, and so nowhere.
func TestNoFindingHidesBehindItsOwnEffect(t *testing.T) {
	a := &Rule{Name: "x/a", Explains: []Effect{{"x/b", SameCluster}}}
	b := &Rule{Name: "x/b", Explains: []Effect{{"x/c", SameCluster}}}
	c := &Rule{Name: "x/c", Explains: []Effect{{"x/*", SameCluster}}}
	for _, findings := range [][]finding.Finding{
		{onCluster("x/c", "plant"), onCluster("x/a", "plant"), onCluster("x/b", "plant")},
		{onCluster("x/b", "plant"), onCluster("x/c", "plant")},
		{{Rule: "x/c", Subject: model.Subject{Cluster: "plant", Name: "1"}}, {Rule: "x/c", Subject: model.Subject{Cluster: "plant", Name: "2"}}},
	} {
		Causes(findings, []*Rule{a, b, c})
		by := map[string]string{}
		for i := range findings {
			by[findings[i].Fingerprint()] = findings[i].CausedBy
		}
		for i := range findings {
			at := findings[i].Fingerprint()
			for range findings {
				at = by[at]
			}
			if at != "" {
				t.Errorf("%s on %s is caused, in the end, by itself", findings[i].Rule, findings[i].Subject)
			}
		}
	}
}
