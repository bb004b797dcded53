package kube

import (
	"path"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

var workloads = model.FactsOf(model.FactWorkloads)

// read is a value as evidence, under the name that its author knows.
func read(name string, v model.Value) rule.Reading {
	return rule.Reading{Name: name, Written: v.Written(), Value: v}
}

// each calls judge for every shape of pods that the object makes, with what the
// cluster's own resource adds to them. lack says what is not there to tell that
// something is absent; "" if all is.
func each(p *rule.Pass, judge func(set *model.PodSet, lack string)) {
	o := p.Object()
	if len(o.Sets) == 0 || p.Scope() == nil {
		return
	}
	sets, lack := p.Scope().PodsOf(o)
	if lack == "" {
		lack = patched(p)
	}
	for _, set := range sets {
		judge(set, lack)
	}
}

// patched tells whether a part of the object lies in another document: what
// the object does not say, that may.
func patched(p *rule.Pass) string {
	if p.Object().Patch {
		return "the document is a patch, which something else completes"
	}
	if patch := p.PatchOf(); patch != nil {
		return "a patch of the object lies in " + patch.Place.File
	}
	return ""
}

// about tells the shapes of one object apart in findings.
func about(p *rule.Pass, set *model.PodSet, r *rule.Report) *rule.Report {
	for i, other := range p.Object().Sets {
		if i > 0 && other.At == set.At {
			return r.About("shape " + strconv.Itoa(i+1))
		}
	}
	return r
}

// solitary tells whether the cluster has one broker at most: a cluster to try
// things out, of which nobody expects that it survives anything. A pod alone
// tells by its internal topics, which have one copy.
func solitary(p *rule.Pass, set *model.PodSet) bool {
	brokers, known := p.Scope().BrokerPods()
	if !known || brokers.N > 1 {
		return false
	}
	return brokers.Exact || p.Object().Kind == "Pod" && !set.Owned && keepsOneCopy(set)
}

func keepsOneCopy(set *model.PodSet) bool {
	return strings.TrimSpace(set.Settings.Own(key.BrokerOffsetsReplicas.Name).Raw()) == "1"
}

// replicas is how many pods the set has, as evidence.
func replicas(set *model.PodSet) (rule.Int, bool) {
	n, known := set.Pods()
	return rule.Int{Reading: read("replicas", set.Count), N: int64(n)}, known
}

// roleOf is what the pods are, in a sentence.
func roleOf(set *model.PodSet) string {
	switch {
	case set.Roles.Has(model.RoleBroker | model.RoleController):
		return "brokers and controllers"
	case set.Roles.Has(model.RoleController):
		return "controllers"
	}
	return "brokers"
}

// beside tells whether two objects may be of one Kubernetes cluster: they are
// of one scope, or their files lie in one directory or below each other's.
func beside(a, b *model.Object) bool {
	if a.Namespace != b.Namespace {
		return false
	}
	if a.Home.Scope == b.Home.Scope {
		return true
	}
	x, y := path.Dir(a.Place.File), path.Dir(b.Place.File)
	return x == y || strings.HasPrefix(x+"/", y+"/") || strings.HasPrefix(y+"/", x+"/")
}

// isV1 tells a Strimzi resource of the version that operators before 0.49 do
// not serve.
func isV1(o *model.Object) bool { return o.APIVersion.Raw() == "kafka.strimzi.io/v1" }
