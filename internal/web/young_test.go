package web

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// waits is a skip for want of a past.
func waits(name, group string) finding.Skip {
	return finding.Skip{Rule: name, Subject: model.Subject{Kind: model.KindGroup, Name: group}, Needs: rule.NeedsPast,
		Reason: "the cluster has been watched for 4 min, and the rule looks back 1 h"}
}

// TestAYoungWatch is no reason to doubt the cluster: time alone is what the rules
// lack. Who reads that all is well reads that they wait.
func TestAYoungWatch(t *testing.T) {
	blind := finding.Skip{Rule: "group/stuck", Subject: model.Subject{Kind: model.KindGroup, Name: "audit"}, Needs: "offsets", Reason: "its coordinator is silent"}
	for name, c := range map[string]struct {
		skipped  []finding.Skip
		state    api.State
		says     string // at the end of the sentence
		unknown  int
		excepted string
	}{
		"nothing waits":           {nil, api.Healthy, "2 s ago.", 0, ""},
		"one rule":                {[]finding.Skip{waits("group/lost", "audit")}, api.Healthy, "2 s ago. The watch is young: 1 rule cannot judge yet.", 0, "group/lost"},
		"one rule, two groups":    {[]finding.Skip{waits("group/lost", "audit"), waits("group/lost", "billing")}, api.Healthy, "1 rule cannot judge yet.", 0, "group/lost"},
		"two rules, in any order": {[]finding.Skip{waits("topic/z", "audit"), waits("group/lost", "audit")}, api.Healthy, "2 rules cannot judge yet.", 0, "group/lost, topic/z"},
		"one that is blind":       {[]finding.Skip{blind}, api.NotKnown, "its coordinator is silent.", 1, ""},
		"one waits, one is blind": {[]finding.Skip{waits("group/lost", "audit"), blind}, api.NotKnown, "its coordinator is silent.", 1, "group/lost"},
	} {
		t.Run(name, func(t *testing.T) {
			b := webtest.Healthy()
			b.Clusters[0].Result.Skipped = c.skipped
			s, page := shown(t, b)
			v := s.Clusters[0].Verdict
			if v.State != c.state || !strings.HasSuffix(v.Sentence, c.says) || v.Unknown.Total != c.unknown {
				t.Errorf("%s: %s, %d things not known", v.State, v.Sentence, v.Unknown.Total)
			}
			said := strings.Join(v.Excepted.Items, "\n")
			if c.excepted == "" && said != "" || !strings.HasSuffix(said, c.excepted) {
				t.Errorf("excepted is %q, want %q at its end", said, c.excepted)
			}
			if got := strings.Contains(section(t, page, "unknown"), "the watch is young"); got != (c.excepted != "") {
				t.Errorf("the page says that it is young: %v", got)
			}
		})
	}
}

// TestAYoungWatchInTrouble: that rules wait is said where all is well, and
// nowhere in the way of what is wrong.
func TestAYoungWatchInTrouble(t *testing.T) {
	b := webtest.Trouble()
	s, _ := shown(t, b)
	if v := s.Clusters[0].Verdict; v.State != api.Trouble || strings.Contains(v.Sentence, "young") {
		t.Errorf("%s: %s", v.State, v.Sentence)
	}
	settling := webtest.Healthy()
	found(warning())(settling.Clusters[0])
	settling.Clusters[0].Result.Skipped = []finding.Skip{waits("group/lost", "audit")}
	s, _ = shown(t, settling)
	if v := s.Clusters[0].Verdict; v.State != api.Settling || strings.Contains(v.Sentence, "young") {
		t.Errorf("%s: %s", v.State, v.Sentence)
	}
}

// TestHeadlines name what they are about once.
func TestHeadlines(t *testing.T) {
	of := func(kind model.Kind, name, part, message string) *finding.Finding {
		return &finding.Finding{Subject: model.Subject{Kind: kind, Name: name, Part: part, Partition: 3}, Message: message}
	}
	for want, f := range map[string]*finding.Finding{
		"most leaders are on one broker":    of(model.KindCluster, "", "", "most leaders are on one broker."),
		"broker 2 refuses connections":      of(model.KindBroker, "2", "", "broker 2 refuses connections"),
		"broker/3: it refuses":              of(model.KindBroker, "3", "", "it refuses..."),
		"group/billing/iot/3: billing is":   of(model.KindGroup, "billing", "iot", "billing is"),
		"billing is behind":                 of(model.KindGroup, "billing", "", "billing is behind. "),
		"partition/iot/3: it has no leader": of(model.KindPartition, "iot", "", "it has no leader"),
	} {
		if got := headline(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestWhyNobodyCountsLeaders: a count of what was not told would be 0.
func TestWhyNobodyCountsLeaders(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*board.Cluster)
		want string
	}{
		"all is told":              {func(*board.Cluster) {}, ""},
		"no broker answers":        {func(c *board.Cluster) { c.Scope.Cluster.Dark = true }, "no broker has told its metadata"},
		"nothing is known":         {func(c *board.Cluster) { c.Scope.Cluster = nil }, "no broker has told its metadata"},
		"never told":               {func(c *board.Cluster) { c.Ages = nil }, "the metadata were never told"},
		"told by leaders alone":    {func(c *board.Cluster) { delete(c.Ages, model.FactTopicLayout) }, ""},
		"denied":                   {denied(model.FactMetadata, model.KindCluster, "no right to see topics"), "no right to see topics"},
		"denied, nobody said how":  {denied(model.FactTopicLayout, model.KindCluster, ""), "topic layout: denied"},
		"denied by one broker":     {denied(model.FactMetadata, model.KindBroker, "no right"), ""},
		"another fact is denied":   {denied(model.FactQuorum, model.KindCluster, "no right"), ""},
		"told, and nothing judged": {func(c *board.Cluster) { c.Result = nil }, ""},
	} {
		b := webtest.Healthy()
		c.make(b.Clusters[0])
		if got := noLayout(b.Clusters[0]); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		broker := view{b, webtest.Now()}.brokersOf("", 1).Items[0]
		if broker.Leaders.Why != c.want || (broker.Leaders.Value == nil) != (c.want != "") || broker.Holds.Why != c.want {
			t.Errorf("%s: leaders %+v, replicas %+v", name, broker.Leaders, broker.Holds)
		}
	}
}

func denied(f model.Fact, kind model.Kind, detail string) func(*board.Cluster) {
	return func(c *board.Cluster) {
		c.Result.Gaps = append(c.Result.Gaps, model.Gap{Fact: f, Scope: model.Subject{Kind: kind}, Why: model.Denied, Detail: detail})
	}
}
