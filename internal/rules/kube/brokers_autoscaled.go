package kube

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// BrokersAutoscaled finds autoscalers over Kafka's own pods. A broker is not one of
// many that are alike: it holds replicas, and the load of others does not become less
// because it is there.
var BrokersAutoscaled = &rule.Rule{
	Name: "kube/brokers-autoscaled", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("brokers-autoscaled"),
	NoCEL:   "needs the autoscaler and the pods that it scales side by side",
	Check: func(p *rule.Pass) {
		a := p.Object().Autoscaler
		if a == nil || a.Fixed() {
			return
		}
		of := scaledBy(p, a)
		if of == "" {
			return
		}
		r := p.Report("it scales the %s %s, whose pods are Kafka %s, %s: one that is added gets no partitions, because Kafka moves none by itself, and %s",
			a.Kind.Raw(), a.Name.Raw(), of, between(a), gone(a)).
			Because(read("scaleTargetRef.name", a.Name)).At(read("scaleTargetRef.name", a.Name)).
			Fix("remove it. To grow, raise replicas and move partitions to the new brokers (kafka-reassign-partitions.sh, or add-brokers of Cruise Control); " +
				"to shrink, move all partitions away first, then unregister the brokers")
		if operated(a) {
			r.As(finding.Warning)
		}
	},
}

// operated tells that an operator carries out what is scaled. Strimzi takes no broker
// away that still holds partitions, and can have Cruise Control move them.
func operated(a *model.Autoscaler) bool { return a.Kind.Raw() == "KafkaNodePool" }

// scaledBy is what the pods are that it scales; "" where they are not known to be
// Kafka's.
func scaledBy(p *rule.Pass, a *model.Autoscaler) string {
	for _, o := range p.Objects() {
		if o.Patch || !beside(p.Object(), o) || !a.Scales(o) {
			continue
		}
		for _, set := range setsOf(p, o) {
			if set.Roles.Has(model.RoleBroker) || set.Roles.Has(model.RoleController) {
				return roleOf(set)
			}
		}
	}
	if operated(a) {
		return "nodes"
	}
	return ""
}

func between(a *model.Autoscaler) string {
	least, most := "1", "any number"
	if a.Min.Usable() {
		least = a.Min.Raw()
	}
	if a.Max.Usable() {
		most = a.Max.Raw()
	}
	return fmt.Sprintf("between %s and %s by their load", least, most)
}

func gone(a *model.Autoscaler) string {
	if operated(a) {
		return "Strimzi refuses to take one away that still holds partitions, so that the pool is scaled and scaled back for ever"
	}
	return "one that is taken away takes its replicas with it: partitions lose copies, and those without another one have no leader"
}
