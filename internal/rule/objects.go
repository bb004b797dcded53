package rule

import "github.com/breakwaterhq/breakwater/internal/model"

// objects are the Kubernetes objects of the run that others are held against,
// so that no rule has to look through all of them for each.
type objects struct {
	patches map[objectName]*model.Object
	budgets []*model.Object
}

// objectName tells objects of one kind and name, whichever namespace they are
// applied to.
type objectName struct{ kind, name string }

func objectsOf(s *model.Snapshot) (o objects) {
	for _, one := range s.Objects {
		if one.Patch {
			if o.patches == nil {
				o.patches = map[objectName]*model.Object{}
			}
			o.patches[objectName{one.Kind, one.Name}] = one
		}
		if one.Budget != nil {
			o.budgets = append(o.budgets, one)
		}
	}
	return o
}

// Object is the Kubernetes object that is judged.
func (p *Pass) Object() *model.Object { return p.object }

// Objects lists the Kubernetes objects of the run, of whichever cluster.
func (p *Pass) Objects() []*model.Object { return p.world.Now.Objects }

// PatchOf is an object that is only a part of the one that is judged, by kind
// and name; nil if there is none.
func (p *Pass) PatchOf() *model.Object {
	patch := p.world.objects.patches[objectName{p.object.Kind, p.object.Name}]
	if patch == p.object {
		return nil
	}
	return patch
}

// Budgets lists the objects of the run with a disruption budget.
func (p *Pass) Budgets() []*model.Object { return p.world.objects.budgets }
