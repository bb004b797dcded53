package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AnnotationIgnored finds annotations that the operator reads no longer.
var AnnotationIgnored = &rule.Rule{
	Name: "kube/annotation-ignored", Severity: finding.Warning, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("annotation-ignored"),
	CEL: []rule.CEL{{
		Sees: rule.SeesClusters, Severity: finding.Warning,
		Let:  []rule.Let{{Name: "old", Known: `['strimzi.io/kraft', 'strimzi.io/node-pools'].filter(a, a in cluster.annotations)`}},
		When: `cluster.version == 'kafka.strimzi.io/v1'`,
		Says: `'the annotation ' + old + ': ' + cluster.annotations[old] + ' is ignored since Strimzi 0.48, and v1 is served from 0.49 on: every cluster runs KRaft with node pools; fix: remove it'`,
	}},
	Check: func(p *rule.Pass) {
		if !isV1(p.Object()) {
			return
		}
		for _, name := range []string{"strimzi.io/kraft", "strimzi.io/node-pools"} {
			if v := p.Object().Annotations.Get(name); v.IsSet() {
				p.Report("the annotation %s: %s is ignored since Strimzi 0.48, and v1 is served from 0.49 on: every cluster runs KRaft with node pools",
					name, read(name, v)).About(name).Fix("remove it")
			}
		}
	},
}

// dangers are annotations that take a protection away, by their value; "" for
// any.
var dangers = map[string]struct{ value, effect string }{
	"strimzi.io/skip-broker-scaledown-check": {"true", "brokers are removed although they still hold replicas, and what only they held is gone"},
	"strimzi.io/delete-pod-and-pvc":          {"true", "the operator deletes the pod and the volume behind it"},
	"strimzi.io/pause-reconciliation":        {"true", "the operator changes nothing any more: certificates run out, and no change is carried out"},
}

// DangerousAnnotation finds annotations that were meant for one occasion and
// stand in a document that is applied again and again.
var DangerousAnnotation = &rule.Rule{
	Name: "kube/dangerous-annotation", Severity: finding.Warning, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("dangerous-annotation"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{celDangerous("pod")},
			When: `true`,
			Says: celDangerousSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning, Let: []rule.Let{celDangerous("cluster")},
			When: `true`,
			Says: celDangerousSays,
		},
	},
	Check: func(p *rule.Pass) {
		for _, a := range p.Object().Annotations.Settings() {
			danger, is := dangers[a.Name]
			if is && strings.EqualFold(a.Value.Raw(), danger.value) {
				p.Report("the annotation %s is %s: %s", a.Name, read(a.Name, a.Value), danger.effect).About(a.Name).
					Fix("set it by kubectl annotate for the occasion, and remove it here")
			}
		}
	},
}

// ScaleBelowReplication finds clusters with fewer brokers than a new topic gets
// replicas. Topics that are declared are replicas-exceed-brokers'.
var ScaleBelowReplication = &rule.Rule{
	Name: "kube/scale-below-replication", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject, model.KindBroker},
	Needs:   workloads.With(model.FactBrokerConfig),
	Keys:    []model.Key{key.BrokerDefaultReplicationFactor},
	Doc:     doc("scale-below-replication"),
	NoCEL:   "needs the Kafka resource and all of its node pools",
	Check: func(p *rule.Pass) {
		if !isFirstOfBrokers(p) {
			return
		}
		brokers, known := p.Scope().BrokerPods()
		if !known || !brokers.Exact || brokers.N == 0 {
			return
		}
		factor, ok := defaultFactor(p)
		if !ok || factor.N <= int64(brokers.N) {
			return
		}
		r := p.Report("%s is %s and the cluster has %d brokers: Kafka refuses to create such a topic with INVALID_REPLICATION_FACTOR (error 38)",
			factor.Name, factor, brokers.N)
		for _, from := range brokers.From {
			r.Because(read(from.Name, from.Value))
			r.At(read(from.Name, from.Value))
		}
		r.Fix("run %d brokers or more", factor.N)
	},
}

// isFirstOfBrokers tells one object of the cluster's from the others, so that
// what holds for all is told once.
func isFirstOfBrokers(p *rule.Pass) bool {
	if p.Scope() == nil || p.Object().Patch {
		return false
	}
	for _, o := range p.Scope().Objects {
		for _, set := range o.Sets {
			if set.Roles.Has(model.RoleBroker) {
				return o == p.Object() && patched(p) == ""
			}
		}
	}
	return false
}

// defaultFactor is default.replication.factor where somebody declared it: for the
// brokers of the cluster, or by a variable beside a command that starts Kafka with a
// file of its own. Such a container makes no broker that could be asked.
func defaultFactor(p *rule.Pass) (rule.Int, bool) {
	factor := key.BrokerDefaultReplicationFactor
	for _, b := range p.Scope().Brokers {
		if n, ok := p.OfBroker(b).Int(factor); ok && n.Is() {
			return n, true
		}
	}
	for _, set := range p.Object().Sets {
		v := set.Settings.Own(factor.Name)
		if n, ok := whole(v); ok {
			return rule.Int{Reading: read(factor.Name, v), N: int64(n)}, true
		}
	}
	return rule.Int{}, false
}
