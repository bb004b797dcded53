package rule

import (
	"fmt"

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
// enable.
func Run(rules []*Rule, w *World, s *Settings, o Options) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	byKind := map[model.Kind][]*Rule{}
	for _, r := range rules {
		if s.Enabled(r) && r.Check != nil {
			byKind[r.On] = append(byKind[r.On], r)
		}
	}
	for _, subject := range w.subjects() {
		if len(byKind[subject.subject.Kind]) == 0 {
			continue
		}
		out.Checked[subject.subject.Kind]++
		for _, r := range byKind[subject.subject.Kind] {
			if subject.topic == nil && subject.was != nil && r.Reads&ReadsBefore == 0 {
				continue
			}
			out.Ran[r.Name] = true
			out.judge(r, subject, w, s, o)
		}
	}
	return out
}

// judge runs one rule on one subject, and adds what it says.
func (out *Outcome) judge(r *Rule, subject Pass, w *World, s *Settings, o Options) {
	version, declared := w.version(subject.scope, s)
	p := subject.start(r, w, s, o, version, declared)
	r.Check(p)
	out.Skipped = append(out.Skipped, p.skips...)
	for _, report := range p.reports {
		f := report.finding()
		if f.Severity == finding.None || s.profile() == Minimal && f.Severity < finding.Error {
			continue
		}
		if f.Severity == finding.Error && p.guessed {
			subject.holdEverywhere(&f, r, w, s, o)
		}
		out.Findings = append(out.Findings, f)
	}
}

// start makes the pass for one rule: a copy of the subject's.
func (p Pass) start(r *Rule, w *World, s *Settings, o Options, v model.Version, declared bool) *Pass {
	p.rule, p.world, p.settings, p.strict = r, w, s, o.Strict
	p.version, p.declared = v, declared
	p.assumed = new(bool)
	p.pass = &p
	return &p
}

// oldestJudged is the oldest line that a verdict without a declared version
// must hold on to stay an error.
var oldestJudged = model.Version{Major: 3, Minor: 6}

// holdEverywhere caps an error that rests on a version which nobody declared,
// unless every supported version gives the same verdict.
func (p Pass) holdEverywhere(f *finding.Finding, r *Rule, w *World, s *Settings, o Options) {
	var not, from model.Version
	for _, v := range catalog.Versions() {
		if v.Before(oldestJudged) {
			continue
		}
		if p.reportsOn(v, f, r, w, s, o) {
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

func (p Pass) reportsOn(v model.Version, f *finding.Finding, r *Rule, w *World, s *Settings, o Options) bool {
	again := p.start(r, w, s, o, v, true)
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
