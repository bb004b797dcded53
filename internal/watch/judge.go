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
	names  []string // of them, sorted
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
		j.names = append(j.names, r.Name)
		j.byName[r.Name] = r
		if standing(r) {
			j.advice[r.Name] = true
		}
	}
	slices.Sort(j.names)
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

// owes tells whether a broker that answers was asked in vain for its settings or
// its log directories, as one that is just starting.
func (s *seen) owes() bool {
	return slices.ContainsFunc(s.result.Gaps, func(g model.Gap) bool {
		asked := g.Fact == model.FactLogDirs || g.Fact == model.FactBrokerConfig
		return asked && g.Scope.Kind == model.KindBroker && (g.Why == model.Unreachable || g.Why == model.TimedOut)
	})
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
	if s, can := from.(suspicious); can {
		s.Suspect(j.suspects())
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

// suspicious is a source that finds out who holds a transaction open, where it is
// told that one may hang.
type suspicious interface{ Suspect([]model.TopicPartition) }

// suspects are the partitions that rules have found and want to know that of.
func (j *judge) suspects() (out []model.TopicPartition) {
	for _, r := range j.known {
		if r.Reads&rule.ReadsTransactions == 0 {
			continue
		}
		for i := range j.found[r.Name] {
			if s := &j.found[r.Name][i].Subject; s.Kind == model.KindPartition {
				out = append(out, model.TopicPartition{Topic: s.Name, Partition: s.Partition})
			}
		}
	}
	return out
}

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
	return w.Lags(s.Cluster.Groups)
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
// are set to changes slowly, and is most of what there is to judge: it waits for the
// next look that asks for all settings, also where one broker was asked for its own.
func (j *judge) due(want model.Facts) []*rule.Rule {
	var out []*rule.Rule
	for _, r := range j.known {
		switch {
		case beyond(r, want):
		case j.advice[r.Name] && !want.Has(model.FactTopicConfig), r.Needs.Has(model.FactViews) && !want.Has(model.FactViews):
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
	for from, to := 0, 0; from < len(result.Skipped); from = to { // they come rule by rule
		name := result.Skipped[from].Rule
		for to < len(result.Skipped) && result.Skipped[to].Rule == name {
			to++
		}
		j.skipped[name] = append(j.skipped[name], result.Skipped[from:to:to]...)
	}
}

// whole makes the result that of all rules: causes are found among all that
// holds now.
func (j *judge) whole(result *finding.Result) {
	findings, skips := 0, 0
	for name := range j.byName {
		findings, skips = findings+len(j.found[name]), skips+len(j.skipped[name])
	}
	result.Findings, result.Skipped = make([]finding.Finding, 0, findings), make([]finding.Skip, 0, skips)
	for _, name := range j.names {
		result.Findings = append(result.Findings, j.found[name]...)
		result.Skipped = append(result.Skipped, j.skipped[name]...)
	}
	for i := range result.Findings {
		result.Findings[i].CausedBy = ""
	}
	rule.Causes(result.Findings, j.known)
	result.Sort()
}
