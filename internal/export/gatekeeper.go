package export

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

type template struct {
	APIVersion string       `yaml:"apiVersion"`
	Kind       string       `yaml:"kind"`
	Metadata   metadata     `yaml:"metadata"`
	Spec       templateSpec `yaml:"spec"`
}

type templateSpec struct {
	CRD struct {
		Spec struct {
			Names struct {
				Kind string `yaml:"kind"`
			} `yaml:"names"`
		} `yaml:"spec"`
	} `yaml:"crd"`
	Targets []target `yaml:"targets"`
}

type target struct {
	Target string `yaml:"target"`
	Code   []code `yaml:"code"`
}

type code struct {
	Engine string       `yaml:"engine"`
	Source nativeSource `yaml:"source"`
}

type nativeSource struct {
	FailurePolicy   string     `yaml:"failurePolicy"`
	MatchConditions []Variable `yaml:"matchCondition,omitempty"` // so called, and another name is passed over without a word
	Variables       []Variable `yaml:"variables"`
	Validations     []verdict  `yaml:"validations"`
}

type constraint struct {
	APIVersion string         `yaml:"apiVersion"`
	Kind       string         `yaml:"kind"`
	Metadata   metadata       `yaml:"metadata"`
	Spec       constraintSpec `yaml:"spec"`
}

type constraintSpec struct {
	EnforcementAction string          `yaml:"enforcementAction"`
	Match             constraintMatch `yaml:"match"`
}

type constraintMatch struct {
	Kinds             []matchedKind `yaml:"kinds"`
	NamespaceSelector selector      `yaml:"namespaceSelector"`
}

type matchedKind struct {
	APIGroups []string `yaml:"apiGroups,flow"`
	Kinds     []string `yaml:"kinds,flow"`
}

// enforcement is Gatekeeper's word for a mode.
var enforcement = map[rule.Mode]string{rule.Deny: "deny", rule.Warn: "warn", rule.Audit: "dryrun"}

// gatekeeper is a ConstraintTemplate with a constraint for each scope. Its webhook
// leaves deletions out unless it is told otherwise, so nothing is written for those.
func (o Options) gatekeeper(p *Policy) []any {
	if p.Deletion {
		return nil
	}
	kind := "Breakwater"
	for part := range strings.SplitSeq(p.name+"-"+p.Mode.String(), "-") {
		kind += strings.ToUpper(part[:1]) + part[1:]
	}
	t := template{APIVersion: "templates.gatekeeper.sh/v1", Kind: "ConstraintTemplate", Metadata: p.metadata("")}
	t.Metadata.Name = strings.ToLower(kind) // Gatekeeper asks for just this name
	t.Spec.CRD.Spec.Names.Kind = kind
	t.Spec.Targets = []target{{"admission.k8s.gatekeeper.sh", []code{{"K8sNativeValidation",
		nativeSource{"Fail", p.gatekeeperConditions(), p.Variables, p.validations("")}}}}}
	out := []any{t}
	for _, s := range o.scopes(p.Mode) {
		out = append(out, constraint{"constraints.gatekeeper.sh/v1beta1", kind, metadata{p.Name + s.suffix, ours, nil},
			constraintSpec{enforcement[s.mode], constraintMatch{[]matchedKind{{[]string{p.group}, []string{p.Kind}}}, s.selector}}})
	}
	return out
}

// gatekeeperConditions leave deletions alone, besides what the others do: where
// the webhook sees them there is no object, and what cannot be evaluated is refused.
func (p *Policy) gatekeeperConditions() []Variable {
	return append([]Variable{{"not-deleted", "object != null"}}, p.conditions()...)
}
