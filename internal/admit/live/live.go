// Package live tells the judge of admission what is on a running Kafka cluster. It asks
// for one topic, or for the layout of all, when a request wants to take something away,
// and writes nothing.
//
// It needs DESCRIBE on topics and groups. What the principal may not see is told as not
// known: Kafka leaves it out of its answers without an error.
package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// Cluster is a Kafka cluster that may be asked.
type Cluster struct {
	Names  []string // its identities in Kubernetes, as strimzi:NAMESPACE/NAME and kube:NAMESPACE/NAME
	Target target.Target
}

// Clusters answers for several Kafka clusters. Each question has connections of its own,
// which end with it: questions are rare, and none waits behind one that hangs.
type Clusters []Cluster

var _ admit.Live = Clusters(nil)

// of is the cluster that an object belongs to.
func (all Clusters) of(names []string) (target.Target, error) {
	for _, c := range all {
		if slices.ContainsFunc(c.Names, func(name string) bool { return slices.Contains(names, name) }) {
			return c.Target, nil
		}
	}
	return target.Target{}, fmt.Errorf("no cluster of breakwater.yaml is %s", strings.Join(names, " or "))
}
