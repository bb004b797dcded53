package admit

import (
	"cmp"
	"context"
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// deletion judges a DELETE. What goes with a topic's object are its records, and with
// a Kafka's the brokers, so both want a word from somebody: an annotation that names
// the object. It is wanted of an empty topic, too, and of one that Kafka does not have:
// who looked at the wrong cluster would see just that.
func (j *Rules) deletion(ctx context.Context, c *change) (Verdict, error) {
	if c.was.Metadata.DeletionTimestamp != "" {
		return allow().note("skipped", "it is being deleted"), nil
	}
	name := cmp.Or(c.Name, c.was.Metadata.Name)
	confirmed := name != "" && c.was.Metadata.Annotations[confirm] == name
	if why := stops[c.was.kind()]; why != "" && groupOf(c.was.APIVersion) == strimzi {
		if confirmed {
			return allow().note("confirmed-delete", name), nil
		}
		return j.unconfirmed(c, name, why), nil
	}
	if j.tied(c.Namespace, &c.was) != nil {
		return j.ofSet(ctx, c, name, confirmed)
	}
	is, err := j.run(ctx, file.Object{Before: c.before})
	if err != nil {
		return Verdict{}, err
	}
	if len(is.world.Before.Topics) == 0 {
		return j.unjudged(ctx, c, name, confirmed)
	}
	asking, cancel := j.asking(ctx)
	defer cancel()
	found := j.enliven(asking, c, is, is.Findings)
	if confirmed {
		return j.confirmed(c, name, found), nil
	}
	for i := range found {
		if found[i].Rule == destroyed {
			found[i].Fix = howToConfirm(c, name) + howToKeep(c, name)
		}
	}
	return j.verdict(c, found, is.Result), nil
}

// unjudged answers the deletion of what is no topic that the operator manages, with the
// reason in the audit log. A topic that cannot be read is an error, until somebody says
// that it may go: else nobody could ever take it away.
func (j *Rules) unjudged(ctx context.Context, c *change, name string, confirmed bool) (Verdict, error) {
	is, err := j.run(ctx, file.Object{Now: c.before})
	if err != nil {
		return Verdict{}, err
	}
	switch err := c.unread(is.Result); {
	case err != nil && confirmed:
		return allow().note("confirmed-delete", name).note("not-judged", err.Error()), nil
	case err != nil:
		return Verdict{}, fmt.Errorf("%w; %s", err, howToConfirm(c, name))
	}
	return unseen(allow().note("not-judged", "a deletion is judged of topics, node pools and a Kafka alone"), is.Result), nil
}

// confirmed is a yes to a deletion, with what goes in a warning. A person has taken
// that upon himself, whatever is not known.
func (j *Rules) confirmed(c *change, name string, found []finding.Finding) Verdict {
	v := allow().note("confirmed-delete", name)
	for i := range found {
		v.add(auditKey(found[i].Rule), found[i].Message)
		v.Warnings = append(v.Warnings, warning(&found[i]))
	}
	for _, what := range c.unknown {
		v.add("not-known", what)
		v.Warnings = append(v.Warnings, "breakwater: not known: "+what)
	}
	return v
}

// stops says what a deletion of Strimzi's kinds that make brokers does.
var stops = map[string]string{
	"Kafka":         "the deletion stops all brokers of the cluster, and deletes the volumes that have deleteClaim: true",
	"KafkaNodePool": "the deletion stops all nodes of the pool, and deletes the volumes that have deleteClaim: true: partitions that no other broker holds are offline or lost",
}

// howToKeep is the command after which Strimzi leaves the topic in Kafka.
func howToKeep(c *change, name string) string {
	if c.was.kind() != "KafkaTopic" {
		return ""
	}
	return "; if only the object is to go and the topic to stay: kubectl annotate " + c.named(name) + " " + managed + "=false"
}

// named is an object as kubectl is given it.
func (c *change) named(name string) string {
	text := cmp.Or(c.Resource.Resource, c.was.Kind) + " " + name
	if c.Namespace != "" {
		text += " -n " + c.Namespace
	}
	return text
}

// howToConfirm is the command that says that a deletion is meant.
func howToConfirm(c *change, name string) string {
	return fmt.Sprintf("keep it; if the deletion is meant, say so first: kubectl annotate %s %s=%s", c.named(name), confirm, name)
}
