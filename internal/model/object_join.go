package model

import (
	"strconv"
	"strings"
)

// PodsOf lists the pods of an object with what the rest of the scope adds to
// them: a node pool inherits from its Kafka resource. lack says what is not
// there, so that what is absent from the pods may yet come; "" if nothing is.
func (s *Scope) PodsOf(o *Object) (sets []*PodSet, lack string) {
	if len(o.Sets) == 0 || o.Kind != "KafkaNodePool" {
		return o.Sets, ""
	}
	cluster, lack := s.template()
	if cluster == nil {
		return o.Sets, lack
	}
	for _, own := range o.Sets {
		sets = append(sets, own.inherit(cluster.Template))
	}
	return sets, ""
}

// template is the only object of the scope that others inherit from.
func (s *Scope) template() (found *Object, lack string) {
	for _, o := range s.Objects {
		switch {
		case o.Template == nil:
		case found != nil:
			return nil, "several Kafka resources are among the files, and it is not known whose the node pool is"
		default:
			found = o
		}
	}
	if found == nil {
		return nil, "the Kafka resource of the node pool is not among the files"
	}
	return found, ""
}

// inherit is the set with what the cluster's template gives to it. Strimzi
// merges templates by property, and the pool's own wins (proposal 120).
func (p *PodSet) inherit(t *PodSet) *PodSet {
	out := *p
	if out.AntiAffinity == nil {
		out.AntiAffinity, out.Nodes = t.AntiAffinity, t.Nodes
	}
	if out.Spread == nil {
		out.Spread = t.Spread
	}
	out.Grace, out.Rack = or(p.Grace, t.Grace), or(p.Rack, t.Rack)
	out.Labels = t.Labels.with(p.Labels)
	if p.JVM.Len() == 0 {
		out.JVM = t.JVM
	}
	if len(p.Containers) > 0 && len(t.Containers) > 0 {
		out.Containers = []Container{p.Containers[0].inherit(&t.Containers[0])}
	}
	return &out
}

func (c *Container) inherit(t *Container) Container {
	out := *c
	if !c.Resources.MemoryLimit.IsSet() && !c.Resources.MemoryRequest.IsSet() {
		out.Resources = t.Resources
	}
	if c.Env.Len() == 0 {
		out.Env = t.Env
	}
	return out
}

func or(a, b Value) Value {
	if a.IsSet() {
		return a
	}
	return b
}

// with is the settings and then others, which count before them.
func (c Config) with(o Config) Config {
	var out Config
	for _, list := range [][]Setting{c.list, o.list} {
		for _, s := range list {
			out.Set(s.Name, s.Value, s.At)
		}
	}
	return out
}

// BrokerPods adds up the brokers of the scope's pods; known is false if no object
// makes any. Exact: every set's number is known, and none is a pod, which may
// have siblings that no document shows.
func (s *Scope) BrokerPods() (c Count, known bool) {
	c.Exact = true
	for _, o := range s.Objects {
		for _, set := range o.Sets {
			if !set.Roles.Has(RoleBroker) {
				continue
			}
			known = true
			n, ok := set.Pods()
			if !ok || set.Owned || o.Patch || o.Kind == "Pod" {
				c.Exact = false
			}
			c.N += n
			c.From = append(c.From, Counted{"replicas of " + o.Name, set.Count, o.Home})
		}
	}
	return c, known
}

// Pods is how many pods the set has; false where the number is not known.
func (p *PodSet) Pods() (n int, known bool) {
	n, err := strconv.Atoi(strings.TrimSpace(p.Count.Raw()))
	return max(n, 0), p.Count.Usable() && err == nil && n >= 0
}

// Main is Kafka's own container; nil where the document shows none.
func (p *PodSet) Main() *Container {
	if p.Kafka < 0 || p.Kafka >= len(p.Containers) {
		return nil
	}
	return &p.Containers[p.Kafka]
}
