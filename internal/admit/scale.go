package admit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// scale judges a change of a scale subresource. The request has numbers alone: the
// object that is scaled is asked of the API server, and judged with the one number and
// with the other.
func (j *Rules) scale(ctx context.Context, c *change) (Verdict, error) {
	from, errFrom := replicasOf(c.before)
	to, errTo := replicasOf(c.now)
	if err := errors.Join(errFrom, errTo); err != nil {
		return Verdict{}, err
	}
	if c.now == nil || c.before != nil && from == to {
		return allow().note("skipped", "the number of replicas has not changed"), nil
	}
	asking, cancel := j.asking(ctx)
	defer cancel()
	object, err := j.scaled(asking, c)
	if err != nil {
		c.lacks("what " + c.what() + " scales (" + late(err) + ")")
		return j.verdict(c, nil, &finding.Result{}), nil
	}
	j.lookAround(asking, c, &c.is)
	return j.scaledTo(ctx, asking, c, object, from, to)
}

// replicasOf is the number of a Scale. One that is left out is 0, as of any Scale that
// the API server writes.
func replicasOf(text []byte) (n int, err error) {
	var scale struct {
		Spec struct {
			Replicas int `json:"replicas"`
		} `json:"spec"`
	}
	if len(text) == 0 {
		return 0, nil
	}
	if err := json.Unmarshal(text, &scale); err != nil {
		return 0, fmt.Errorf("the Scale cannot be read: %s", syntax(err))
	}
	return scale.Spec.Replicas, nil
}

// scaled asks for the object behind a scale subresource, and reads its head.
func (j *Rules) scaled(ctx context.Context, c *change) (text []byte, err error) {
	if j.Cluster == nil {
		return nil, errors.New("no Kubernetes cluster can be asked")
	}
	if text, err = j.Cluster.Object(ctx, c.Resource, c.Namespace, c.Name); err != nil {
		return nil, err
	}
	c.is, err = headOf(text)
	return text, err
}

// scaledTo judges the object with the new number of replicas, by what the old one did
// not have wrong. What is asked has a shorter deadline than the rules.
func (j *Rules) scaledTo(ctx, asking context.Context, c *change, object []byte, from, to int) (Verdict, error) {
	now, errNow := withReplicas(object, to)
	before, errBefore := withReplicas(object, from)
	if err := errors.Join(errNow, errBefore); err != nil {
		return Verdict{}, err
	}
	is, err := j.run(ctx, file.Object{Now: now, Beside: c.beside})
	if err != nil {
		return Verdict{}, err
	}
	was, err := j.run(ctx, file.Object{Now: before, Beside: c.beside})
	if err != nil {
		return Verdict{}, err
	}
	if to >= from {
		return j.verdict(c, added(is.Findings, was.Findings), is.Result), nil
	}
	found := j.thin(asking, c, is.world, added(is.Findings, was.Findings, scaleBelow))
	return j.verdict(c, found, is.Result), nil
}

// withReplicas is an object with another spec.replicas; all else stays as it is.
func withReplicas(object []byte, n int) ([]byte, error) {
	var top, spec map[string]json.RawMessage
	if err := json.Unmarshal(object, &top); err != nil {
		return nil, fmt.Errorf("the object that is scaled cannot be read: %s", syntax(err))
	}
	if err := json.Unmarshal(top["spec"], &spec); err != nil || spec == nil {
		return nil, errors.New("the object that is scaled has no spec")
	}
	var err error
	spec["replicas"] = json.RawMessage(strconv.Itoa(n))
	if top["spec"], err = json.Marshal(spec); err != nil {
		return nil, err
	}
	return json.Marshal(top)
}

// thin holds the brokers that would be left against the topics that Kafka has.
func (j *Rules) thin(ctx context.Context, c *change, w *rule.World, found []finding.Finding) []finding.Finding {
	o := brokersOf(w)
	if o == nil {
		return found // not Kafka's, or controllers alone
	}
	left := brokersLeft(w, o)
	if j.Live == nil {
		c.lacks("how many replicas the topics have (no Kafka cluster can be asked)")
		return found
	}
	if c.parted {
		c.lacks("how many brokers would be left (not all StatefulSets of the cluster are known)")
		return found
	}
	facts, err := j.Live.Replicas(ctx, slices.Concat(o.Place.Names, o.Place.Aliases), left)
	if err != nil {
		c.lacks("how many replicas the topics have (" + late(err) + ")")
		return found
	}
	if facts.Replicas <= left {
		return found
	}
	return j.report(found, finding.Finding{
		Rule: scaleBelow, Severity: finding.Error, Subject: o.Subject(), Discriminator: "topics",
		Origin: model.Origin{Address: "spec.replicas"}, Message: tooFew(&facts, left),
		Fix: fmt.Sprintf("keep %d brokers or more, or first take replicas away with kafka-reassign-partitions.sh", facts.Replicas),
	})
}

// tooFew says what becomes of topics with more replicas than brokers.
func tooFew(f *ReplicaFacts, left int) string {
	others := ""
	if f.Topics > 1 {
		others = fmt.Sprintf(" (and %s more)", finding.Plural(f.Topics-1, "topic"))
	}
	text := fmt.Sprintf("topic %s%s has %d replicas and %s would be left: its partitions stay under-replicated, and Kafka refuses to create such a topic with INVALID_REPLICATION_FACTOR (error 38)",
		f.Topic, others, f.Replicas, finding.Plural(left, "broker"))
	if f.InSync > left {
		text += fmt.Sprintf("; min.insync.replicas of %s is %d, so every write to it with acks=all fails with NOT_ENOUGH_REPLICAS (error 19)", f.Of, f.InSync)
	}
	return text
}

// brokersOf is the object of the request, if it makes brokers; nil if not.
func brokersOf(w *rule.World) *model.Object {
	for _, o := range w.Now.Objects {
		if o.At.File != file.Requested {
			continue
		}
		for _, set := range o.Sets {
			if set.Roles.Has(model.RoleBroker) {
				return o
			}
		}
	}
	return nil
}

// brokersLeft is how many brokers the manifests of the object's cluster have.
func brokersLeft(w *rule.World, o *model.Object) int {
	for _, s := range w.Now.Scopes {
		if s.Name == o.Home.Scope {
			count, _ := s.BrokerPods()
			return count.N
		}
	}
	return 0
}
