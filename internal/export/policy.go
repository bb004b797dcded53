package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Policy is what the rules of one mode come to on one kind of objects.
type Policy struct {
	Name      string // "breakwater-topics-deny"
	Mode      rule.Mode
	Kind      string // "KafkaTopic"
	Deletion  bool   // it judges objects that are about to be deleted
	Variables []Variable
	Checks    []Check

	name, group, resource string
	versions              []string
	many                  bool // an object makes several subjects
}

// Variable is an expression with a name; one may use those before it.
type Variable struct {
	Name       string `yaml:"name"`
	Expression string `yaml:"expression"`
}

// Check is one expression of a rule in a policy.
type Check struct {
	Rule     string
	Severity finding.Severity
	Found    string // a list of sentences: what is wrong; empty where the object is right
}

// Policies are those of the enabled rules that have CEL, by kind and mode, the
// strictest first. Severities, modes and parameters are the settings'.
func Policies(rules []*rule.Rule, s *rule.Settings) []Policy {
	var out []Policy
	all := kinds()
	for i := range all {
		for _, mode := range []rule.Mode{rule.Deny, rule.Warn, rule.Audit} {
			if p := policyOf(&all[i], mode, rules, s); len(p.Checks) > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// Rules are the names of the rules in some policies, each once, in their order.
func Rules(policies []Policy) []string {
	var out []string
	for i := range policies {
		for _, c := range policies[i].Checks {
			if !slices.Contains(out, c.Rule) {
				out = append(out, c.Rule)
			}
		}
	}
	return out
}

func policyOf(k *kind, mode rule.Mode, rules []*rule.Rule, s *rule.Settings) Policy {
	p := Policy{
		Name: "breakwater-" + k.name + "-" + mode.String(), Mode: mode, Kind: k.kind, Deletion: k.deleted,
		name: k.name, group: k.group, versions: k.versions, resource: k.resource, many: k.many(),
	}
	objects := "oldObject == null ? [object] : [object, oldObject]"
	if k.deleted {
		objects = "[oldObject]"
	}
	p.Variables = append([]Variable{{"objects", objects}}, k.steps...)
	if p.many {
		p.Variables = append(p.Variables, places())
	}
	for _, r := range rules {
		if !s.Enabled(r) {
			continue
		}
		for _, c := range conditions(r, k.sees) {
			severity := s.Severity(r, c[0].Severity)
			if s.Mode(r.Name, severity) == mode {
				p.add(r, c, severity, s)
			}
		}
	}
	return p
}

// conditions are a rule's expressions that see something, those together that find the
// same: admission tells findings apart by severity and discriminator, and by no word.
func conditions(r *rule.Rule, sees rule.Sees) (out [][]*rule.CEL) {
	for i := range r.CEL {
		c := &r.CEL[i]
		if c.Sees != sees {
			continue
		}
		at := slices.IndexFunc(out, func(o []*rule.CEL) bool { return o[0].Severity == c.Severity && o[0].About == c.About })
		if at < 0 {
			out = append(out, []*rule.CEL{c})
			continue
		}
		out[at] = append(out[at], c)
	}
	return out
}

// add takes a condition in. What was wrong before a change is no finding, in the
// same words or, where no more is wrong than before, in others: a bad object may still
// be labelled, and repaired step by step. Pods of one set that are wrong in the same
// words count once, so that a bad set may get more of them.
func (p *Policy) add(r *rule.Rule, condition []*rule.CEL, severity finding.Severity, s *rule.Settings) {
	name := fmt.Sprintf("found%d", len(p.Checks)+1)
	said := make([]string, len(condition))
	for i, c := range condition {
		said[i] = "shapes.map(" + subject[c.Sees] + ", " + judged(r, c, s) + ")"
	}
	found := "variables.shapes.map(shapes, (" + strings.Join(said, "\n+ ") + `).join('\n').split('\n').filter(m, m != ''))`
	if p.many {
		found += ".map(all, " + distinct("all") + ")"
	}
	p.Variables = append(p.Variables, Variable{name,
		"[" + found + "].map(all, all.size() == 1 ? all[0] :\n  [all[0].filter(m, !(m in all[1]))].map(fresh, fresh.size() > all[1].filter(m, !(m in all[0])).size() ? fresh : [])[0])\n  .map(list, list.map(m, " + quote(r.Name+": ") + " + m))[0]"})
	p.Checks = append(p.Checks, Check{r.Name, severity, "variables." + name})
}

// judged is the message of one expression on one subject; empty where it is right.
func judged(r *rule.Rule, c *rule.CEL, s *rule.Settings) string {
	var lets []rule.Let
	for _, param := range r.Params {
		lets = append(lets, rule.Let{Name: param.Name, Known: fmt.Sprintf("[%d]", s.ParamOf(r, param.Name))})
	}
	if c.Sees == rule.SeesTopics && strings.HasPrefix(r.Name, "change/") {
		lets = append(lets, rule.Let{Name: "before", Known: "variables.shapes.size() > 1 ? variables.shapes[1] : []"})
	}
	body := bind(append(lets, c.Let...), "("+strings.TrimSpace(c.When)+") ?\n("+strings.TrimSpace(c.Says)+") : ''")
	if c.Sees == rule.SeesDeletion || c.Sees == rule.SeesClusterDeletion {
		return body // the annotation that confirms a deletion is another one
	}
	return silenced(subject[c.Sees], r.Name) + " ? '' :\n" + body
}
