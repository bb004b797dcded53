package admit

import (
	"context"
	"errors"
	"strings"
)

// The resources that are asked for beside the object of a request.
var (
	budgets      = Resource{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"}
	statefulSets = Resource{Group: "apps", Version: "v1", Resource: "statefulsets"}
	podSets      = Resource{Group: strimziCore, Version: "v1", Resource: "strimzipodsets"}
	nodePools    = Resource{Group: strimzi, Version: "v1", Resource: "kafkanodepools"}
	kafkas       = Resource{Group: strimzi, Version: "v1", Resource: "kafkas"}
)

// Strimzi's API groups, and the label by which its objects name their cluster.
const (
	strimzi      = "kafka.strimzi.io"
	strimziCore  = "core.strimzi.io"
	clusterLabel = "strimzi.io/cluster"
)

// lookAround asks for what stands beside an object that rules hold it against: the pools
// of its cluster, the pods that a budget protects. Of pods nothing is asked: there are
// many, and their rules need nothing else. What is asked for and not told is lacking.
func (j *Rules) lookAround(ctx context.Context, c *change, h *head) {
	q, ties := c.Request, j.tied(c.Namespace, h)
	if j.Cluster == nil {
		c.parted = hasKin(ties, q.Namespace, h)
		return
	}
	a := asker{ctx: ctx, cluster: j.Cluster, namespace: q.Namespace, of: h}
	switch h.kind() {
	case "KafkaTopic", "KafkaNodePool":
		a.pools(h.Metadata.Labels[clusterLabel], strimziVersion(h))
	case "Kafka":
		a.list(versioned(nodePools, strimziVersion(h)), clusterLabel+"="+q.Name)
	case "PodDisruptionBudget":
		a.list(statefulSets, "")
		a.list(podSets, "")
	case "StatefulSet":
		a.kin(ties)
		c.parted = a.unknown != ""
		a.list(budgets, "")
	}
	c.beside = a.found
	c.lacks(a.unknown)
}

// asker gathers objects. Once an answer is lacking it asks no more: what is left of
// the budget is for Kafka.
type asker struct {
	ctx       context.Context
	cluster   Cluster
	namespace string
	of        *head
	found     [][]byte
	taken     map[string]bool // what was found, by kind, namespace and name
	unknown   string
}

// pools asks for a Strimzi cluster and its node pools.
func (a *asker) pools(cluster, version string) {
	if cluster == "" || a.namespace == "" {
		return
	}
	a.list(versioned(nodePools, version), clusterLabel+"="+cluster)
	a.one(versioned(kafkas, version), cluster)
}

func (a *asker) list(r Resource, selector string) {
	if a.unknown != "" {
		return
	}
	var all [][]byte
	err := served(r, func(r Resource) (err error) {
		all, err = a.cluster.Objects(a.ctx, r, a.namespace, selector)
		return err
	})
	if a.lacks(r, err) {
		return
	}
	for _, text := range all {
		if h, err := headOf(text); err == nil && (h.kind() != a.of.kind() || h.Metadata.Name != a.of.Metadata.Name) {
			a.take(&h, text)
		}
	}
}

// take adds an object, unless it was asked for twice.
func (a *asker) take(h *head, text []byte) {
	key := h.kind() + " " + a.namespace + "/" + h.Metadata.Name
	if a.taken[key] {
		return
	}
	if a.taken == nil {
		a.taken = map[string]bool{}
	}
	a.taken[key] = true
	a.found = append(a.found, text)
}

func (a *asker) one(r Resource, name string) {
	if a.unknown != "" {
		return
	}
	var text []byte
	err := served(r, func(r Resource) (err error) {
		text, err = a.cluster.Object(a.ctx, r, a.namespace, name)
		return err
	})
	if h, bad := headOf(text); !a.lacks(r, err) && len(text) > 0 && bad == nil {
		a.take(&h, text)
	}
}

// served asks for a resource in one version after another, until the API server has it.
// Strimzi serves v1 since 0.49, v1beta2 before and after, and of topics v1alpha1, too.
func served(r Resource, ask func(Resource) error) error {
	err := ask(r)
	for _, version := range []string{"v1", "v1beta2"} {
		ours := r.Group == strimzi || r.Group == strimziCore
		if !ours || version == r.Version || !errors.Is(err, ErrNoResource) {
			continue
		}
		other := r
		other.Version = version
		err = ask(other)
	}
	return err
}

// lacks notes an answer that did not come. That there is nothing is an answer; so is,
// beside a budget, that the cluster has no pod sets because it has no Strimzi.
func (a *asker) lacks(r Resource, err error) bool {
	none := errors.Is(err, ErrAbsent) || errors.Is(err, ErrNoResource) && r.Group == strimziCore
	if err != nil && !none {
		a.unknown = "which " + r.Resource + " there are in " + a.namespace + " (" + late(err) + ")"
	}
	return err != nil
}

// strimziVersion is the version in which the object itself came, which the API server
// then serves of its siblings, too.
func strimziVersion(h *head) string {
	_, version, _ := strings.Cut(h.APIVersion, "/")
	return version
}

func versioned(r Resource, version string) Resource {
	if version != "" {
		r.Version = version
	}
	return r
}
