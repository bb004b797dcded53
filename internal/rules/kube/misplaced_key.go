package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// MisplacedKey finds keys that stand where Kubernetes has no such field, and
// has it elsewhere in the object. Only the text shows them: the API server
// drops them before any webhook or policy looks.
var MisplacedKey = &rule.Rule{
	Name: "kube/misplaced-key", Severity: finding.Error, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("misplaced-key"),
	NoCEL: "needs the text: the API server drops such a key before any policy looks",
	Check: func(p *rule.Pass) {
		for _, s := range p.Object().Strays {
			if !isMisplaced(&s) {
				continue
			}
			p.Report("%s has no field %s, so the API server drops it without a word, or kubectl refuses the object: what it says is not in force",
				where(&s), s.Key).
				About(s.Parent+"."+s.Key).AtOrigin(s.At).
				Fix("move %s to %s", s.Key, s.Belong[0])
		}
	},
}

// UnknownKey finds keys that Kubernetes has nowhere in the object.
var UnknownKey = &rule.Rule{
	Name: "kube/unknown-key", Severity: finding.Error, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("unknown-key"),
	NoCEL: "needs the text: the API server drops such a key before any policy looks",
	Check: func(p *rule.Pass) {
		for _, s := range p.Object().Strays {
			if isMisplaced(&s) {
				continue
			}
			r := p.Report("%s has no field %s, so the API server drops it without a word, or kubectl refuses the object", where(&s), s.Key).
				About(s.Parent + "." + s.Key).AtOrigin(s.At)
			if s.Near != "" {
				r.Fix("did you mean %s?", s.Near)
			} else {
				r.Fix("remove %s, or look up where it belongs by kubectl explain", s.Key)
			}
		}
	},
}

// isMisplaced tells a key that is known elsewhere. One that is nearly a field of
// its own mapping is rather misspelt.
func isMisplaced(s *model.Stray) bool {
	return len(s.Belong) > 0 && (s.Near == "" || !strings.EqualFold(s.Near, s.Key))
}

func where(s *model.Stray) string {
	if s.Parent == "" {
		return "the object"
	}
	return s.Parent
}
