package export

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// scope is some namespaces, with what is done there.
type scope struct {
	suffix   string // of the name; empty where there is one scope alone
	selector selector
	mode     rule.Mode
}

// selector is a label selector.
type selector struct {
	MatchLabels      map[string]string `yaml:"matchLabels,omitempty"`
	MatchExpressions []expression      `yaml:"matchExpressions"`
}

type expression struct {
	Key      string   `yaml:"key"`
	Operator string   `yaml:"operator"`
	Values   []string `yaml:"values,flow"`
}

// system are the namespaces that nobody may be kept from repairing.
var system = expression{"kubernetes.io/metadata.name", "NotIn", []string{"kube-node-lease", "kube-public", "kube-system"}}

// scopes are where a policy holds: what it refuses it refuses only where
// somebody has asked for it.
func (o Options) scopes(m rule.Mode) []scope {
	if o.Most != rule.Unset {
		m = min(m, o.Most)
	}
	everywhere := selector{MatchExpressions: []expression{system}}
	if m != rule.Deny || o.Label.Name == "" {
		return []scope{{"", everywhere, m}}
	}
	return []scope{
		{"-advisory", selector{MatchExpressions: []expression{system, {o.Label.Name, "NotIn", []string{o.Label.Value}}}}, rule.Warn},
		{"-enforcing", selector{MatchExpressions: []expression{system, {o.Label.Name, "In", []string{o.Label.Value}}}}, rule.Deny},
	}
}

// ours is the label by which all of it is found, and deleted in an emergency.
var ours = map[string]string{"app.kubernetes.io/managed-by": "breakwater"}

// metadata is an object's name and the rules that it has.
type metadata struct {
	Name        string            `yaml:"name"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

func (p *Policy) metadata(suffix string) metadata {
	return metadata{p.Name + suffix, ours, map[string]string{"breakwater/rules": strings.Join(Rules([]Policy{*p}), " ")}}
}

// verdict is a check in the shape that all engines take.
type verdict struct {
	Expression        string `yaml:"expression"`
	MessageExpression string `yaml:"messageExpression"`
	Message           string `yaml:"message"` // where the other one fails
	Reason            string `yaml:"reason,omitempty"`
}

// validations are the checks. What refuses is one alone, because an API server
// tells only the first of several that a request was refused for; what warns is
// one each, so that a warning stays short. No message may have line breaks.
func (p *Policy) validations(reason string) []verdict {
	if p.Mode == rule.Deny {
		return p.inOne(reason)
	}
	out := make([]verdict, len(p.Checks))
	for i, c := range p.Checks {
		out[i] = verdict{c.Found + ".size() == 0", c.Found + ".join(' | ')", c.Rule + ": see breakwater explain " + c.Rule, reason}
	}
	return out
}

// inOne are the checks as one: Kyverno stops at the first that fails, whatever
// becomes of it.
func (p *Policy) inOne(reason string) []verdict {
	all := make([]string, len(p.Checks))
	for i, c := range p.Checks {
		all[i] = c.Found
	}
	found := "(" + strings.Join(all, " + ") + ")"
	return []verdict{{found + ".size() == 0", found + ".join(' | ')", "one of these rules: " + strings.Join(Rules([]Policy{*p}), ", "), reason}}
}

// matched is what requests a policy matches.
type matched struct {
	APIGroups   []string `yaml:"apiGroups,flow"`
	APIVersions []string `yaml:"apiVersions,flow"`
	Operations  []string `yaml:"operations,flow"`
	Resources   []string `yaml:"resources,flow"`
	Scope       string   `yaml:"scope,omitempty"`
}

func (p *Policy) resources() []matched {
	operations := []string{"CREATE", "UPDATE"}
	if p.Deletion {
		operations = []string{"DELETE"}
	}
	return []matched{{[]string{p.group}, p.versions, operations, []string{p.resource}, "Namespaced"}}
}

// conditions leave alone what is being deleted: whoever keeps an object from
// losing its finalizer keeps it for ever.
func (p *Policy) conditions() []Variable {
	object := "object"
	if p.Deletion {
		object = "oldObject"
	}
	return []Variable{{"not-being-deleted", "!has(" + object + ".metadata.deletionTimestamp)"}}
}

// actions are those of a mode. What is not only audited is in the audit log, too.
func actions(m rule.Mode) []string {
	switch m {
	case rule.Deny:
		return []string{"Deny", "Audit"}
	case rule.Warn:
		return []string{"Warn", "Audit"}
	default:
		return []string{"Audit"}
	}
}
