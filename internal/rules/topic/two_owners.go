package topic

import (
	"path"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TwoOwners finds a topic that two places of one cluster declare differently:
// each of them undoes what the other has set. In one file of our own format two
// declarations are always two. A join that is only guessed says nothing here.
var TwoOwners = &rule.Rule{
	Name: "topic/two-owners", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindTopic},
	Needs:   layoutAndConfig,
	Doc:     doc("two-owners"),
	NoCEL:   "needs the other topics of the cluster",
	Check: func(p *rule.Pass) {
		own := p.Topic()
		if !owns(own) {
			return
		}
		for _, other := range p.Namesakes() {
			if other == own {
				return // each pair is told once, at its second declaration
			}
			if other.Name != own.Name || !owns(other) || sameOwner(own, other) || join(p, other.Place, other.Home) != model.Known {
				continue
			}
			if here, there, differ := difference(own, other); differ {
				p.Report("the topic is declared twice in one cluster, here with %s %s and in %s with %s: each owner undoes what the other sets",
					here.Name, here, there.Value.Origin(), there).
					Because(here, there).At(here).
					Fix("keep one of the two declarations and delete the other")
				return
			}
			if ownFormat(own) && own.Place.File == other.Place.File {
				p.Report("the topic is declared twice in one file, here and in %s: each declaration is a whole topic, so the two are never put together, and each undoes what the other sets",
					other.At).
					Because(named(p, own), named(p, other)).AtOrigin(own.At).
					Fix("write all of its values in one declaration and delete the other")
				return
			}
		}
	},
}

// observed are formats that say what a cluster has. They own nothing, and
// neither does a running cluster itself.
var observed = map[string]bool{"kafka-topics": true, "kafka-configs": true}

func owns(t *model.Topic) bool { return t.Layout == nil && !observed[t.Format] }

// ownFormat tells Breakwater's own topic file, in which each entry is a whole
// topic.
func ownFormat(t *model.Topic) bool { return t.Format == "breakwater" }

// sameOwner tells two declarations that are one: Terraform's source and its
// plan, and the layers of one Kubernetes object in a kustomization.
func sameOwner(a, b *model.Topic) bool {
	terraform := func(t *model.Topic) bool { return t.Format == "terraform" || t.Format == "terraform-plan" }
	if terraform(a) && terraform(b) {
		return a.Format != b.Format
	}
	return a.Format == "strimzi" && b.Format == "strimzi" && path.Dir(a.Place.File) != path.Dir(b.Place.File)
}

// difference is the first value that two declarations give differently. A
// setting that only one of them has is not a contradiction.
func difference(a, b *model.Topic) (here, there rule.Reading, differ bool) {
	if differs(a.Partitions, b.Partitions) {
		return rule.Promise("partitions", a.Partitions), rule.Promise("partitions", b.Partitions), true
	}
	if differs(a.Replicas, b.Replicas) {
		return rule.Promise("replicas", a.Replicas), rule.Promise("replicas", b.Replicas), true
	}
	for _, s := range a.Config.Settings() {
		if other := b.Config.Get(s.Name); differs(s.Value, other) {
			return rule.Promise(s.Name, s.Value), rule.Promise(s.Name, other), true
		}
	}
	return here, there, false
}

// differs compares known values, and numbers by their value: 010 is 10.
func differs(a, b model.Value) bool {
	if !a.Usable() || !b.Usable() || a.Raw() == b.Raw() {
		return false
	}
	m, errA := strconv.ParseInt(a.Raw(), 10, 64)
	n, errB := strconv.ParseInt(b.Raw(), 10, 64)
	return errA != nil || errB != nil || m != n
}
