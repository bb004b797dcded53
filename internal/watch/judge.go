package watch

import (
	"context"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// judge runs the rules over one look after the other. A rule whose facts a look
// does not ask for is not run again: what it found before still stands.
type judge struct {
	known  []*rule.Rule
	byName map[string]*rule.Rule
	advice map[string]bool // the rules about how things are set
	past   func(string) model.History

	found   map[string][]finding.Finding // by rule, as it was run last
	skipped map[string][]finding.Skip
	by      *rule.Settings // the settings by which they were run
}

func newJudge(known []*rule.Rule, past func(string) model.History) *judge {
	j := &judge{known: known, byName: map[string]*rule.Rule{}, advice: map[string]bool{}, past: past}
	for _, r := range known {
		j.byName[r.Name] = r
		if standing(r) {
			j.advice[r.Name] = true
		}
	}
	return j
}

// seen is what came of one look.
type seen struct {
	scope  *model.Scope // nil: nothing is known of the cluster, not even that it is there
	result *finding.Result
	lag    []lag.Group // of each group that was seen

	unjudged func(rule string, subject model.Subject) bool
}

// needs are the facts that a rule cannot do without; none for one that is not
// known any more.
func (j *judge) needs(name string) model.Facts {
	if r := j.byName[name]; r != nil {
		return r.Needs
	}
	return model.Facts{}
}

// told tells whether a look has brought a fact: nobody refused it for the whole
// cluster, and somebody was there to ask.
func (s *seen) told(f model.Fact) bool {
	if s.scope == nil || s.scope.Cluster == nil || s.scope.Cluster.Dark {
		return false
	}
	return !slices.ContainsFunc(s.result.Gaps, func(g model.Gap) bool { return g.Fact == f && g.Scope.Kind == model.KindCluster })
}

// look looks at a cluster through its source, and judges. Remember is given what
// was seen before it is judged.
func (j *judge) look(ctx context.Context, from source.Source, at time.Time, want model.Facts, by Settings, remember func(*model.Scope, []model.Gap)) (*seen, error) {
	anew := j.by != by.Rules
	if anew {
		want = want.Union(slowly()).With(model.FactViews)
		if a, can := from.(asker); can {
			a.AskFor(by.Rules.KeysOf(model.LayerTopic, j.known))
		}
	}
	out := &seen{}
	due := j.due(want)
	result, err := engine.Run(ctx, engine.Request{
		Command: "watch", Sources: []source.Source{wanting{from, want}}, Rules: due, Settings: by.Rules, Workloads: by.Workloads, Scopes: by.Scopes, Now: at,
		Seen: func(now *model.Snapshot) {
			out.scope = runningScope(now)
			remember(out.scope, now.Gaps)
		},
		Judged: func(w *rule.World) { out.lag = lags(out.scope, w) },
		Past:   j.past,
	})
	if err != nil {
		return nil, err
	}
	if anew { // all that was found before was found by others
		j.found, j.skipped, j.by = map[string][]finding.Finding{}, map[string][]finding.Skip{}, by.Rules
	}
	j.take(due, result)
	j.whole(result)
	out.result = result
	out.unjudged = unjudged(out.scope, result, j.needs)
	return out, nil
}

// asker is a source that asks topics for some of their settings only.
type asker interface{ AskFor(topicKeys []string) }

// wanting is a source that is asked for the facts of the plan, not for those of
// the rules that happen to be run.
type wanting struct {
	source.Source
	want model.Facts
}

// Collect asks for what is planned.
func (w wanting) Collect(ctx context.Context, _ model.Facts, b *model.Builder) error {
	return w.Source.Collect(ctx, w.want, b)
}

// lags is what each group has not read, by the numbers that the rules went by.
func lags(s *model.Scope, w *rule.World) (out []lag.Group) {
	if s == nil || s.Cluster == nil {
		return nil
	}
	for _, g := range s.Cluster.Groups {
		out = append(out, w.Lag(g))
	}
	return out
}

// runningScope is the scope of the cluster; there is one.
func runningScope(now *model.Snapshot) *model.Scope {
	for _, s := range now.Scopes {
		if s.Cluster != nil {
			return s
		}
	}
	return nil
}

// due are the rules that a look can judge anew. What topics, brokers and clients
// are set to changes slowly, and is most of what there is to judge.
func (j *judge) due(want model.Facts) []*rule.Rule {
	topics, brokers := want.Has(model.FactTopicConfig), want.Has(model.FactBrokerConfig)
	var out []*rule.Rule
	for _, r := range j.known {
		switch {
		case j.advice[r.Name] && !topics && (!brokers || r.Family() != "broker"), r.Needs.Has(model.FactViews) && !want.Has(model.FactViews):
		default:
			out = append(out, r)
		}
	}
	return out
}

// standing tells a rule about how things are set, not about what happens.
func standing(r *rule.Rule) bool {
	return slices.Contains([]string{"topic", "broker", "client"}, r.Family()) && r.Reads&rule.ReadsHistory == 0
}

// happening are the findings of which incidents are made: everything but advice
// about how things are set, unless something follows from it. Advice is for a
// scan and for the page; nobody is woken for what was so yesterday.
func (j *judge) happening(all []finding.Finding) []finding.Finding {
	var out []finding.Finding
	causes := map[string]bool{}
	advice := func(f *finding.Finding) bool { return f.Severity < finding.Error && j.advice[f.Rule] }
	for i := range all {
		if !advice(&all[i]) {
			out = append(out, all[i])
			causes[all[i].CausedBy] = true
		}
	}
	if delete(causes, ""); len(causes) == 0 {
		return out
	}
	for i := range all {
		if advice(&all[i]) && causes[all[i].Fingerprint()] {
			out = append(out, all[i])
		}
	}
	return out
}

// take keeps what the rules of this look have said instead of what they said
// before.
func (j *judge) take(ran []*rule.Rule, result *finding.Result) {
	for _, r := range ran {
		j.found[r.Name], j.skipped[r.Name] = nil, nil
	}
	for _, f := range result.Findings {
		j.found[f.Rule] = append(j.found[f.Rule], f)
	}
	for _, s := range result.Skipped {
		j.skipped[s.Rule] = append(j.skipped[s.Rule], s)
	}
}

// whole makes the result that of all rules: causes are found among all that
// holds now.
func (j *judge) whole(result *finding.Result) {
	result.Findings, result.Skipped = nil, nil
	for _, r := range j.known {
		result.Findings = append(result.Findings, j.found[r.Name]...)
		result.Skipped = append(result.Skipped, j.skipped[r.Name]...)
	}
	for i := range result.Findings {
		result.Findings[i].CausedBy = ""
	}
	rule.Causes(result.Findings, j.known)
	result.Sort()
}
