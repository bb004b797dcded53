package export

import "slices"

type kyvernoPolicy struct {
	APIVersion string      `yaml:"apiVersion"`
	Kind       string      `yaml:"kind"`
	Metadata   metadata    `yaml:"metadata"`
	Spec       kyvernoSpec `yaml:"spec"`
}

type kyvernoSpec struct {
	ValidationActions []string    `yaml:"validationActions,flow"`
	FailurePolicy     string      `yaml:"failurePolicy"`
	Autogen           autogen     `yaml:"autogen"`
	MatchConstraints  constraints `yaml:"matchConstraints"`
	MatchConditions   []Variable  `yaml:"matchConditions,omitempty"`
	Variables         []Variable  `yaml:"variables"`
	Validations       []verdict   `yaml:"validations"`
}

// autogen is which controllers Kyverno derives policies of its own for: none,
// because there are policies for them, which know what a controller adds.
type autogen struct {
	PodControllers struct {
		Controllers []string `yaml:"controllers,flow"`
	} `yaml:"podControllers"`
	Admission struct {
		Enabled bool `yaml:"enabled"`
	} `yaml:"validatingAdmissionPolicy"`
}

// kyverno is a ValidatingPolicy for each scope. ClusterPolicy, which Kyverno
// gives up, is never written.
func (o Options) kyverno(p *Policy) []any {
	var out []any
	for _, s := range o.scopes(p.Mode) {
		where := s.selector
		spec := kyvernoSpec{
			ValidationActions: actions(s.mode), FailurePolicy: "Fail",
			MatchConstraints: constraints{&where, p.resources()}, MatchConditions: p.conditions(), Variables: p.kyvernoVariables(), Validations: p.inOne(""),
		}
		spec.Autogen.PodControllers.Controllers = []string{}
		out = append(out, kyvernoPolicy{"policies.kyverno.io/v1", "ValidatingPolicy", p.metadata(s.suffix), spec})
	}
	return out
}

// kyvernoVariables are the policy's. Kyverno shows an oldObject of a new object,
// too: one that is there, and empty.
func (p *Policy) kyvernoVariables() []Variable {
	out := slices.Clone(p.Variables)
	if !p.Deletion {
		out[0].Expression = "oldObject == null || !has(oldObject.metadata) ? [object] : [object, oldObject]"
	}
	return out
}
