package model

import (
	"strings"
	"testing"
)

// TestSubjects fixes the names that stand in baselines, alerts and fingerprints.
func TestSubjects(t *testing.T) {
	for _, c := range []struct {
		name    string
		subject Subject
		want    string
	}{
		{"a cluster", Subject{Kind: KindCluster}, "cluster"},
		{"a cluster does not repeat its scope", Subject{Cluster: "plant", Kind: KindCluster}, "cluster"},
		{"a topic", Subject{Kind: KindTopic, Name: "iot-telemetry.v2"}, "topic/iot-telemetry.v2"},
		{"a topic has no partition", Subject{Kind: KindTopic, Name: "iot", Partition: 3}, "topic/iot"},
		{"a partition", Subject{Kind: KindPartition, Name: "iot", Partition: 3}, "partition/iot/3"},
		{"the first partition", Subject{Kind: KindPartition, Name: "iot"}, "partition/iot/0"},
		{"a broker", Subject{Kind: KindBroker, Name: "2"}, "broker/2"},
		{"a group", Subject{Kind: KindGroup, Name: "billing"}, "group/billing"},
		{"a group's partition", Subject{Kind: KindGroup, Name: "billing", Part: "iot", Partition: 3}, "group/billing/iot/3"},
		{"a group's first partition", Subject{Kind: KindGroup, Name: "billing", Part: "iot"}, "group/billing/iot/0"},
		{"a voter", Subject{Kind: KindVoter, Name: "3"}, "quorum/voter/3"},
		{"a client", Subject{Kind: KindClient, Name: "producer.properties"}, "client/producer.properties"},
		{"a client's path is one component", Subject{Kind: KindClient, Name: "apps/p.properties"}, "client/apps%2Fp.properties"},
		{"a Kubernetes object", Subject{Kind: KindObject, Scope: "kafka/Pod", Name: "plant-0"}, "kube/kafka/Pod/plant-0"},
		{"an object without a namespace", Subject{Kind: KindObject, Scope: "/Node", Name: "n1"}, "kube//Node/n1"},
		{"an object's kind cannot add a component", Subject{Kind: KindObject, Scope: "kafka/a/b", Name: "x"}, "kube/kafka/a%2Fb/x"},
		{"a file keeps its slashes", Subject{Kind: KindFile, Name: "k8s/topics/iot.yaml"}, "file/k8s/topics/iot.yaml"},
		{"nothing", Subject{}, "/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.subject.String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestComponentsAreEncoded(t *testing.T) {
	for name, want := range map[string]string{
		"plain_name-1.2": "plain_name-1.2",
		"a/b":            "a%2Fb",
		"a:b":            "a%3Ab",
		"100%":           "100%25",
		"a%2Fb":          "a%252Fb",
		"two\nlines":     "two%0Alines",
		"\x00\x1f\x7f":   "%00%1F%7F",
		"a b":            "a b",
		"größe/Ω":        "größe%2FΩ",
		"\xff/":          "\xff%2F",
		"":               "",
	} {
		if got := (Subject{Kind: KindGroup, Name: name}).String(); got != "group/"+want {
			t.Errorf("%q stands as %q, want %q", name, got, "group/"+want)
		}
	}
	parts := Subject{Kind: KindGroup, Name: "a", Part: "b/c", Partition: 1}
	if got := parts.String(); got != "group/a/b%2Fc/1" {
		t.Errorf("a group's topic stands as %q", got)
	}
	partition := Subject{Kind: KindPartition, Name: "b:c", Partition: 1}
	if got := partition.String(); got != "partition/b%3Ac/1" {
		t.Errorf("a partition's topic stands as %q", got)
	}
}

func TestQualified(t *testing.T) {
	for _, c := range []struct {
		name    string
		subject Subject
		want    string
	}{
		{"no cluster", Subject{Kind: KindTopic, Name: "iot"}, "topic/iot"},
		{"a cluster", Subject{Cluster: "plant", Kind: KindTopic, Name: "iot"}, "plant:topic/iot"},
		{"the cluster itself", Subject{Cluster: "plant", Kind: KindCluster}, "plant:cluster"},
		{"a scope that is a directory", Subject{Cluster: "envs/dev", Kind: KindTopic, Name: "iot"}, "envs%2Fdev:topic/iot"},
		{"a scope that is an address", Subject{Cluster: "b1:9092", Kind: KindBroker, Name: "1"}, "b1%3A9092:broker/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.subject.Qualified(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	plurals := map[Kind]string{
		KindCluster: "clusters", KindTopic: "topics", KindPartition: "partitions", KindBroker: "brokers", KindGroup: "groups",
		KindVoter: "voters", KindClient: "clients", KindObject: "objects", KindFile: "files",
	}
	seen := map[string]Kind{}
	for kind, plural := range plurals {
		if got := kind.Plural(); got != plural {
			t.Errorf("several of %s are %q, want %q", kind, got, plural)
		}
		if other, twice := seen[kind.String()]; twice {
			t.Errorf("kinds %d and %d are both %s", kind, other, kind)
		}
		seen[kind.String()] = kind
	}
	if len(plurals) != len(kindNames)-1 {
		t.Errorf("%d kinds are held here, and there are %d", len(plurals), len(kindNames)-1)
	}
	for kind, want := range map[Kind]string{KindFile + 1: "kind(10)", 200: "kind(200)"} {
		if got := kind.String(); got != want {
			t.Errorf("a kind that does not exist is %q, want %q", got, want)
		}
	}
}

// FuzzSubject holds what a baseline rests on: things that differ have names
// that differ, and no name breaks a line or adds a component.
func FuzzSubject(f *testing.F) {
	f.Add("a", "b", int32(1), "c", "d", int32(2))
	f.Add("a/b", "", int32(0), "a", "b", int32(0))
	f.Add("a%2Fb", "c", int32(0), "a/b", "c", int32(0))
	f.Add("a/b/3", "", int32(0), "a", "b", int32(3))
	f.Add("a\nb", "c:d", int32(-1), "é", "\xff", int32(0))
	f.Fuzz(func(t *testing.T, name, part string, partition int32, name2, part2 string, partition2 int32) {
		a := Subject{Cluster: part, Kind: KindGroup, Name: name, Part: part, Partition: partition}
		b := Subject{Cluster: part2, Kind: KindGroup, Name: name2, Part: part2, Partition: partition2}
		if a.Part == "" {
			a.Partition = 0 // a group alone has none
		}
		if b.Part == "" {
			b.Partition = 0
		}
		if (a.Qualified() == b.Qualified()) != (a == b) {
			t.Errorf("%+v is %q, and %+v is %q", a, a.Qualified(), b, b.Qualified())
		}
		want := 1
		if part != "" {
			want = 3
		}
		if got := strings.Count(a.String(), "/"); got != want {
			t.Errorf("%q has %d slashes, want %d", a.String(), got, want)
		}
		if strings.ContainsAny(a.Qualified(), "\n\r\x00\x1b") {
			t.Errorf("%q breaks a line or steers a terminal", a.Qualified())
		}
	})
}
