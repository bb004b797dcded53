package rule

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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

	// Done ends the run early when it is closed: what was judged by then
	// comes out. Nil: the run goes to its end.
	Done <-chan struct{}
}

// Run judges every subject of the world by every rule that the settings
// enable. Rules are pure, so subjects are judged side by side; what they say
// comes out in the order of the subjects.
func Run(rules []*Rule, w *World, s *Settings, o Options) Outcome {
	j := runner{world: w, settings: s, options: o, rules: map[model.Kind][]numbered{}, all: rules, versions: map[*model.Scope]judgedBy{}}
	for i, r := range rules {
		if s.Enabled(r) && r.Check != nil {
			for _, kind := range r.judges() {
				j.rules[kind] = append(j.rules[kind], numbered{r, i})
			}
		}
	}
	j.versions[nil] = w.version(nil, s)
	for _, scope := range w.scopes {
		j.versions[scope] = w.version(scope, s)
	}
	parts := w.stretches()
	outcomes := make([]part, len(parts))
	var next atomic.Int64
	work := func() {
		for i := next.Add(1) - 1; int(i) < len(parts); i = next.Add(1) - 1 {
			outcomes[i] = j.judge(parts[i])
		}
	}
	var judges sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (w.size()+thingsAtOnce-1)/thingsAtOnce) - 1 { // a few are not worth a second one
		judges.Go(work)
	}
	work()
	judges.Wait()
	return j.join(outcomes)
}

// runner is what all subjects of a run are judged by. It does not change while
// the run goes on.
type runner struct {
	world    *World
	settings *Settings
	options  Options
	rules    map[model.Kind][]numbered
	all      []*Rule
	versions map[*model.Scope]judgedBy
}

// numbered is a rule with its place among all rules of the run.
type numbered struct {
	*Rule
	index int
}

// part is what the rules have to say about a stretch.
type part struct {
	findings []finding.Finding
	skipped  []finding.Skip
	checked  map[model.Kind]int
	ran      []bool // by the rules' places
}

// judgedBy is the version by which a scope is judged, and whether somebody
// declared it.
type judgedBy struct {
	version  model.Version
	declared bool
	by       *model.Broker // whose document declares it; nil: the policy, a flag, or nobody
}

// seenFrom is the version as another document may take it: one that belongs to
// it by a guess alone is not declared for it.
func (v judgedBy) seenFrom(subject *Pass) judgedBy {
	if v.by == nil {
		return v
	}
	place, home := subject.place()
	if place.File != "" && place.File != v.by.Place.File && home.Certainty.Worse(v.by.Home.Certainty) != model.Known {
		v.declared = false
	}
	return v
}

// judge judges the subjects of a stretch.
func (j *runner) judge(subjects stretch) part {
	out := part{checked: map[model.Kind]int{}, ran: make([]bool, len(j.all))}
	for subject := range subjects {
		rules := j.rules[subject.subject.Kind]
		if len(rules) == 0 {
			continue
		}
		if j.ended() {
			return out
		}
		if b := subject.broker; b == nil || b.Seen == nil || b.Seen.ID >= 0 { // an address alone is no broker
			out.checked[subject.subject.Kind]++
		}
		j.ready(subject, j.versions[subject.scope].seenFrom(subject))
		for _, r := range rules {
			if subject.topic == nil && subject.was != nil && r.Reads&ReadsBefore == 0 {
				continue
			}
			out.ran[r.index] = true
			if silent := subject.silentBroker(); silent != nil && r.Needs.Has(model.FactBrokerConfig) {
				out.skipped = append(out.skipped, silent.skip(r.Rule, subject)...)
				continue
			}
			j.one(&out, r.Rule, subject)
		}
	}
	return out
}

func (j *runner) ended() bool {
	select {
	case <-j.options.Done:
		return true
	default:
		return false
	}
}

// one runs one rule on one subject, and adds what it says. The pass is that of
// all rules of the subject, one after the other: of a large cluster there are
// hundreds of thousands of calls, most of which say nothing.
func (j *runner) one(out *part, r *Rule, p *Pass) {
	p.begin(r)
	r.Check(p)
	if len(p.reports) == 0 && len(p.skips) == 0 {
		return
	}
	out.skipped = append(out.skipped, p.skips...)
	lines := lines{runner: j, rule: r, subject: p}
	for _, report := range p.reports {
		f := report.finding()
		if f.Severity == finding.Error && p.guessed {
			lines.hold(&f)
		}
		if f.Severity != finding.None && !j.tooMild(r, f.Severity) {
			out.findings = append(out.findings, f)
		}
	}
}

// tooMild tells a finding that profile minimal does not want: it wants errors,
// and what a rule says that the policy names.
func (j *runner) tooMild(r *Rule, s finding.Severity) bool {
	return j.settings.profile() == Minimal && s < finding.Error && !j.settings.names(r)
}

// join puts together what was said about all stretches.
func (j *runner) join(parts []part) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	findings, skips := 0, 0
	for _, p := range parts {
		findings, skips = findings+len(p.findings), skips+len(p.skipped)
	}
	out.Findings, out.Skipped = slices.Grow(out.Findings, findings), slices.Grow(out.Skipped, skips)
	for _, p := range parts {
		out.Findings = append(out.Findings, p.findings...)
		out.Skipped = append(out.Skipped, p.skipped...)
		for kind, n := range p.checked {
			out.Checked[kind] += n
		}
		for i, ran := range p.ran {
			if ran {
				out.Ran[j.all[i].Name] = true
			}
		}
	}
	return out
}

// ready makes a subject one that rules can be run on.
func (j *runner) ready(p *Pass, by judgedBy) {
	p.world, p.settings, p.strict = j.world, j.settings, j.options.Strict
	p.version, p.declared = by.version, by.declared
	p.pass = p
}

// begin makes the pass that of a rule, which nothing has been said in yet.
func (p *Pass) begin(r *Rule) {
	p.rule, p.guessed, p.reports, p.skips = r, false, nil, nil
}

// start makes a pass of its own for one rule on a subject, by another version.
func (j *runner) start(r *Rule, subject *Pass, by judgedBy) *Pass {
	p := *subject
	j.ready(&p, by)
	p.begin(r)
	return &p
}
