package rule

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Outcome is what the rules have to say about a world.
type Outcome struct {
	Findings []finding.Finding
	Skipped  []finding.Skip
	Checked  map[model.Kind]int // how many subjects of each kind at least one rule has judged
	Ran      map[string]bool    // the rules that have judged anything
}

// Options are how rules are run.
type Options struct {
	// Strict makes a rule that reads what it does not declare panic. Tests
	// set it.
	Strict bool
}

// Run judges every subject of the world by every rule that the settings
// enable. Rules are pure, so subjects are judged side by side; what they say
// comes out in the order of the subjects.
func Run(rules []*Rule, w *World, s *Settings, o Options) Outcome {
	j := runner{world: w, settings: s, options: o, rules: map[model.Kind][]*Rule{}, versions: map[*model.Scope]judgedBy{}}
	for _, r := range rules {
		if s.Enabled(r) && r.Check != nil {
			j.rules[r.On] = append(j.rules[r.On], r)
		}
	}
	j.versions[nil] = w.version(nil, s)
	for _, scope := range w.Now.Scopes {
		j.versions[scope] = w.version(scope, s)
	}
	parts := slices.Collect(slices.Chunk(w.subjects(), subjectsAtOnce))
	if len(parts) == 1 {
		return j.all(parts[0])
	}
	outcomes := make([]Outcome, len(parts))
	next := make(chan int)
	var judges sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		judges.Go(func() {
			for i := range next {
				outcomes[i] = j.all(parts[i])
			}
		})
	}
	for i := range parts {
		next <- i
	}
	close(next)
	judges.Wait()
	return join(outcomes)
}

// subjectsAtOnce is how many subjects one judge takes: enough that handing
// them out costs nothing, few enough that the last judge is not alone.
const subjectsAtOnce = 64

// runner is what all subjects of a run are judged by. It does not change while
// the run goes on.
type runner struct {
	world    *World
	settings *Settings
	options  Options
	rules    map[model.Kind][]*Rule
	versions map[*model.Scope]judgedBy
}

// judgedBy is the version by which a scope is judged, and whether somebody
// declared it.
type judgedBy struct {
	version  model.Version
	declared bool
}

// all judges some subjects.
func (j *runner) all(subjects []Pass) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	for i := range subjects {
		subject := &subjects[i]
		rules := j.rules[subject.subject.Kind]
		if len(rules) == 0 {
			continue
		}
		out.Checked[subject.subject.Kind]++
		for _, r := range rules {
			if subject.topic == nil && subject.was != nil && r.Reads&ReadsBefore == 0 {
				continue
			}
			out.Ran[r.Name] = true
			j.one(&out, r, subject)
		}
	}
	return out
}

// one runs one rule on one subject, and adds what it says.
func (j *runner) one(out *Outcome, r *Rule, subject *Pass) {
	p := j.start(r, subject, j.versions[subject.scope])
	r.Check(p)
	out.Skipped = append(out.Skipped, p.skips...)
	for _, report := range p.reports {
		f := report.finding()
		if f.Severity == finding.None || j.settings.profile() == Minimal && f.Severity < finding.Error {
			continue
		}
		if f.Severity == finding.Error && p.guessed {
			j.holdEverywhere(&f, r, subject)
		}
		out.Findings = append(out.Findings, f)
	}
}

func join(parts []Outcome) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	for _, part := range parts {
		out.Findings = append(out.Findings, part.Findings...)
		out.Skipped = append(out.Skipped, part.Skipped...)
		for kind, n := range part.Checked {
			out.Checked[kind] += n
		}
		maps.Copy(out.Ran, part.Ran)
	}
	return out
}

// start makes the pass for one rule: a copy of the subject's.
func (j *runner) start(r *Rule, subject *Pass, by judgedBy) *Pass {
	p := *subject
	p.rule, p.world, p.settings, p.strict = r, j.world, j.settings, j.options.Strict
	p.version, p.declared = by.version, by.declared
	p.assumed = new(bool)
	p.pass = &p
	return &p
}

// oldestJudged is the oldest line that a verdict without a declared version
// must hold on to stay an error.
var oldestJudged = model.Version{Major: 3, Minor: 6}

// holdEverywhere caps an error that rests on a version which nobody declared,
// unless every supported version gives the same verdict.
func (j *runner) holdEverywhere(f *finding.Finding, r *Rule, subject *Pass) {
	var not, from model.Version
	for _, v := range catalog.Versions() {
		if v.Before(oldestJudged) {
			continue
		}
		if j.reportsOn(v, f, r, subject) {
			if from.IsZero() {
				from = v
			}
			continue
		}
		not, from = v, model.Version{}
	}
	if not.IsZero() {
		return
	}
	f.Severity = finding.Warning
	f.Message += fmt.Sprintf(" (a warning, because no Kafka version is declared and this holds from %s on: declare target in the policy or give --target-version)", from)
}

func (j *runner) reportsOn(v model.Version, f *finding.Finding, r *Rule, subject *Pass) bool {
	again := j.start(r, subject, judgedBy{v, true})
	r.Check(again)
	for _, report := range again.reports {
		if g := report.finding(); g.Discriminator == f.Discriminator && g.Severity == f.Severity {
			return true
		}
	}
	return false
}

// subjects lists one pass for each thing that may be judged, with no rule in
// it yet.
func (w *World) subjects() []Pass {
	out := make([]Pass, 0, len(w.Now.Topics)+len(w.Now.Brokers)+len(w.Now.Clients)+len(w.Now.Docs))
	seen := map[model.Subject]bool{}
	for _, t := range w.Now.Topics {
		p := w.pass(t.Subject(), t.Home)
		p.topic, p.was = t, w.was[t.Subject()]
		seen[t.Subject()] = true
		out = append(out, p)
	}
	for _, t := range w.Before.Topics {
		if !seen[t.Subject()] {
			p := w.pass(t.Subject(), t.Home)
			p.was = t
			out = append(out, p)
		}
	}
	for _, b := range w.Now.Brokers {
		p := w.pass(b.Subject(), b.Home)
		p.broker = b
		out = append(out, p)
	}
	for _, c := range w.Now.Clients {
		p := w.pass(c.Subject(), c.Home)
		p.client = c
		out = append(out, p)
	}
	for _, s := range w.Now.Scopes {
		if len(s.Brokers)+len(s.NodeSets) > 0 {
			out = append(out, w.pass(s.Subject(), model.Home{Scope: s.Name}))
		}
	}
	return w.documents(out)
}

func (w *World) documents(out []Pass) []Pass {
	for _, d := range w.Now.Docs {
		if d.Ignored != "" {
			continue
		}
		p := Pass{subject: model.Subject{Kind: model.KindFile, Name: d.Path}}
		p.doc = d
		out = append(out, p)
	}
	return out
}

func (w *World) pass(subject model.Subject, home model.Home) Pass {
	p := Pass{subject: subject, scope: w.scopes[home.Scope]}
	p.in = p.scope
	return p
}
