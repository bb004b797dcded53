package export

// admission is the group of the API server's own policies.
const admission = "admissionregistration.k8s.io/v1"

type vap struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Metadata   metadata `yaml:"metadata"`
	Spec       vapSpec  `yaml:"spec"`
}

type vapSpec struct {
	FailurePolicy    string      `yaml:"failurePolicy"`
	MatchConstraints constraints `yaml:"matchConstraints"`
	MatchConditions  []Variable  `yaml:"matchConditions,omitempty"`
	Variables        []Variable  `yaml:"variables"`
	Validations      []verdict   `yaml:"validations"`
}

type constraints struct {
	NamespaceSelector *selector `yaml:"namespaceSelector,omitempty"`
	ResourceRules     []matched `yaml:"resourceRules"`
}

type binding struct {
	APIVersion string      `yaml:"apiVersion"`
	Kind       string      `yaml:"kind"`
	Metadata   metadata    `yaml:"metadata"`
	Spec       bindingSpec `yaml:"spec"`
}

type bindingSpec struct {
	PolicyName        string      `yaml:"policyName"`
	ValidationActions []string    `yaml:"validationActions,flow"`
	MatchResources    inNamespace `yaml:"matchResources"`
}

type inNamespace struct {
	NamespaceSelector selector `yaml:"namespaceSelector"`
}

// vap is a ValidatingAdmissionPolicy with a binding for each scope. It fails
// closed: what it cannot evaluate counts as wrong, to the degree that its
// binding says.
func (o Options) vap(p *Policy) []any {
	out := []any{vap{admission, "ValidatingAdmissionPolicy", p.metadata(""), vapSpec{
		"Fail", constraints{nil, p.resources()}, p.conditions(), p.Variables, p.validations("Invalid"),
	}}}
	for _, s := range o.scopes(p.Mode) {
		out = append(out, binding{admission, "ValidatingAdmissionPolicyBinding", metadata{p.Name + s.suffix, ours, nil},
			bindingSpec{p.Name, actions(s.mode), inNamespace{s.selector}}})
	}
	return out
}
