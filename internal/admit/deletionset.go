package admit

import (
	"context"
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// orphan is the propagation policy of `kubectl delete --cascade=orphan`: the pods stay and
// go on, and a StatefulSet made anew takes them over.
const orphan = "Orphan"

// ofSet judges the deletion of a StatefulSet of a cluster that no operator makes. It stops
// its pods as that of a node pool does, and wants a word, too. What Kafka says of it is
// what it would say of a scale-down to nothing.
func (j *Rules) ofSet(ctx context.Context, c *change, name string, confirmed bool) (Verdict, error) {
	if c.How.PropagationPolicy == orphan {
		return allow().note("skipped", "its pods stay as they are"), nil
	}
	asking, cancel := j.asking(ctx)
	defer cancel()
	j.lookAround(asking, c, &c.was)
	is, err := j.run(ctx, file.Object{Now: c.before, Beside: c.beside})
	if err != nil {
		return Verdict{}, err
	}
	why := stopsPods(is.world)
	if why == "" {
		return j.unjudged(ctx, c, name, confirmed)
	}
	found, err := j.withoutSet(ctx, asking, c)
	if err != nil {
		return Verdict{}, err
	}
	if confirmed {
		return j.confirmed(c, name, found), nil
	}
	for i := range found {
		why += "; " + found[i].Message
	}
	return j.unconfirmed(c, name, why), nil
}

// stopsPods says what goes with the StatefulSet of a request; "" where it is not Kafka's.
func stopsPods(w *rule.World) string {
	for _, o := range w.Now.Objects {
		if o.At.File != file.Requested || len(o.Sets) == 0 {
			continue
		}
		set, role := o.Sets[0], "controller"
		if set.Roles.Has(model.RoleBroker) {
			role = "broker"
		}
		pods, known := set.Pods()
		text := "the deletion stops all " + role + "s of the StatefulSet"
		if known {
			text = fmt.Sprintf("the deletion stops the %s of the StatefulSet", finding.Plural(pods, role))
		}
		for _, policy := range set.Deletes {
			if policy.Origin().Address == "spec.persistentVolumeClaimRetentionPolicy.whenDeleted" {
				text += ", and deletes their volumes (whenDeleted: Delete)"
			}
		}
		return text
	}
	return ""
}

// withoutSet is what Kafka says of its topics without the brokers of the StatefulSet.
func (j *Rules) withoutSet(ctx, asking context.Context, c *change) ([]finding.Finding, error) {
	if j.Live == nil {
		return nil, nil
	}
	none, err := withReplicas(c.before, 0)
	if err != nil {
		return nil, err
	}
	left, err := j.run(ctx, file.Object{Now: none, Beside: c.beside})
	if err != nil {
		return nil, err
	}
	return j.thin(asking, c, left.world, nil), nil
}

// unconfirmed is the no to a deletion of brokers that nobody has taken upon himself, with
// what is not known of it.
func (j *Rules) unconfirmed(c *change, name, why string) Verdict {
	v := deny(0, refuses(c.Request, &told{[]string{"- " + why + "\n  fix: " + howToConfirm(c, name)}, 1}, &told{})).note("unconfirmed-delete", why)
	for _, what := range c.unknown {
		v.add("not-known", what)
		v.Warnings = append(v.Warnings, "breakwater: not known: "+what)
	}
	return v
}
