package rulestest

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// grows finds topics that have grown by ten records or more since the cluster
// was seen first.
func grows() *rule.Rule {
	return &rule.Rule{Name: "demo/grows", Severity: finding.Warning, On: model.KindTopic, Needs: model.FactsOf(model.FactOffsets),
		Reads: rule.ReadsHistory, Settle: 10 * rule.Second,
		Explains: []rule.Effect{{Rule: "demo/leads", By: rule.SameCluster}},
		Check: func(p *rule.Pass) {
			h, ok := p.Past(10 * 1000)
			if !ok {
				return
			}
			first, _ := h.LogEnd(p.Topic().Name, 0).Oldest()
			newest, _ := h.LogEnd(p.Topic().Name, 0).Latest()
			if newest.N-first.N >= 10 {
				p.Report("grew by %d", newest.N-first.N).Fix("read it")
			}
		}}
}

// leads finds brokers that lead something; it knows no past.
func leads() *rule.Rule {
	return &rule.Rule{Name: "demo/leads", Severity: finding.Error, On: model.KindBroker, Needs: model.FactsOf(model.FactConnections),
		Check: func(p *rule.Pass) {
			if p.Seen().Leads > 0 {
				p.Report("leads %d", p.Seen().Leads).Fix("move them")
			}
		}}
}

const growing = "rule demo/grows\nbrokers 1\ntopic orders replicas=1\nat 20s produce orders 1/s\nat 60s recreate orders\nat 60s produce orders stop\n"

// TestTimelineCatches holds what a file can expect against what is found.
func TestTimelineCatches(t *testing.T) {
	timeline := func(expects ...string) func(*testing.T) {
		return func(t *testing.T) {
			Timeline(t, []*rule.Rule{grows(), leads()}, "case.txt", growing+strings.Join(expects, "\n"))
		}
	}
	hold(t, []held{
		{"nothing", timeline("expect 25s nothing"), ""},
		{"a finding", timeline(`expect 30s warning topic/orders "grew by 10" "read it"`), ""},
		{"nothing, and something is found", timeline("expect 30s nothing"), "after 30s: nobody expects:\n"},
		{"a finding, and nothing is found", timeline("expect 25s warning topic/orders"), "want warning on topic/orders [] below \"\"; found:"},
		{"another severity", timeline("expect 30s error topic/orders"), "case.txt:7: after 30s: want error"},
		{"another subject", timeline("expect 30s warning topic/invoices"), "want warning on topic/invoices"},
		{"another text", timeline(`expect 30s warning topic/orders "grew by 11"`), "want warning"},
		{"one of two texts", timeline(`expect 30s warning topic/orders "grew" "shrank"`), "want warning"},
		{"another rule's finding", timeline("expect 30s error broker/1 rule=demo/leads below=demo/grows", "expect 30s warning topic/orders"), ""},
		{"and it is not below", timeline("expect 30s error broker/1 rule=demo/leads", "expect 30s warning topic/orders"), "want error on broker/1"},
		{"below another", timeline("expect 30s error broker/1 rule=demo/leads below=demo/leads", "expect 30s warning topic/orders"), "want error on broker/1"},
		{"not below anything yet", timeline("expect 25s error broker/1 rule=demo/leads"), ""},
		{"not all that is found", timeline("expect 30s error broker/1 rule=demo/leads below=demo/grows"), "nobody expects"},
		{"a skip", timeline(`expect 5s skipped "the past" "5 s"`), ""},
		{"no skip", timeline(`expect 10s skipped "the past"`), "want a skip"},
		{"a skip for another reason", timeline(`expect 5s skipped "offsets"`), "want a skip"},
		{"healthy, and it is not", timeline("expect 5s healthy"), "case.txt:7: after 5s: not healthy:"},
		{"settling", timeline("expect 35s clear topic/orders"), ""},
		{"open", timeline("expect 40s open topic/orders"), ""},
		{"not open", timeline("expect 35s open topic/orders"), "open is false"},
		{"not clear", timeline("expect 40s clear topic/orders"), "open is true"},
		{"over", timeline("expect 60s nothing", "expect 65s open topic/orders", "expect 70s clear topic/orders"), "open is true"},
		{"a rule that is not there", func(t *testing.T) {
			Timeline(t, []*rule.Rule{leads()}, "case.txt", growing+"expect 5s nothing")
		}, "case.txt: there is no rule demo/grows here"},
		{"of no rule", func(t *testing.T) {
			Timeline(t, []*rule.Rule{leads()}, "case.txt", "brokers 1\nexpect 5s open broker/1")
		}, "case.txt:2: of which rule? The file is about none"},
		{"nothing at all", timeline(), "case.txt expects nothing at all"},
		{"a line that is wrong", timeline("at 5s produce invoices 1"), "case.txt:7: there is no topic invoices"},
		{"a policy", timeline("settings demo/grows severity=info", "expect 30s info topic/orders"), ""},
		{"a policy that is wrong", timeline("settings demo/shrinks severity=info"), "case.txt"},
	})
}

// TestTimelinesCatchesWhatIsNotTold: a rule with a past must be seen to find
// something and to find nothing.
func TestTimelinesCatchesWhatIsNotTold(t *testing.T) {
	timelines := func(files map[string]string) func(*testing.T) {
		return func(t *testing.T) {
			folder(t, files)
			Timelines(t, []*rule.Rule{grows(), leads()}, "*.txt")
		}
	}
	const fires, quiet = growing + "expect 30s warning topic/orders\n", growing + "expect 25s nothing\n"
	hold(t, []held{
		{"both", timelines(map[string]string{"a.txt": fires, "b.txt": quiet}), ""},
		{"both in one file", timelines(map[string]string{"a.txt": fires + "expect 25s nothing\n"}), ""},
		{"it never fires", timelines(map[string]string{"b.txt": quiet}), "no timeline expects that demo/grows finds something"},
		{"it never rests", timelines(map[string]string{"a.txt": fires}), "no timeline expects that demo/grows finds nothing"},
		{"no file", timelines(nil), "there is no file *.txt"},
	})
}

// TestLintPlaysATimeline: of a page's example the last cycle counts.
func TestLintPlaysATimeline(t *testing.T) {
	rules := []*rule.Rule{grows(), leads()}
	for _, c := range []struct {
		name, until, policy string
		want                int
	}{
		{"before", "until 65s", "", 0},
		{"at the end", "produce orders 1/s\nat 70s dark\nat 75s light", "", 1},
		{"switched off", "produce orders 1/s\nat 70s dark\nat 75s light", "rules:\n  demo/grows: off\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := Files{"timeline.txt": "brokers 1\ntopic orders replicas=1\n" + c.until + "\n"}
			if c.policy != "" {
				files["policy.yaml"] = c.policy
			}
			result := Lint(t, rules, files)
			if got := Of(result, "demo/grows"); len(got) != c.want {
				t.Errorf("it finds %q, want %d", messages(got), c.want)
			}
			if result.Checked[model.KindBroker] != 1 {
				t.Errorf("checked %v", result.Checked)
			}
		})
	}
	if said := record(func(t testing.TB) { Lint(t, rules, Files{"timeline.txt": "brokers"}) }); !strings.Contains(said, "timeline.txt:1: brokers wants") {
		t.Errorf("of a file that is wrong it says %q", said)
	}
}
