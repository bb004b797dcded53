package engine

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// fake is a source of things that lie in memory.
type fake struct {
	facts  model.Facts
	gaps   []model.Gap
	fill   func(*model.Builder)
	err    error
	wanted *model.Facts // what it was asked for
}

func (f fake) Can(context.Context) (model.Facts, []model.Gap) { return f.facts, f.gaps }

func (f fake) Collect(_ context.Context, want model.Facts, b *model.Builder) error {
	if f.wanted != nil {
		*f.wanted = want
	}
	if f.fill != nil {
		f.fill(b)
	}
	return f.err
}

var (
	layout  = model.FactsOf(model.FactTopicLayout)
	config  = model.FactsOf(model.FactTopicConfig)
	today   = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	cleanup = model.Key{Layer: model.LayerTopic, Name: "cleanup.policy"}
)

// named reports every topic, at its name.
func named(name string) *rule.Rule {
	return &rule.Rule{Name: name, Severity: finding.Error, On: model.KindTopic, Needs: layout,
		Check: func(p *rule.Pass) { p.Report("the topic is called %s", p.Topic().Name).Fix("call it otherwise") }}
}

// compacted reports topics that are compacted, and skips those of which that
// is not known.
var compacted = &rule.Rule{Name: "topic/compacted", Severity: finding.Error, On: model.KindTopic, Needs: layout, Keys: []model.Key{cleanup},
	Check: func(p *rule.Pass) {
		if policy, ok := p.List(cleanup); ok && policy.Has("compact") {
			p.Report("cleanup.policy is %s", policy)
		}
	}}

// invalid stands for the rule by which the engine reports suppressions.
var invalid = &rule.Rule{Name: invalidSuppression, Severity: finding.Warning, On: model.KindFile}

func topic(name string, line int) *model.Topic {
	return &model.Topic{Name: name, Place: model.Place{File: "t.yaml", Names: []string{"cluster:plant"}}, At: model.AtFile("t.yaml", line, 5)}
}

// topics is a source of some topics in lines 1, 2 …, and of the suppressions
// in their file.
func topics(suppressions []model.Suppression, names ...string) fake {
	return fake{facts: layout, fill: func(b *model.Builder) {
		b.Document(&model.Document{Path: "t.yaml", Format: "yaml", Suppressions: suppressions})
		for i, name := range names {
			b.Topic(topic(name, i+1))
		}
	}}
}

func run(t *testing.T, q Request) *finding.Result {
	t.Helper()
	if q.Settings == nil {
		q.Settings = &rule.Settings{}
	}
	q.Now = today
	result, err := Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func request(s source.Source, rules ...*rule.Rule) Request {
	return Request{Command: "lint", Sources: []source.Source{s}, Rules: rules}
}

func TestRun(t *testing.T) {
	result := run(t, request(topics(nil, "b", "a"), named("topic/named")))
	if result.Command != "lint" || len(result.Findings) != 2 || result.Checked[model.KindTopic] != 2 || result.Scopes != 1 {
		t.Fatalf("result %+v: want two findings on two topics of one cluster", result)
	}
	f := result.Findings[0]
	if f.Message != "the topic is called b" || f.Subject.Qualified() != "plant:topic/b" || f.Fix == "" || f.Origin.String() != "t.yaml:1:5" {
		t.Errorf("first finding %+v", f)
	}
	if got := result.Verdict(finding.Error, false); got != finding.ExitFindings {
		t.Errorf("exit %d, want %d", got, finding.ExitFindings)
	}
}

func TestSourcesAreAskedForWhatEnabledRulesNeed(t *testing.T) {
	var wanted model.Facts
	s := fake{facts: layout.Union(config), wanted: &wanted}
	needsConfig := named("topic/x")
	needsConfig.Needs = config
	q := request(s, named("topic/named"), needsConfig)
	q.Settings = &rule.Settings{Rules: []rule.Override{{Pattern: "topic/x", Off: true}}}
	run(t, q)
	if wanted != layout {
		t.Errorf("asked for %v, want the topic layout alone", wanted)
	}
}

func TestRulesWhoseFactsNoSourceBringsAreNotAsked(t *testing.T) {
	blind := named("topic/blind")
	blind.Needs = config
	result := run(t, request(topics(nil, "a"), named("topic/named"), blind))
	if len(result.Findings) != 1 || result.Findings[0].Rule != "topic/named" {
		t.Errorf("findings %+v, want one of topic/named", result.Findings)
	}
}

func TestNothingToCheck(t *testing.T) {
	empty := fake{facts: layout, fill: func(b *model.Builder) {
		b.Document(&model.Document{Path: "x.yaml", Ignored: "not a Kafka configuration"})
	}}
	result := run(t, request(empty, named("topic/named")))
	if got := result.Verdict(finding.Error, false); got != finding.ExitNothing {
		t.Errorf("exit %d, want %d", got, finding.ExitNothing)
	}
	if len(result.Ignored) != 1 || result.Ignored[0].File != "x.yaml" {
		t.Errorf("ignored %+v, want x.yaml", result.Ignored)
	}
}

func TestGaps(t *testing.T) {
	s := topics(nil, "a")
	s.gaps = []model.Gap{{Fact: model.FactQuorum, Why: model.Unsupported}, {Fact: model.FactTopicConfig, Why: model.Denied}}
	q := request(s, compacted)
	q.Settings = &rule.Settings{Expect: []string{"quorum"}}
	result := run(t, q)
	if len(result.Gaps) != 2 || result.Gaps[0].Expected || !result.Gaps[1].Expected {
		t.Errorf("gaps %+v: want the announced one expected, and the other not", result.Gaps)
	}
	if got := result.Verdict(finding.Error, false); got != finding.ExitIncomplete {
		t.Errorf("exit %d, want %d", got, finding.ExitIncomplete)
	}
}

// TestCancelledRunKeepsWhatIsKnown judges what a source had brought when it
// was stopped.
func TestCancelledRunKeepsWhatIsKnown(t *testing.T) {
	s := topics(nil, "a")
	s.err = context.Canceled
	never := fake{facts: layout, fill: func(*model.Builder) { t.Error("the next source is asked, too") }}
	q := request(s, named("topic/named"))
	q.Sources, q.Settings, q.Now = append(q.Sources, never), &rule.Settings{}, today
	result, err := Run(context.Background(), q)
	if !errors.Is(err, context.Canceled) || len(result.Findings) != 1 {
		t.Errorf("error %v, findings %+v; want the cancellation and one finding", err, result.Findings)
	}
}

func TestRunIsDeterministic(t *testing.T) {
	q := request(topics(nil, "e", "a", "d", "c", "b"), named("topic/y"), named("topic/x"), compacted)
	first := run(t, q)
	for range 20 {
		if again := run(t, q); !reflect.DeepEqual(first, again) {
			t.Fatalf("two runs differ:\n%+v\n%+v", first, again)
		}
	}
}

func TestSkipsAreReported(t *testing.T) {
	result := run(t, request(unknownPolicy(nil), compacted))
	if len(result.Findings) != 0 || len(result.Skipped) != 1 || result.Skipped[0].Needs != "cleanup.policy" {
		t.Errorf("findings %+v, skips %+v; want one skip", result.Findings, result.Skipped)
	}
	if got := result.Verdict(finding.Error, false); got != finding.ExitClean {
		t.Errorf("exit %d, want %d: a skip is no failure", got, finding.ExitClean)
	}
}

// unknownPolicy is a topic in line 1 whose cleanup.policy, in line 2, is
// filled in later.
func unknownPolicy(suppressions []model.Suppression) fake {
	return fake{facts: layout, fill: func(b *model.Builder) {
		b.Document(&model.Document{Path: "t.yaml", Format: "yaml", Suppressions: suppressions})
		a, at := topic("a", 1), model.AtFile("t.yaml", 2, 5)
		a.Config.Set(cleanup.Name, model.UnknownValue("${P}", "it is filled in later", at), at)
		b.Topic(a)
	}}
}

func TestSuppressionCannotBeSuppressed(t *testing.T) {
	result := run(t, request(topics([]model.Suppression{
		{Rule: invalidSuppression, Reason: "we know", At: model.AtFile("t.yaml", 9, 1), FirstLine: 1, LastLine: 99},
		{Rule: "topic/named", At: model.AtFile("t.yaml", 10, 1), FirstLine: 1, LastLine: 1, Problem: "no reason is given"},
	}, "a"), named("topic/named"), invalid))
	var complaints []string
	for _, f := range result.Findings {
		if f.Rule == invalidSuppression {
			complaints = append(complaints, f.Message)
		}
	}
	if len(complaints) != 2 || !strings.Contains(complaints[0], "cannot be suppressed") || complaints[1] != "no reason is given" {
		t.Errorf("complaints %q, want one for each suppression", complaints)
	}
}
