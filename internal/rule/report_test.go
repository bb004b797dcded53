package rule

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// reported runs a check that must report exactly one thing.
func reported(t *testing.T, s *Settings, check func(*Pass), keys []model.Key, things ...any) finding.Finding {
	t.Helper()
	out := judge(t, ruleOn(check, keys...), s, things...)
	if len(out.Findings) != 1 {
		t.Fatalf("%d findings, want 1: %+v", len(out.Findings), out.Findings)
	}
	return out.Findings[0]
}

// tooLarge is a rule that compares two values, as the real ones do.
func tooLarge(p *Pass) {
	b, known := p.Bytes(batch)
	s, also := p.Bytes(segment)
	if known && also && b.N > s.N {
		p.Report("batches of %s, segments of %s", b, s).At(s, b).Fix("set segment.bytes: %d", b.N)
	}
}

var sizes = []model.Key{batch, segment}

func TestAReport(t *testing.T) {
	f := reported(t, nil, tooLarge, sizes, topicIn("a.yaml", "plant", "orders", batch.Name, "10485760", segment.Name, "1048576"))
	if f.Rule != "test/rule" || f.Severity != finding.Error || f.Subject.String() != "topic/orders" {
		t.Errorf("%s %s %s", f.Severity, f.Rule, f.Subject)
	}
	if f.Message != "batches of 10 MiB, segments of 1 MiB" || f.Fix != "set segment.bytes: 10485760" {
		t.Errorf("says %q, fix %q", f.Message, f.Fix)
	}
	want := []finding.Evidence{
		{Name: batch.Name, Value: "10485760", Origin: model.AtFile("a.yaml", 10, 3)},
		{Name: segment.Name, Value: "1048576", Origin: model.AtFile("a.yaml", 11, 3)},
	}
	if !slices.Equal(f.Evidence, want) {
		t.Errorf("evidence %+v, want %+v", f.Evidence, want)
	}
}

func TestTheOriginIsWhatTheAuthorMustChange(t *testing.T) {
	for _, test := range []struct {
		name   string
		things []any
		want   string
	}{
		{"the first of two of its own", []any{topicIn("a.yaml", "plant", "orders", batch.Name, "10485760", segment.Name, "1048576")}, "a.yaml:11:3"},
		{"its own before a broker's", []any{topicIn("a.yaml", "plant", "orders", batch.Name, "10485760"), brokerIn("b", "plant", "log.segment.bytes", "1048576")}, "a.yaml:10:3"},
		{"a broker's before a default", []any{topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant", "message.max.bytes", "2000000000")}, "b:10:3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if f := reported(t, nil, tooLarge, sizes, test.things...); f.Origin.String() != test.want {
				t.Errorf("points to %s, want %s", f.Origin, test.want)
			}
		})
	}
}

func TestTheOriginOfWhatNobodyWrote(t *testing.T) {
	topic := topicIn("a.yaml", "plant", "orders")
	onDefault := func(p *Pass) {
		kept, _ := p.Millis(keep)
		p.Report("keeps %s", kept)
	}
	if f := reported(t, nil, onDefault, []model.Key{keep}, topic); f.Origin != topic.At {
		t.Errorf("points to %s, want the topic", f.Origin)
	}
	elsewhere := func(p *Pass) { p.Report("there").AtOrigin(model.AtFile("x", 1, 2)) }
	if f := reported(t, nil, elsewhere, nil, topic); f.Origin.String() != "x:1:2" {
		t.Errorf("points to %s, want x:1:2", f.Origin)
	}
}

func TestTheOriginByKind(t *testing.T) {
	for kind, test := range map[model.Kind]struct {
		thing any
		want  string
	}{
		model.KindBroker:  {brokerIn("b", "plant"), "b:1:1"},
		model.KindClient:  {producerIn("p.properties"), "p.properties:1:1"},
		model.KindFile:    {&model.Document{Path: "f"}, "f:1:1"},
		model.KindCluster: {brokerIn("b", "plant"), ""},
	} {
		r := &Rule{Name: "test/rule", Severity: finding.Error, On: kind, Check: func(p *Pass) { p.Report("x") }}
		out := judge(t, r, nil, test.thing)
		if len(out.Findings) != 1 || out.Findings[0].Origin.String() != test.want {
			t.Errorf("%s: %+v, want one at %q", kind, out.Findings, test.want)
		}
	}
}

func TestEvidenceIsNamedOnce(t *testing.T) {
	f := reported(t, nil, func(p *Pass) {
		s, _ := p.Bytes(segment)
		p.Report("%s and %s", s, s).Because(s)
	}, []model.Key{segment}, topicIn("a.yaml", "plant", "orders", segment.Name, "1"))
	if len(f.Evidence) != 1 {
		t.Errorf("evidence %+v", f.Evidence)
	}
}

func TestEvidenceOfADefaultSaysWhetherTheVersionIsDeclared(t *testing.T) {
	check := func(p *Pass) {
		kept, _ := p.Millis(keep)
		p.Report("keeps %s", kept)
	}
	topic := func() *model.Topic { return topicIn("a.yaml", "plant", "orders") }
	f := reported(t, nil, check, []model.Key{keep}, topic())
	if got := f.Evidence[0].Origin.String(); got != "default of Kafka 4.1.2" {
		t.Errorf("declared: %s", got)
	}
	f = reported(t, &Settings{}, check, []model.Key{keep}, topic())
	if got := f.Evidence[0].Origin.String(); !strings.HasSuffix(got, ", version not declared") {
		t.Errorf("not declared: %s", got)
	}
}

func TestSeverityOfOneFinding(t *testing.T) {
	check := func(p *Pass) { p.Report("x").As(finding.Info).About("retention.ms") }
	f := reported(t, nil, check, nil, topicIn("a.yaml", "plant", "orders"))
	if f.Severity != finding.Info || f.Discriminator != "retention.ms" {
		t.Errorf("%s about %q", f.Severity, f.Discriminator)
	}
	policy := &Settings{Rules: []Override{{Pattern: "test/*", Severity: finding.Warning}}}
	if f := reported(t, policy, check, nil, topicIn("a.yaml", "plant", "orders")); f.Severity != finding.Warning {
		t.Errorf("%s, want the policy's, which replaces all severities", f.Severity)
	}
}

func TestAGuessedJoinIsNoError(t *testing.T) {
	large := []string{batch.Name, "10485760"}
	small := []string{"log.segment.bytes", "1048576"}
	for _, test := range []struct {
		name   string
		things []any
		want   finding.Severity
	}{
		{"one file", []any{topicIn("d/a.yaml", "", "orders", batch.Name, "10485760", segment.Name, "1048576")}, finding.Error},
		{"a declared cluster", []any{topicIn("a.yaml", "plant", "orders", large...), brokerIn("b", "plant", small...)}, finding.Error},
		{"a directory", []any{topicIn("d/a.yaml", "", "orders", large...), brokerIn("d/b", "", small...)}, finding.Warning},
		{"one side is declared", []any{topicIn("d/a.yaml", "plant", "orders", large...), brokerIn("d/b", "", small...)}, finding.Warning},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := reported(t, nil, tooLarge, sizes, test.things...)
			if f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
			if capped := strings.Contains(f.Message, "declare a scope in breakwater.yaml"); capped != (test.want == finding.Warning) {
				t.Errorf("says %q", f.Message)
			}
		})
	}
}

func TestAPolicyCannotMakeAGuessAnError(t *testing.T) {
	policy := &Settings{Target: model.Version{Major: 4, Minor: 1}, Rules: []Override{{Pattern: "test/rule", Severity: finding.Error}}}
	f := reported(t, policy, tooLarge, sizes, topicIn("d/a.yaml", "", "orders", batch.Name, "10485760"), brokerIn("d/b", "", "log.segment.bytes", "1048576"))
	if f.Severity != finding.Warning {
		t.Errorf("%s, want a warning", f.Severity)
	}
}

func TestAWorkloadMakesAClientKnown(t *testing.T) {
	check := func(p *Pass) {
		for _, c := range p.Scope().Clients {
			if n, ok := p.OfClient(c).Bytes(request); ok && n.Is() {
				p.Report("sends %s", n)
			}
		}
	}
	things := func() []any {
		return []any{topicIn("d/a.yaml", "", "orders"), producerIn("d/p.properties", request.Name, "1")}
	}
	if f := reported(t, nil, check, []model.Key{request}, things()...); f.Severity != finding.Warning {
		t.Errorf("%s, want a warning: only the directory joins them", f.Severity)
	}
	load := &model.Workload{Topics: []string{"orders"}, Clients: []string{"p.properties"}}
	if f := reported(t, nil, check, []model.Key{request}, append(things(), load)...); f.Severity != finding.Error {
		t.Errorf("%s, want an error: the policy joins them", f.Severity)
	}
}
