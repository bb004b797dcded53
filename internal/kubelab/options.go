package kubelab

import (
	"fmt"
	"io"
	"regexp"
	"slices"
)

// Options say what to start. The zero value is a lean lab: etcd and
// kube-apiserver.
type Options struct {
	// Full adds the scheduler, the controllers and kwok, and nodes. It costs
	// another 250 MB of memory.
	Full bool
	// Zones are the zones of a full lab's nodes; each is the value of the label
	// topology.kubernetes.io/zone. Default: a, b, c.
	Zones []string
	// NodesPerZone is how many nodes a zone has: 1 to 50, default 2. Their names
	// are the zone and a number, as a-1.
	NodesPerZone int
	// APIServer are further flags of kube-apiserver, as "--feature-gates=X=true".
	APIServer []string
	// Keep is asked at Close whether the lab's folder is to stay, as t.Failed.
	// Nil never keeps it.
	Keep func() bool
	// Progress is told what a build does, one line each. Nil is silence.
	Progress io.Writer
}

const maxNodesPerZone = 50

// label is what Kubernetes takes for a name and the value of a label.
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$`)

// complete fills in the defaults, or says what cannot be.
func (o Options) complete() (Options, error) {
	if !o.Full && (len(o.Zones) > 0 || o.NodesPerZone != 0) {
		return o, fmt.Errorf("only a full lab has nodes: set Full, or leave Zones and NodesPerZone out")
	}
	if len(o.Zones) == 0 {
		o.Zones = []string{"a", "b", "c"}
	}
	o.Zones = slices.Clone(o.Zones)
	for i, zone := range o.Zones {
		if !label.MatchString(zone) || slices.Contains(o.Zones[:i], zone) {
			return o, fmt.Errorf("zone %d cannot be named %q: names are small letters, digits and '-', unlike each other", i+1, zone)
		}
	}
	if o.NodesPerZone == 0 {
		o.NodesPerZone = 2
	}
	if o.NodesPerZone < 1 || o.NodesPerZone > maxNodesPerZone {
		return o, fmt.Errorf("a zone has 1 to %d nodes, not %d", maxNodesPerZone, o.NodesPerZone)
	}
	return o, nil
}
