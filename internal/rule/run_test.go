package rule

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWithoutAVersion(t *testing.T) {
	v := func(minor int) model.Version { return model.Version{Major: 4, Minor: minor} }
	for _, test := range []struct {
		name  string
		check func(*Pass)
		want  finding.Severity
		says  string
	}{
		{"the same in every line", func(p *Pass) {
			if n, ok := p.Millis(keep); ok && n.N == 604800000 {
				p.Report("by default")
			}
		}, finding.Error, ""},
		{"only from 4.1 on", func(p *Pass) {
			if !p.Version().Before(v(1)) {
				p.Report("new")
			}
		}, finding.Warning, "holds from 4.1 on"},
		{"a milder one before", func(p *Pass) {
			r := p.Report("always")
			if p.Version().Before(v(2)) {
				r.As(finding.Info)
			}
		}, finding.Warning, "holds from 4.2 on"},
		{"about another thing before", func(p *Pass) {
			r := p.Report("always").About("a")
			if p.Version().Before(v(0)) {
				r.About("b")
			}
		}, finding.Warning, "holds from 4.0 on"},
		{"nothing of it rests on the version", func(p *Pass) {
			if n, ok := p.Bytes(segment); ok && n.N == 1 {
				p.Report("declared")
			}
		}, finding.Error, ""},
		{"a warning stays as it is", func(p *Pass) {
			if !p.Version().Before(v(1)) {
				p.Report("new").As(finding.Warning)
			}
		}, finding.Warning, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := reported(t, &Settings{}, test.check, []model.Key{keep, segment}, topicIn("a.yaml", "plant", "orders", segment.Name, "1"))
			if f.Severity != test.want || !strings.Contains(f.Message, test.says) {
				t.Errorf("%s: %s; want %s, %q", f.Severity, f.Message, test.want, test.says)
			}
			if test.says == "" && strings.Contains(f.Message, "holds from") {
				t.Errorf("says %q, and nothing was capped", f.Message)
			}
		})
	}
}

func TestADeclaredVersionIsBelieved(t *testing.T) {
	check := func(p *Pass) {
		if !p.Version().Before(model.Version{Major: 4, Minor: 1}) {
			p.Report("new")
		}
	}
	if f := reported(t, nil, check, nil, topicIn("a.yaml", "plant", "orders")); f.Severity != finding.Error {
		t.Errorf("%s, want an error", f.Severity)
	}
	old := &Settings{Target: model.Version{Major: 3, Minor: 9}}
	if out := judge(t, ruleOn(check), old, topicIn("a.yaml", "plant", "orders")); len(out.Findings) > 0 {
		t.Errorf("3.9 gives %+v", out.Findings)
	}
}

func TestOneCallForEachSubjectOfItsKind(t *testing.T) {
	things := []any{
		topicIn("a.yaml", "plant", "orders"), topicIn("a.yaml", "plant", "invoices"), brokerIn("b", "plant"), producerIn("p.properties"),
		&model.Document{Path: "a.yaml"}, &model.Document{Path: "x", Ignored: "not a Kafka configuration"},
	}
	for kind, want := range map[model.Kind]int{model.KindTopic: 2, model.KindBroker: 1, model.KindClient: 1, model.KindFile: 1, model.KindCluster: 1} {
		calls := 0
		r := &Rule{Name: "test/rule", On: kind, Check: func(*Pass) { calls++ }}
		out := judge(t, r, nil, things...)
		if calls != want || out.Checked[kind] != want || len(out.Checked) != 1 {
			t.Errorf("%s: %d calls, %v checked, want %d", kind, calls, out.Checked, want)
		}
		if !out.Ran["test/rule"] {
			t.Errorf("%s: the rule has not run", kind)
		}
	}
}

func TestWhatAPassKnows(t *testing.T) {
	topic, broker, client, doc := topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant"), producerIn("p.properties"), &model.Document{Path: "a.yaml"}
	see := func(kind model.Kind, check func(*Pass)) {
		judge(t, &Rule{Name: "test/rule", On: kind, Check: check}, nil, topic, broker, client, doc)
	}
	see(model.KindTopic, func(p *Pass) {
		if p.Topic() != topic || p.Broker() != nil || p.Client() != nil || p.Scope().Name != "plant" {
			t.Errorf("of a topic: %+v", p.Subject())
		}
	})
	see(model.KindBroker, func(p *Pass) {
		if p.Broker() != broker || p.Topic() != nil || p.Workload() != nil {
			t.Errorf("of a broker: %+v", p.Subject())
		}
	})
	see(model.KindClient, func(p *Pass) {
		if p.Client() != client {
			t.Errorf("of a client: %+v", p.Subject())
		}
	})
	see(model.KindFile, func(p *Pass) {
		if p.Document() != doc || p.Scope() != nil {
			t.Errorf("of a file: %+v", p.Subject())
		}
	})
}

func TestTheStateBefore(t *testing.T) {
	was := topicIn("plan.json", "plant", "orders")
	for _, test := range []struct {
		name   string
		reads  Reads
		things []any
		calls  int
		now    bool
	}{
		{"gone, for a rule that reads it", ReadsBefore, []any{before{was}}, 1, false},
		{"gone, for one that does not", ReadsNow, []any{before{was}}, 0, false},
		{"changed", ReadsBefore, []any{before{was}, topicIn("plan.json", "plant", "orders")}, 1, true},
		{"of another cluster", ReadsNow, []any{before{was}, topicIn("plan.json", "dev", "orders")}, 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			calls := 0
			r := &Rule{Name: "test/rule", On: model.KindTopic, Reads: test.reads, Check: func(p *Pass) {
				calls++
				if (p.Topic() != nil) != test.now {
					t.Errorf("the topic is %v", p.Topic())
				}
				if test.reads == ReadsBefore && p.TopicBefore() != was {
					t.Errorf("before it was %v", p.TopicBefore())
				}
			}}
			judge(t, r, nil, test.things...)
			if calls != test.calls {
				t.Errorf("%d calls, want %d", calls, test.calls)
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	for _, test := range []struct {
		name    string
		rule    Rule
		profile Profile
		runs    bool
	}{
		{"an error in minimal", Rule{Severity: finding.Error}, Minimal, true},
		{"a warning in minimal", Rule{Severity: finding.Warning}, Minimal, false},
		{"a warning in standard", Rule{Severity: finding.Warning}, Standard, true},
		{"a warning by default", Rule{Severity: finding.Warning}, 0, true},
		{"advice of strict in standard", Rule{Severity: finding.Info, From: Strict}, Standard, false},
		{"advice of strict in strict", Rule{Severity: finding.Info, From: Strict}, Strict, true},
		{"an error of standard in minimal", Rule{Severity: finding.Error, From: Standard}, Minimal, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.rule.Name = "test/rule"
			s := Settings{Profile: test.profile}
			if got := s.Enabled(&test.rule); got != test.runs {
				t.Errorf("enabled %v, want %v", got, test.runs)
			}
		})
	}
}

func TestMinimalHasOnlyErrors(t *testing.T) {
	check := func(p *Pass) {
		p.Report("an error").About("a")
		p.Report("a warning").About("b").As(finding.Warning)
	}
	out := judge(t, ruleOn(check), &Settings{Profile: Minimal}, topicIn("a.yaml", "plant", "orders"))
	if len(out.Findings) != 1 || out.Findings[0].Message != "an error" {
		t.Errorf("minimal gives %+v", out.Findings)
	}
	out = judge(t, ruleOn(func(p *Pass) { p.Report("x").As(finding.None) }), nil, topicIn("a.yaml", "plant", "orders"))
	if len(out.Findings) != 0 {
		t.Errorf("severity none gives %+v", out.Findings)
	}
}

func TestARuleThatIsOffDoesNotRun(t *testing.T) {
	r := ruleOn(func(*Pass) { t.Error("it runs") })
	out := judge(t, r, &Settings{Rules: []Override{{Pattern: "test/*", Off: true}}}, topicIn("a.yaml", "plant", "orders"))
	if len(out.Checked) != 0 || out.Ran["test/rule"] {
		t.Errorf("checked %v, ran %v", out.Checked, out.Ran)
	}
}
