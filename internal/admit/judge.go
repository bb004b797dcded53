package admit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// Rules is the judge of objects by the rules of files. It may be used from several
// goroutines.
type Rules struct {
	Known     []*rule.Rule
	Settings  *rule.Settings    // its modes say what a finding does to a request
	Workloads []*model.Workload // of the policy: what topics are for
	Scopes    []scope.Named     // of breakwater.yaml: which identities are one cluster; none has files here
	Now       func() time.Time

	Cluster Cluster       // of Kubernetes; nil: an object is judged by itself
	Live    Live          // Kafka's clusters; nil: what is on them is not asked
	Budget  time.Duration // of all questions of one review; 0: DefaultBudget
}

// confirm is the annotation by which somebody says that a topic or brokers may be
// deleted: its value is the name of the object.
const confirm = "breakwater/confirm-delete"

// Judge decides over one request. CREATE is judged in full. Of an UPDATE only what
// it makes wrong counts: an old object that is bad may still be labelled, scaled or
// repaired. What is being deleted already may be changed in any way.
func (j *Rules) Judge(ctx context.Context, q *Request) (Verdict, error) {
	v, err := j.judge(ctx, q)
	return v.closed(), err
}

func (j *Rules) judge(ctx context.Context, q *Request) (Verdict, error) {
	c := change{Request: q, now: present(q.Object), before: present(q.OldObject)}
	switch {
	case q.Operation == Connect, c.now == nil && c.before == nil:
		return allow(), nil
	case q.SubResource == "scale":
		return j.scale(ctx, &c)
	}
	var errBefore, errNow error
	c.was, errBefore = headOf(c.before)
	c.is, errNow = headOf(c.now)
	if err := cmp.Or(errBefore, errNow, c.honest(), c.crowded()); err != nil {
		return Verdict{}, err
	}
	switch {
	case c.is.Metadata.DeletionTimestamp != "":
		return allow().note("skipped", "it is being deleted"), nil
	case c.now == nil:
		return j.deletion(ctx, &c)
	case c.before != nil && c.is.same(&c.was):
		return allow().note("skipped", "what is judged has not changed"), nil
	}
	return j.stored(ctx, &c)
}

// change is a request with its objects taken apart.
type change struct {
	*Request
	now, before []byte // JSON; nil: there is none
	is, was     head

	beside  [][]byte // what it is held against
	parted  bool     // of the brokers of its cluster that are elsewhere not all are known
	unknown []string // what was asked for and not told, as "which pools there are (no answer in time)"
}

// honest is an error for an object that is not of the kind that the request names.
func (c *change) honest() error {
	for _, o := range []struct {
		text []byte
		head *head
	}{{c.now, &c.is}, {c.before, &c.was}} {
		if lie := o.head.lies(c.Request); o.text != nil && lie != "" {
			return errors.New(lie)
		}
	}
	return nil
}

// shrinks tells whether a StatefulSet or a node pool is given fewer replicas.
func (c *change) shrinks() bool {
	if kind := c.is.kind(); c.before == nil || kind != "StatefulSet" && kind != "KafkaNodePool" {
		return false
	}
	to, errTo := replicasOf(c.now)
	from, errFrom := replicasOf(c.before)
	return errTo == nil && errFrom == nil && to < from
}

// worsens are the rules whose condition a change makes worse where it has held already:
// two brokers of three that are needed are bad, and one is worse.
func (c *change) worsens() []string {
	if c.shrinks() {
		return []string{scaleBelow}
	}
	return nil
}

// lacks notes what was asked for and not told.
func (c *change) lacks(what string) {
	if what != "" {
		c.unknown = append(c.unknown, what)
	}
}

// stored judges an object that is to be stored.
func (j *Rules) stored(ctx context.Context, c *change) (Verdict, error) {
	asking, cancel := j.asking(ctx)
	defer cancel()
	j.lookAround(asking, c, &c.is)
	is, err := j.run(ctx, c.step())
	if err != nil {
		return Verdict{}, err
	}
	if err := cmp.Or(c.unread(is.Result), uncounted(is.world)); err != nil {
		return Verdict{}, err
	}
	found := is.Findings
	if len(found) > 0 && (c.before != nil || len(c.beside) > 0) {
		was, err := j.run(ctx, file.Object{Now: c.before, Beside: c.beside})
		if err != nil {
			return Verdict{}, err
		}
		found = added(found, was.Findings, c.worsens()...)
	}
	found = j.enliven(asking, c, is, found)
	if c.shrinks() {
		found = j.thin(asking, c, is.world, found)
	}
	return j.verdict(c, found, is.Result), nil
}

// judged is what the rules say, and what they saw.
type judged struct {
	*finding.Result
	world *rule.World
}

// run judges one state of the object, or what a change makes of it.
func (j *Rules) run(ctx context.Context, o file.Object) (out judged, err error) {
	out.Result, err = engine.Run(ctx, engine.Request{
		Command: "admit", Rules: j.Known, Settings: j.Settings, Workloads: j.Workloads, Scopes: j.Scopes, Now: j.Now(), Sources: []source.Source{o},
		Judged: func(w *rule.World) { out.world = w },
	})
	return out, err
}

// step is what was and what will be. Rules that compare both are about topics alone, and
// see a deletion where a topic is not there any more.
func (c *change) step() file.Object {
	o := file.Object{Now: c.now, Beside: c.beside}
	if c.was.kind() == "KafkaTopic" && c.keepsTopic() {
		o.Before = c.before
	}
	return o
}

// unread is why an object that is Kafka's was not read.
func (c *change) unread(r *finding.Result) error {
	for i := range r.Gaps {
		g := &r.Gaps[i]
		if g.Fact == model.FactDocuments && g.Why == model.Malformed && g.Scope.Name == file.Requested {
			return errors.New(g.Detail)
		}
	}
	ours := slices.Contains([]string{"Kafka", "KafkaNodePool", "KafkaTopic"}, c.Kind.Kind) && c.Kind.Group == strimzi
	if ours && !r.CheckedAny() && len(r.Gaps) == 0 {
		return errors.New("nothing of it was recognised")
	}
	return nil
}

// uncounted is why the numbers of a topic are none. The API server holds them against
// Strimzi's schema before it asks; where that is not so, no rule would say a word.
func uncounted(w *rule.World) error {
	for _, t := range w.Now.Topics {
		for name, v := range map[string]model.Value{"partitions": t.Partitions, "replicas": t.Replicas} {
			if _, whole := rule.Whole(v); v.IsSet() && !whole {
				return fmt.Errorf("spec.%s is %q: it must be a whole number", name, v.Raw())
			}
		}
	}
	return nil
}

// added are the findings that a change brings: conditions that did not hold before, or
// held more mildly. The same condition in other words, as with another number of
// replicas, is an old one, but for the rules that are named: of these it counts again.
// An object stays the same one when a label gives it to another cluster; a topic does not.
func added(is, was []finding.Finding, again ...string) []finding.Finding {
	type condition struct {
		fingerprint string
		severity    finding.Severity
	}
	of := func(f *finding.Finding) condition {
		same := *f
		if f.Subject.Kind == model.KindObject {
			same.Subject.Cluster, same.Place = "", ""
		}
		return condition{same.Fingerprint(), f.Severity}
	}
	old, said := map[condition]int{}, map[string]bool{}
	for i := range was {
		old[of(&was[i])]++
		said[was[i].Message] = true
	}
	var out []finding.Finding
	for i := range is {
		f := &is[i]
		if old[of(f)] > 0 && (said[f.Message] || !slices.Contains(again, f.Rule)) {
			old[of(f)]--
			continue
		}
		out = append(out, *f)
	}
	return out
}
