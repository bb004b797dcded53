package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestObjectsAreJudgedBesideTheirPatchesAndBudgets: an object is a subject with
// its own place, and finds what others say of it.
func TestObjectsAreJudgedBesideTheirPatchesAndBudgets(t *testing.T) {
	at := model.AtFile("k.yaml", 3, 5)
	base := &model.Object{Kind: "KafkaNodePool", Name: "broker", Place: model.Place{File: "k.yaml"}, Sets: []*model.PodSet{{}}, At: at}
	patch := &model.Object{Kind: "KafkaNodePool", Name: "broker", Patch: true, Place: model.Place{File: "p.yaml"}, Sets: []*model.PodSet{{}}}
	budget := &model.Object{Kind: "PodDisruptionBudget", Name: "b", Budget: &model.Budget{}}
	config := &model.Object{Kind: "ConfigMap", Name: "c"}
	now := &model.Snapshot{Objects: []*model.Object{base, patch, budget, config}}
	seen := map[*model.Object]bool{}
	r := &Rule{Name: "kube/x", Severity: finding.Warning, On: model.KindObject, Needs: model.FactsOf(model.FactWorkloads), Check: func(p *Pass) {
		o := p.Object()
		seen[o] = true
		if found := p.PatchOf(); (found == patch) != (o == base) {
			t.Errorf("%s is patched by %v", o.Name, found)
		}
		if len(p.Budgets()) != 1 || len(p.Objects()) != 4 {
			t.Errorf("%d budgets of %d objects", len(p.Budgets()), len(p.Objects()))
		}
		p.Report("it is there")
	}}
	out := Run([]*Rule{r}, NewWorld(now, &model.Snapshot{}), &Settings{}, Options{})
	if !seen[base] || !seen[patch] || !seen[budget] || seen[config] || out.Checked[model.KindObject] != 3 {
		t.Errorf("judged %v, counted %d", seen, out.Checked[model.KindObject])
	}
	for _, f := range out.Findings {
		if f.Subject.Name == "broker" && f.Origin == at {
			return
		}
	}
	t.Errorf("no finding stands where its object does: %v", out.Findings)
}

// TestAnObjectOfARequestIsPointedIntoByItsPath: no file has a line for it.
func TestAnObjectOfARequestIsPointedIntoByItsPath(t *testing.T) {
	limit := model.KnownValue("8Gi", model.Origin{Address: "spec.containers[0].resources.limits.memory"})
	o := &model.Object{Kind: "Pod", Name: "p", Sets: []*model.PodSet{{}}, At: model.Origin{Address: "metadata.name"}}
	for want, check := range map[string]func(*Pass){
		"spec.containers[0].resources.limits.memory": func(p *Pass) { p.Report("it is %s", Reading{Name: "limit", Written: "8Gi", Value: limit}) },
		"metadata.name": func(p *Pass) { p.Report("it is there") },
	} {
		r := &Rule{Name: "kube/x", Severity: finding.Warning, On: model.KindObject, Needs: model.FactsOf(model.FactWorkloads), Check: check}
		out := Run([]*Rule{r}, NewWorld(&model.Snapshot{Objects: []*model.Object{o}}, &model.Snapshot{}), &Settings{}, Options{})
		if len(out.Findings) != 1 || out.Findings[0].Origin.String() != want {
			t.Errorf("found %v, want it at %s", out.Findings, want)
		}
	}
}
