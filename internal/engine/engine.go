// Package engine is the one call that every command makes: sources in, rules
// over, a result out.
package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// Request is what a command wants to have judged, by what.
type Request struct {
	Command   string
	Sources   []source.Source
	Rules     []*rule.Rule
	Settings  *rule.Settings
	Workloads []*model.Workload
	Scopes    []scope.Named
	Now       time.Time                 // the time that expiry dates are held against
	Seen      func(now *model.Snapshot) // given what was collected, before it is judged; nil: nobody
	Judged    func(w *rule.World)       // given what was judged, afterwards; nil: nobody
	Strict    bool                      // tests: a rule that reads what it does not declare panics

	// Past is what is remembered of the cluster of a scope; nil: nothing is
	// remembered of any, and rules that read the past are not asked.
	Past func(scope string) model.History
}

// Run collects, puts things into their scopes, judges, and applies
// suppressions. An error means that the run was cancelled; the result then
// holds what was known by that time.
func Run(ctx context.Context, q Request) (*finding.Result, error) {
	b := model.NewBuilder(q.Now)
	facts, err := collect(ctx, q, b)
	now, before := b.Snapshots()
	now.Workloads = append(now.Workloads, q.Workloads...)
	scope.Resolve(q.Scopes, now, before)
	if q.Seen != nil {
		q.Seen(now)
	}

	world := rule.NewWorld(now, before)
	world.Past = q.Past
	options := rule.Options{Strict: q.Strict}
	if err == nil {
		options.Done = ctx.Done() // what was collected before an interrupt is still judged
	}
	out := rule.Run(q.able(facts), world, q.Settings, options)
	if q.Judged != nil {
		q.Judged(world)
	}
	result := assemble(q, now, out)
	result.Skipped = toldAlready(result)
	result.NotAsked = notAsked(q, facts)
	suppress(result, now.Docs, out.Ran, q)
	rule.Causes(result.Findings, q.Rules)
	result.Sort()
	return result, cmp.Or(err, ctx.Err())
}

// collect asks every source for the facts that the enabled rules need. What
// only those need that lack something else is not asked for.
func collect(ctx context.Context, q Request, b *model.Builder) (have model.Facts, err error) {
	for _, s := range q.Sources {
		can, gaps := s.Can(ctx)
		have = have.Union(can)
		for _, g := range gaps {
			b.Gap(g)
		}
	}
	var want model.Facts
	for _, r := range q.able(have) {
		if q.Settings.Enabled(r) {
			want = want.Union(r.Needs)
		}
	}
	for _, s := range q.Sources {
		if err := s.Collect(ctx, want, b); err != nil {
			return have, fmt.Errorf("collecting facts: %w", err)
		}
	}
	return have, nil
}

// able leaves out the rules whose facts no source can bring, and those that
// read a past which nobody remembers: they are not asked here.
func (q *Request) able(have model.Facts) []*rule.Rule {
	var out []*rule.Rule
	for _, r := range q.Rules {
		if r.Needs.Without(have).IsEmpty() && (q.Past != nil || r.Reads&rule.ReadsHistory == 0) {
			out = append(out, r)
		}
	}
	return out
}

// notAsked lists the facts that enabled rules need and that no source of this
// run can bring.
func notAsked(q Request, have model.Facts) []model.Fact {
	var lack model.Facts
	for _, r := range q.Rules {
		if q.Settings.Enabled(r) {
			lack = lack.Union(r.Needs.Without(have))
		}
	}
	return slices.Collect(lack.Each())
}

func assemble(q Request, now *model.Snapshot, out rule.Outcome) *finding.Result {
	result := &finding.Result{
		Command: q.Command, Target: q.Settings.Target,
		Findings: out.Findings, Skipped: out.Skipped, Checked: out.Checked,
		Gaps: slices.Clone(now.Gaps), Scopes: len(now.Scopes), Texts: map[string]model.Lines{},
	}
	for _, s := range now.Scopes {
		if s.Cluster != nil {
			result.Clusters = append(result.Clusters, seenOf(s))
		}
	}
	for _, d := range now.Docs {
		if d.Ignored != "" {
			result.Ignored = append(result.Ignored, finding.Ignored{File: d.Path, Reason: d.Ignored})
			continue
		}
		result.Texts[d.Path] = d.Lines
	}
	for i := range result.Gaps {
		g := &result.Gaps[i]
		g.Expected = g.Expected || announced(g, q.Settings.Expect)
	}
	return result
}

// seenOf sums up a running cluster.
func seenOf(s *model.Scope) finding.Seen {
	seen := finding.Seen{Name: s.Name, ID: s.Cluster.ID}
	for _, b := range s.Brokers {
		if b.Seen == nil || b.Seen.ID < 0 {
			continue
		}
		seen.Brokers++
		if b.Seen.Answer == model.Answered {
			seen.Answered++
		}
		if v := b.Version.Raw(); b.Version.Usable() && !slices.Contains(seen.Kafka, v) {
			seen.Kafka = append(seen.Kafka, v)
		}
	}
	slices.Sort(seen.Kafka)
	return seen
}

// announced tells a fact that the policy says the platform does not show. That
// a file cannot be read is nothing that a policy can announce.
func announced(g *model.Gap, expect []string) bool {
	return g.Scope.Kind != model.KindFile && rule.MatchesAny(expect, g.Fact.String())
}

// toldAlready leaves out the skips for values that a finding has already
// called invalid: that they cannot be judged any further is no news.
func toldAlready(result *finding.Result) []finding.Skip {
	type value struct {
		subject model.Subject
		name    string
	}
	invalid := map[value]bool{}
	for _, f := range result.Findings {
		if strings.HasSuffix(f.Rule, "/value-invalid") {
			for _, e := range f.Evidence {
				invalid[value{f.Subject, e.Name}] = true
			}
		}
	}
	return slices.DeleteFunc(result.Skipped, func(s finding.Skip) bool { return invalid[value{s.Subject, s.Needs}] })
}
