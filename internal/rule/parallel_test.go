package rule

import (
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// many is a world of n topics, every third of which is too large and every
// seventh of which is not known, beside brokers, clients and files.
func many(n int) []any {
	var things []any
	for i := range n {
		file := fmt.Sprintf("%03d.yaml", i)
		limit := "1000"
		switch {
		case i%7 == 0:
			limit = "?"
		case i%3 == 0:
			limit = "20971520"
		}
		things = append(things, topicIn(file, "plant", fmt.Sprintf("topic-%03d", i), batch.Name, limit, segment.Name, "1048576"), &model.Document{Path: file})
		if i%10 == 0 {
			things = append(things, brokerIn(fmt.Sprintf("b%03d", i), "plant"), producerIn(fmt.Sprintf("p%03d", i)))
		}
	}
	return things
}

// allKinds has rules on four kinds, two of them on topics.
func allKinds() []*Rule {
	say := func(p *Pass) { p.Report("seen").About(p.Subject().Name) }
	return []*Rule{
		{Name: "test/large", Severity: finding.Error, On: model.KindTopic, Keys: sizes, Check: tooLarge},
		{Name: "test/named", Severity: finding.Warning, On: model.KindTopic, Check: say},
		{Name: "test/broker", Severity: finding.Warning, On: model.KindBroker, Check: say},
		{Name: "test/file", Severity: finding.Warning, On: model.KindFile, Check: say},
		{Name: "test/cluster", Severity: finding.Warning, On: model.KindCluster, Check: say},
		{Name: "test/never", Severity: finding.Warning, On: model.KindGroup, Check: say},
	}
}

func withJudges(t *testing.T, n int) {
	t.Helper()
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// TestSideBySideIsAsOneAfterTheOther judges worlds around the size of one
// judge's share by one judge and by several.
func TestSideBySideIsAsOneAfterTheOther(t *testing.T) {
	s := &Settings{Target: model.Version{Major: 4, Minor: 1}}
	for _, n := range []int{1, 31, 32, 33, 64, 300} {
		w := worldOf(many(n)...)
		serial := serially(allKinds(), w, s)
		if len(serial.Findings) == 0 || len(serial.Skipped) == 0 {
			t.Fatalf("a world of %d topics gives %d findings and %d skips: nothing is proved", n, len(serial.Findings), len(serial.Skipped))
		}
		for _, judges := range []int{1, 2, 7} {
			t.Run(fmt.Sprintf("%d topics, %d judges", n, judges), func(t *testing.T) {
				withJudges(t, judges)
				if got := Run(allKinds(), w, s, Options{Strict: true}); !reflect.DeepEqual(got, serial) {
					t.Errorf("%d findings, %d skips, checked %v; one after the other %d, %d, %v, or in another order",
						len(got.Findings), len(got.Skipped), got.Checked, len(serial.Findings), len(serial.Skipped), serial.Checked)
				}
			})
		}
	}
}

// serially judges all subjects in one go, as the plain meaning of Run.
func serially(rules []*Rule, w *World, s *Settings) Outcome {
	out := Outcome{Checked: map[model.Kind]int{}, Ran: map[string]bool{}}
	var subjects []Pass
	for _, some := range w.stretches() {
		for subject := range some {
			subjects = append(subjects, *subject)
		}
	}
	for _, subject := range subjects {
		one := Run(rules, &World{
			Now:    &model.Snapshot{Topics: only(subject.topic), Brokers: only(subject.broker), Clients: only(subject.client), Docs: only(subject.doc), Scopes: scopesOf(w, subject)},
			Before: &model.Snapshot{}, scopes: w.scopes, counted: w.counted, namesakes: w.namesakes,
		}, s, Options{Strict: true})
		out.Findings, out.Skipped = append(out.Findings, one.Findings...), append(out.Skipped, one.Skipped...)
		maps.Copy(out.Ran, one.Ran)
		for kind, n := range one.Checked {
			out.Checked[kind] += n
		}
	}
	return out
}

func only[T any](thing *T) []*T {
	if thing == nil {
		return nil
	}
	return []*T{thing}
}

// scopesOf is the scope of a cluster. Other subjects need none: their settings
// are their own.
func scopesOf(w *World, subject Pass) []*model.Scope {
	if subject.subject.Kind == model.KindCluster {
		return w.Now.Scopes
	}
	return nil
}

func TestFindingsComeInTheOrderOfTheSubjects(t *testing.T) {
	withJudges(t, 4)
	out := Run(allKinds()[1:2], worldOf(many(500)...), &Settings{}, Options{Strict: true})
	if len(out.Findings) != 500 {
		t.Fatalf("%d findings, want one for each of 500 topics", len(out.Findings))
	}
	for i, f := range out.Findings {
		if want := fmt.Sprintf("topic-%03d", i); f.Subject.Name != want {
			t.Fatalf("finding %d is about %s, want %s", i, f.Subject.Name, want)
		}
	}
}

func TestManyAreCountedOnce(t *testing.T) {
	withJudges(t, 4)
	var calls atomic.Int64
	r := &Rule{Name: "test/rule", On: model.KindTopic, Check: func(*Pass) { calls.Add(1) }}
	out := Run([]*Rule{r}, worldOf(many(500)...), &Settings{}, Options{Strict: true})
	if calls.Load() != 500 || out.Checked[model.KindTopic] != 500 || len(out.Checked) != 1 {
		t.Errorf("%d calls, checked %v, want 500 topics and nothing else", calls.Load(), out.Checked)
	}
	if !out.Ran["test/rule"] || len(out.Ran) != 1 {
		t.Errorf("ran %v", out.Ran)
	}
}

func TestNothingToJudge(t *testing.T) {
	for name, rules := range map[string][]*Rule{"no rule": nil, "a rule that the engine judges": {{Name: "test/rule", On: model.KindTopic}}} {
		out := Run(rules, worldOf(many(3)...), &Settings{}, Options{Strict: true})
		if len(out.Findings)+len(out.Skipped)+len(out.Checked)+len(out.Ran) != 0 {
			t.Errorf("%s: %+v", name, out)
		}
	}
	out := Run(allKinds(), worldOf(), &Settings{}, Options{Strict: true})
	if len(out.Findings)+len(out.Checked)+len(out.Ran) != 0 || out.Checked == nil || out.Ran == nil {
		t.Errorf("an empty world gives %+v", out)
	}
}

// TestRulesSeeNoTraceOfEachOther runs a rule after one that reads unknown
// values, guesses and skips: each has a pass of its own.
func TestRulesSeeNoTraceOfEachOther(t *testing.T) {
	first := &Rule{Name: "test/first", Severity: finding.Error, On: model.KindTopic, Keys: sizes, Check: func(p *Pass) {
		p.Bytes(batch)
		size, _ := p.Bytes(segment)
		p.Report("guessed: %s", size)
	}}
	second := &Rule{Name: "test/second", Severity: finding.Error, On: model.KindTopic, Check: func(p *Pass) { p.Report("certain") }}
	w := worldOf(topicIn("d/a.yaml", "", "orders", batch.Name, "?"), brokerIn("d/b", "", "log.segment.bytes", "1"))
	out := Run([]*Rule{first, second}, w, &Settings{}, Options{Strict: true})
	var got []string
	for _, f := range out.Findings {
		got = append(got, f.Rule+" "+f.Severity.String())
	}
	if want := []string{"test/first warning", "test/second error"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(out.Skipped) != 1 || out.Skipped[0].Rule != "test/first" {
		t.Errorf("skips %+v", out.Skipped)
	}
}
