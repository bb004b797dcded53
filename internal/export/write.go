package export

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Options say how policies are written.
type Options struct {
	Format Format
	// Label is the label of the namespaces in which is refused what is to be
	// refused; in all others it is only warned of. No name: it is refused in all.
	Label Label
	// Most is the strictest mode that anything is written in; Unset is no limit.
	Most rule.Mode
	// Not lists, at the end, the rules that have no CEL, with the reason.
	Not []*rule.Rule
}

// Label is a label of namespaces.
type Label struct{ Name, Value string }

// Format is the engine that the policies are for.
type Format string

// The formats.
const (
	VAP        Format = "vap"        // admissionregistration.k8s.io/v1, Kubernetes 1.30 and later
	Kyverno    Format = "kyverno"    // policies.kyverno.io/v1
	Gatekeeper Format = "gatekeeper" // ConstraintTemplates with CEL
)

// Formats are all of them.
var Formats = []Format{VAP, Kyverno, Gatekeeper}

// Write writes policies as YAML documents, the same for the same rules and
// settings.
func Write(policies []Policy, o Options) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Written by breakwater policy export --format %s: write it again rather than change it.\n", o.Format)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	for i := range policies {
		for _, document := range o.documents(&policies[i]) {
			if err := encoder.Encode(document); err != nil {
				return nil, err
			}
		}
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	for _, r := range o.Not {
		fmt.Fprintf(&out, "# not exported: %s: %s\n", r.Name, r.WhyNoCEL())
	}
	return out.Bytes(), nil
}

// documents are those of one policy.
func (o Options) documents(p *Policy) []any {
	switch o.Format {
	case Kyverno:
		return o.kyverno(p)
	case Gatekeeper:
		return o.gatekeeper(p)
	default:
		return o.vap(p)
	}
}
