package kube

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// PDBMissing finds brokers of which any number may be evicted at a time.
// Strimzi and Koperator make a budget themselves.
var PDBMissing = &rule.Rule{
	Name: "kube/pdb-missing", Severity: finding.Warning, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("pdb-missing"),
	NoCEL:   "needs the budgets and the pods of the namespace side by side",
	Check: func(p *rule.Pass) {
		o := p.Object()
		if o.Kind != "StatefulSet" && o.Kind != "Deployment" {
			return
		}
		each(p, func(set *model.PodSet, lack string) {
			pods, known := replicas(set)
			if !known || pods.N < 2 || set.Product == "confluent" || len(budgetsOver(p, o, set)) > 0 {
				return
			}
			p.Report("no known PodDisruptionBudget chooses these %s pods: when nodes are drained, as for an upgrade, "+
				"all %s may be evicted at once", pods, roleOf(set)).
				Fix("add a PodDisruptionBudget with maxUnavailable: 1 and selector %s", labelOf(set))
		})
	},
}

// PDBTooLoose finds budgets that let more brokers go than the topics can do
// without, or so many controllers that the quorum loses its majority.
var PDBTooLoose = &rule.Rule{
	Name: "kube/pdb-too-loose", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject, model.KindBroker},
	Needs:   workloads,
	Doc:     doc("pdb-too-loose"),
	NoCEL:   "needs the budgets and the pods of the namespace side by side",
	Check: func(p *rule.Pass) {
		g, some := guardedBy(p)
		if !some {
			return
		}
		n, by, ok := g.allowed(p, p.Object().Budget)
		if ok && n >= 2 && g.pods > 1 {
			judgeLoose(p, &g, n, by)
		}
	},
}

func judgeLoose(p *rule.Pass, g *guarded, n int, by rule.Reading) {
	if g.controllers > 2 && n > (g.controllers-1)/2 {
		g.because(p.Report("the budget lets %d of %d controllers go at a time (%s: %s): without a majority no leader is elected and nothing can be changed",
			n, g.controllers, by.Name, by)).Fix("set maxUnavailable: 1")
		return
	}
	if g.brokers < 2 {
		return
	}
	spare, from, known := spareOf(g.scope)
	switch {
	case known && n > spare:
		g.because(p.Report("the budget lets %d of %d pods go at a time (%s: %s), and with %s and %s a partition can do without %d: "+
			"writes with acks=all stop, and beyond that partitions have no leader", n, g.pods, by.Name, by, from[0], from[1], spare)).
			Fix("set maxUnavailable: 1")
	case !known:
		r := g.because(p.Report("the budget lets %d of %d pods go at a time (%s: %s): topics with 3 replicas and min.insync.replicas 2 "+
			"can do without one, so writes with acks=all stop", n, g.pods, by.Name, by)).Fix("set maxUnavailable: 1")
		if n*2 <= g.pods {
			r.As(finding.Warning)
		}
	}
}

// spareOf is how many replicas a topic of the cluster's defaults can do without
// before writes stop, by the settings of its brokers.
func spareOf(s *model.Scope) (spare int, from [2]rule.Reading, known bool) {
	for _, b := range s.Brokers {
		replication, insync := b.Config.Get("default.replication.factor"), b.Config.Get("min.insync.replicas")
		r, okR := whole(replication)
		m, okM := whole(insync)
		if okR && okM {
			return max(r-m, 0), [2]rule.Reading{named(replication, "default.replication.factor"), named(insync, "min.insync.replicas")}, true
		}
	}
	return 0, from, false
}

func named(v model.Value, name string) rule.Reading {
	r := read(name, v)
	r.Written = name + "=" + v.Raw()
	return r
}

// PDBBlocksForever finds budgets that never let a pod go, so that a drain of
// its node hangs.
var PDBBlocksForever = &rule.Rule{
	Name: "kube/pdb-blocks-forever", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("pdb-blocks-forever"),
	NoCEL:   "needs the budgets and the pods of the namespace side by side",
	Check: func(p *rule.Pass) {
		o := p.Object()
		g, some := guardedBy(p)
		if !some {
			return
		}
		if g.operated != nil && !o.Budget.Operator {
			judgeOperated(p, o, &g)
			return
		}
		n, by, ok := g.allowed(p, o.Budget)
		if !ok || n > 0 {
			return
		}
		r := g.because(p.Report("the budget lets none of the %d pods go (%s: %s): every eviction is refused, and draining a node of theirs never ends",
			g.pods, by.Name, by))
		switch {
		case o.Budget.Operator:
			r.As(finding.Warning).Fix("keep it only where the Strimzi Drain Cleaner runs, which rolls the pods itself; else leave maxUnavailable out")
		case g.pods < 2:
			r.As(finding.Warning).Fix("leave the budget out: one pod cannot be kept available while its node is drained")
		default:
			r.Fix("set maxUnavailable: 1")
		}
	},
}

// judgeOperated judges a budget over the pods of a StrimziPodSet. The
// disruption controller counts them only for a number of pods to stay, because
// a StrimziPodSet has no scale subresource; and the operator has a budget over
// them of its own, and two refuse every eviction.
func judgeOperated(p *rule.Pass, o *model.Object, g *guarded) {
	b := o.Budget
	v, name := b.MaxUnavailable, "maxUnavailable"
	if !v.IsSet() && percentage(b.MinAvailable) {
		v, name = b.MinAvailable, "minAvailable"
	}
	if v.IsSet() {
		r := p.Report("%s: %s is over pods of a StrimziPodSet, which has no scale subresource: the budget fails with SyncFailed, "+
			"allows no disruption, and every drain hangs", name, read(name, v))
		g.because(r).Fix("remove it: the operator makes a budget itself, which Kafka.spec.kafka.template.podDisruptionBudget sets")
		return
	}
	p.Report("the operator makes a budget over these pods itself, and with two over one pod every eviction is refused: drains hang (%s)",
		read("minAvailable", b.MinAvailable)).
		Fix("remove it, and set Kafka.spec.kafka.template.podDisruptionBudget.maxUnavailable, or switch the operator's off by " +
			"STRIMZI_POD_DISRUPTION_BUDGET_GENERATION and suppress this finding").As(severityOfSecond(b, g))
}

// severityOfSecond is a warning: the operator's own budget can be switched off,
// which no manifest of the cluster shows.
func severityOfSecond(b *model.Budget, g *guarded) finding.Severity {
	if n, err := strconv.Atoi(b.MinAvailable.Raw()); err == nil && g.exact && n >= g.pods {
		return finding.Error
	}
	return finding.Warning
}
