package model

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Kind is the kind of thing that a finding is about.
type Kind uint8

// The kinds of subjects.
const (
	KindCluster Kind = iota + 1
	KindTopic
	KindPartition
	KindBroker
	KindGroup
	KindVoter
	KindClient
	KindObject // a Kubernetes object
	KindFile
)

var kindNames = [...]string{"", "cluster", "topic", "partition", "broker", "group", "quorum/voter", "client", "kube", "file"}

// String is the kind as it stands in a subject.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Plural is the kind as summary.checked counts it in JSON.
func (k Kind) Plural() string {
	switch k {
	case KindVoter:
		return "voters"
	case KindObject:
		return "objects"
	default:
		return k.String() + "s"
	}
}

// Subject names one thing. It is comparable; String is a contract.
type Subject struct {
	Cluster   string // the scope; printed only where a run has more than one
	Kind      Kind
	Scope     string // inside the cluster: a Kubernetes namespace and kind, as "kafka/Pod"
	Name      string
	Part      string // inside the thing: a group's topic
	Partition int32  // for partitions, and for a group's partition where Part is set
}

// String is the subject without its cluster: topic/NAME, partition/NAME/3,
// broker/2, group/NAME, group/NAME/TOPIC/3, quorum/voter/3, client/NAME,
// kube/NAMESPACE/KIND/NAME, file/PATH or cluster. A slash, colon, percent
// sign or control character inside a component is percent-encoded; file paths
// keep their slashes.
func (s Subject) String() string {
	parts := []string{s.Kind.String()}
	switch s.Kind {
	case KindCluster:
		return "cluster"
	case KindFile:
		return "file/" + s.Name
	case KindPartition:
		parts = append(parts, escape(s.Name), strconv.Itoa(int(s.Partition)))
	case KindObject:
		namespace, kind, _ := strings.Cut(s.Scope, "/")
		parts = append(parts, escape(namespace), escape(kind), escape(s.Name))
	default:
		parts = append(parts, escape(s.Name))
		if s.Part != "" {
			parts = append(parts, escape(s.Part), strconv.Itoa(int(s.Partition)))
		}
	}
	return strings.Join(parts, "/")
}

// Qualified is the subject with its cluster before it, for a run that has
// more than one.
func (s Subject) Qualified() string {
	if s.Cluster == "" {
		return s.String()
	}
	return escape(s.Cluster) + ":" + s.String()
}

// Compare puts subjects into the order of their clusters, kinds, names and
// partitions: those of one topic follow each other by number.
func (s Subject) Compare(o Subject) int {
	return cmp.Or(
		strings.Compare(s.Cluster, o.Cluster),
		strings.Compare(s.Kind.String(), o.Kind.String()),
		strings.Compare(s.Scope, o.Scope),
		strings.Compare(s.Name, o.Name),
		strings.Compare(s.Part, o.Part),
		cmp.Compare(s.Partition, o.Partition),
	)
}

func escape(component string) string {
	if strings.IndexFunc(component, mustEscape) < 0 {
		return component
	}
	var b strings.Builder
	for i := range len(component) {
		if c := component[i]; mustEscape(rune(c)) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func mustEscape(r rune) bool { return r == '/' || r == ':' || r == '%' || r < 0x20 || r == 0x7f }
