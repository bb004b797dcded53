package rule

import (
	"maps"
	"runtime"
	"slices"
	"sync"

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
	j := runner{world: w, settings: s, options: o, rules: map[model.Kind][]*Rule{}, versions: map[*model.Scope]judgedBy{},
		free: sync.Pool{New: func() any { return &Pass{} }}}
	for _, r := range rules {
		if s.Enabled(r) && r.Check != nil {
			for _, kind := range r.judges() {
				j.rules[kind] = append(j.rules[kind], r)
			}
		}
	}
	j.versions[nil] = w.version(nil, s)
	for _, scope := range w.scopes {
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
	free     sync.Pool // passes of which nothing is left: a large cluster takes hundreds of thousands
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

// all judges some subjects.
func (j *runner) all(subjects []Pass) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	for i := range subjects {
		subject := &subjects[i]
		rules := j.rules[subject.subject.Kind]
		if len(rules) == 0 {
			continue
		}
		if j.ended() {
			return out
		}
		if b := subject.broker; b == nil || b.Seen == nil || b.Seen.ID >= 0 { // an address alone is no broker
			out.Checked[subject.subject.Kind]++
		}
		for _, r := range rules {
			if subject.topic == nil && subject.was != nil && r.Reads&ReadsBefore == 0 {
				continue
			}
			out.Ran[r.Name] = true
			if silent := subject.silentBroker(); silent != nil && r.Needs.Has(model.FactBrokerConfig) {
				out.Skipped = append(out.Skipped, silent.skip(r, subject)...)
				continue
			}
			j.one(&out, r, subject)
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

// one runs one rule on one subject, and adds what it says.
func (j *runner) one(out *Outcome, r *Rule, subject *Pass) {
	p := j.start(r, subject, j.versions[subject.scope].seenFrom(subject))
	r.Check(p)
	if len(p.reports) == 0 && len(p.skips) == 0 {
		j.free.Put(p) // nobody has kept it
		return
	}
	out.Skipped = append(out.Skipped, p.skips...)
	lines := lines{runner: j, rule: r, subject: subject}
	for _, report := range p.reports {
		f := report.finding()
		if f.Severity == finding.Error && p.guessed {
			lines.hold(&f)
		}
		if f.Severity != finding.None && !j.tooMild(r, f.Severity) {
			out.Findings = append(out.Findings, f)
		}
	}
}

// tooMild tells a finding that profile minimal does not want: it wants errors,
// and what a rule says that the policy names.
func (j *runner) tooMild(r *Rule, s finding.Severity) bool {
	return j.settings.profile() == Minimal && s < finding.Error && !j.settings.names(r)
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
	p := j.free.Get().(*Pass)
	*p = *subject
	p.rule, p.world, p.settings, p.strict = r, j.world, j.settings, j.options.Strict
	p.version, p.declared = by.version, by.declared
	p.pass = p
	return p
}
