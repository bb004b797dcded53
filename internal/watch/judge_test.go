package watch

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// court is a judge, and the cluster that is judged.
type court struct {
	*judge
	f     *fake
	rules *ruleset
	by    Settings
	saw   []*model.Scope // what was to be remembered
}

func newCourt() *court {
	r := newRules()
	return &court{judge: newJudge(r.all(), nil), f: newFake("plant"), rules: r, by: Settings{Rules: &rule.Settings{}}}
}

// see looks once, at so many seconds.
func (c *court) see(t *testing.T, at int, want model.Facts) *seen {
	t.Helper()
	s, err := c.look(t.Context(), c.f, time.Unix(1_800_000_000+int64(at), 0), want, c.by, func(s *model.Scope, _ []model.Gap) { c.saw = append(c.saw, s) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *seen) names() []string {
	var out []string
	for _, f := range s.result.Findings {
		out = append(out, f.Rule)
	}
	slices.Sort(out)
	return out
}

func everything() model.Facts { return often().Union(slowly()).With(model.FactViews) }

// TestRulesOfSettings judge when settings are asked for; what they found stands
// in between, and what they could not judge, too.
func TestRulesOfSettings(t *testing.T) {
	c := newCourt()
	c.f.topics = []string{"weak", "denied"}
	for i, step := range []struct {
		want    model.Facts
		runs    int // runs of the rule of settings
		found   []string
		skipped int
	}{
		{everything(), 2, []string{"topic/min-isr-one"}, 1},
		{often(), 0, []string{"topic/min-isr-one"}, 1},
		{often().With(model.FactTopicConfig), 2, []string{"topic/min-isr-one"}, 1},
	} {
		s := c.see(t, i, step.want)
		if n := c.rules.runs("topic/min-isr-one"); n != step.runs {
			t.Errorf("look %d: the rule of settings judged %d subjects, want %d", i, n, step.runs)
		}
		if n := c.rules.runs("cluster/under-min-isr"); n != 2 {
			t.Errorf("look %d: the rule of what happens judged %d subjects", i, n)
		}
		if same(t, "found", s.names(), step.found...); len(s.result.Skipped) != step.skipped {
			t.Errorf("look %d: skipped %v", i, s.result.Skipped)
		}
	}
	c.f.topics = []string{"orders"}
	same(t, "before settings are asked for again", c.see(t, 10, often()).names(), "topic/min-isr-one")
	s := c.see(t, 11, everything())
	if same(t, "then", s.names()); len(s.result.Skipped) > 0 {
		t.Errorf("skipped %v", s.result.Skipped)
	}
}

// TestRulesOfBrokersSettings wait for the next look at all settings: one broker that
// was asked for its own again has the others judged no sooner.
func TestRulesOfBrokersSettings(t *testing.T) {
	c := newCourt()
	threads := c.rules.rule("broker/few-threads", finding.Warning, model.KindBroker, model.FactConnections, func(*rule.Pass) {})
	full := c.rules.rule("cluster/disk-full", finding.Warning, model.KindBroker, model.FactLogDirs, func(*rule.Pass) {})
	c.judge = newJudge([]*rule.Rule{threads, full}, nil)
	owed := often().With(model.FactBrokerConfig).With(model.FactLogDirs)
	for i, step := range []struct {
		want          model.Facts
		threads, full bool
	}{{everything(), true, true}, {often(), false, true}, {owed, false, true}, {everything(), true, true}} {
		c.see(t, i, step.want)
		if got := c.rules.runs(threads.Name) > 0; got != step.threads {
			t.Errorf("look %d: the rule of brokers' settings judged: %v", i, got)
		}
		if got := c.rules.runs(full.Name) > 0; got != step.full {
			t.Errorf("look %d: the rule of log directories judged: %v", i, got)
		}
	}
}

// TestRulesOfViews judge when all brokers are asked for their metadata.
func TestRulesOfViews(t *testing.T) {
	c := newCourt()
	for i, want := range []int{1, 0, 0, 1} {
		facts := often()
		if want > 0 {
			facts = facts.With(model.FactViews)
		}
		if i == 0 {
			facts = everything()
		}
		c.see(t, i, facts)
		if n := c.rules.runs("cluster/metadata-disagrees"); n != want {
			t.Errorf("look %d: it judged %d times, want %d", i, n, want)
		}
	}
}

// TestReadAgain: other settings judge everything anew, at once.
func TestReadAgain(t *testing.T) {
	c := newCourt()
	c.f.topics = []string{"weak", "lossy"}
	same(t, "before", c.see(t, 0, everything()).names(), "topic/lossy", "topic/min-isr-one")
	c.rules.runs("topic/lossy")
	c.by = Settings{Rules: &rule.Settings{Rules: []rule.Override{{Pattern: "topic/min-isr-one", Off: true}}}}
	same(t, "after one was switched off", c.see(t, 1, often()).names(), "topic/lossy")
	if n := c.rules.runs("topic/lossy"); n != 2 {
		t.Errorf("the others judged %d subjects anew, want 2", n)
	}
	if c.see(t, 2, often()); c.rules.runs("topic/lossy") != 0 {
		t.Error("they judge anew for ever")
	}
	if last := c.f.looks[1].want; !last.Has(model.FactTopicConfig) || !last.Has(model.FactViews) || !last.Has(model.FactLogDirs) {
		t.Error("the facts that they need were not asked for")
	}
}

// TestReadAgainWhileNobodyAnswers: what the others had found is not lost to a
// look that failed, and is judged anew by the next one that does not.
func TestReadAgainWhileNobodyAnswers(t *testing.T) {
	c := newCourt()
	c.f.topics = []string{"lossy"}
	c.see(t, 0, everything())
	c.by = Settings{Rules: &rule.Settings{}}
	c.f.fails = errors.New("a bug")
	if _, err := c.look(t.Context(), c.f, time.Unix(1_800_000_001, 0), often(), c.by, func(*model.Scope, []model.Gap) {}); err == nil {
		t.Fatal("the look did not fail")
	}
	c.f.fails = nil
	c.rules.runs("topic/lossy")
	same(t, "the next look", c.see(t, 2, often()).names(), "topic/lossy")
	if n := c.rules.runs("topic/lossy"); n != 1 {
		t.Errorf("it judged %d subjects anew", n)
	}
}

// TestCausesAreSoughtAmongAll that holds, of whatever look it is.
func TestCausesAreSoughtAmongAll(t *testing.T) {
	c := newCourt()
	c.f.topics = []string{"weak"}
	c.see(t, 0, everything())
	c.f.topics = []string{"weak", "weak-under"}
	s := c.see(t, 1, everything())
	for _, f := range s.result.Findings {
		if caused := f.CausedBy != ""; caused != (f.Rule == "cluster/under-min-isr") {
			t.Errorf("%s %s: caused by %q", f.Rule, f.Subject, f.CausedBy)
		}
	}
	c.f.topics = []string{"weak"}
	for _, f := range c.see(t, 2, often()).result.Findings {
		if f.CausedBy != "" {
			t.Errorf("%s %s: its cause is gone, and stands there: %q", f.Rule, f.Subject, f.CausedBy)
		}
	}
}

// TestAdviceIsNoIncident, unless something follows from it.
func TestAdviceIsNoIncident(t *testing.T) {
	c := newCourt()
	for _, step := range []struct {
		topics []string
		want   []string
	}{
		{[]string{"orders"}, nil},
		{[]string{"weak"}, nil},
		{[]string{"lossy"}, []string{"topic/lossy lossy"}},
		{[]string{"weak", "weak-under"}, []string{"cluster/under-min-isr weak-under", "topic/min-isr-one weak-under"}},
		{[]string{"weak", "orders-under"}, []string{"cluster/under-min-isr orders-under"}},
	} {
		c.f.topics = step.topics
		var got []string
		for _, f := range c.happening(c.see(t, 1, everything()).result.Findings) {
			got = append(got, f.Rule+" "+f.Subject.Name)
		}
		slices.Sort(got)
		same(t, "of "+step.topics[0], got, step.want...)
	}
}

func TestStanding(t *testing.T) {
	for name, want := range map[string]bool{"topic/x": true, "broker/x": true, "client/x": true, "cluster/x": false, "group/x": false, "quorum/x": false, "watch/x": false} {
		if got := standing(&rule.Rule{Name: name}); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if standing(&rule.Rule{Name: "topic/x", Reads: rule.ReadsHistory}) {
		t.Error("a rule that looks back is about what happens")
	}
	if !standing(&rule.Rule{Name: "topic/x", Reads: rule.ReadsHistoryIfAny}) {
		t.Error("a rule that can do without the past is about how things are set")
	}
}

func gapOf(f model.Fact, k model.Kind, name string) model.Gap {
	return model.Gap{Fact: f, Scope: model.Subject{Cluster: "plant", Kind: k, Name: name}, Why: model.Denied, Detail: "no right to see it"}
}

// TestOfWhatAnAbsenceProvesNothing.
func TestOfWhatAnAbsenceProvesNothing(t *testing.T) {
	group := func(name, part string) model.Subject {
		return model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: name, Part: part, Partition: 0}
	}
	topic := func(name string) model.Subject {
		return model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: name}
	}
	part := func(name string, n int32) model.Subject {
		return model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: name, Partition: n}
	}
	broker := model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"}
	hiddenTopics, hiddenGroups := gapOf(model.FactMetadata, model.KindCluster, ""), gapOf(model.FactGroups, model.KindBroker, "3")
	announced := hiddenGroups
	announced.Expected = true
	for _, c := range []struct {
		name     string
		make     func(*fake)
		rule     string
		subject  model.Subject
		unjudged bool
	}{
		{"all is seen", func(*fake) {}, "group/behind", group("billing", ""), false},
		{"one that is gone", func(*fake) {}, "group/behind", group("gone", ""), false},
		{"the rule has skipped it", func(f *fake) { f.groups = []string{"veiled"} }, "group/behind", group("veiled", ""), true},
		{"the rule has skipped what it is a part of", func(f *fake) { f.groups = []string{"veiled"} }, "group/behind", group("veiled", "orders"), true},
		{"another rule has", func(f *fake) { f.groups = []string{"veiled"} }, "group/other", group("veiled", ""), false},
		{"nobody answers", func(f *fake) { f.dark = true }, "group/behind", group("billing", ""), true},
		{"nobody answers: a topic", func(f *fake) { f.dark = true }, "topic/lossy", topic("lossy"), true},
		{"nobody answers: a broker", func(f *fake) { f.dark = true }, "cluster/broker-missing", broker, true},
		{"nobody answers: that is judged", func(f *fake) { f.dark = true }, "watch/blind", model.Subject{Kind: model.KindCluster}, false},
		{"some topics are hidden", func(f *fake) { f.gaps = []model.Gap{hiddenTopics} }, "topic/lossy", topic("lossy"), true},
		{"some are hidden: a partition of them", func(f *fake) { f.gaps = []model.Gap{hiddenTopics} }, "cluster/under", part("lossy", 4), true},
		{"some are hidden: one that is there", func(f *fake) { f.gaps = []model.Gap{hiddenTopics} }, "topic/lossy", topic("orders"), false},
		{"some are hidden: a partition of one that is there", func(f *fake) { f.gaps = []model.Gap{hiddenTopics} }, "cluster/under", part("orders", 0), false},
		{"topics are hidden: a group", func(f *fake) { f.gaps = []model.Gap{hiddenTopics} }, "group/behind", group("gone", ""), false},
		{"some groups are hidden", func(f *fake) { f.gaps = []model.Gap{hiddenGroups} }, "group/behind", group("gone", "orders"), true},
		{"some are hidden: a group that is there", func(f *fake) { f.gaps = []model.Gap{hiddenGroups} }, "group/behind", group("billing", "orders"), false},
		{"it was announced that they are", func(f *fake) { f.gaps = []model.Gap{announced} }, "group/behind", group("gone", ""), false},
		{"a gap of another fact", func(f *fake) { f.gaps = []model.Gap{gapOf(model.FactLogDirs, model.KindBroker, "2")} }, "group/behind", group("gone", ""), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			court := newCourt()
			c.make(court.f)
			if got := court.see(t, 0, everything()).unjudged(c.rule, c.subject); got != c.unjudged {
				t.Errorf("%s on %s: unjudged %v, want %v", c.rule, c.subject, got, c.unjudged)
			}
		})
	}
}

// TestWhatALookHasTold: a fact that was refused for the whole cluster is as old
// as it was.
func TestWhatALookHasTold(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(*fake)
		want bool
	}{
		{"it was answered", func(*fake) {}, true},
		{"refused by one broker", func(f *fake) { f.gaps = []model.Gap{gapOf(model.FactQuorum, model.KindBroker, "1")} }, true},
		{"refused for the cluster", func(f *fake) { f.gaps = []model.Gap{gapOf(model.FactQuorum, model.KindCluster, "")} }, false},
		{"another fact was", func(f *fake) { f.gaps = []model.Gap{gapOf(model.FactGroups, model.KindCluster, "")} }, true},
		{"nobody answers", func(f *fake) { f.dark = true }, false},
	} {
		court := newCourt()
		c.make(court.f)
		if got := court.see(t, 0, everything()).told(model.FactQuorum); got != c.want {
			t.Errorf("%s: told %v", c.name, got)
		}
	}
	if (&seen{result: &finding.Result{}}).told(model.FactQuorum) {
		t.Error("nothing is known of the cluster, and yet it told something")
	}
}

// TestNothingIsKnownOfTheCluster: not even that it is there.
func TestNothingIsKnownOfTheCluster(t *testing.T) {
	if runningScope(&model.Snapshot{Scopes: []*model.Scope{{Name: "files"}}}) != nil {
		t.Error("a scope of files is no running cluster")
	}
	unknown := unjudged(nil, &finding.Result{}, func(string) model.Facts { return model.Facts{} })
	if !unknown("group/behind", model.Subject{Kind: model.KindGroup, Name: "billing"}) || unknown("watch/blind", model.Subject{Kind: model.KindCluster}) {
		t.Error("what is not seen is taken for gone, or that nothing is seen for unknown")
	}
}

// TestItIsRememberedBeforeItIsJudged, for rules look back on this look, too.
func TestItIsRememberedBeforeItIsJudged(t *testing.T) {
	r := newRules()
	var order []string
	watched := r.rule("group/past", finding.Error, model.KindGroup, model.FactOffsets, func(*rule.Pass) { order = append(order, "judged") })
	j := newJudge([]*rule.Rule{watched}, nil)
	_, err := j.look(t.Context(), newFake("plant"), time.Now(), everything(), Settings{Rules: &rule.Settings{}}, func(s *model.Scope, _ []model.Gap) {
		order = append(order, "remembered "+s.Name)
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "order", order, "remembered plant", "judged")
}

func TestALookThatIsCutShort(t *testing.T) {
	c := newCourt()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := c.look(ctx, c.f, time.Now(), everything(), c.by, func(*model.Scope, []model.Gap) {}); err == nil || s != nil {
		t.Errorf("%+v, %v: it counts as a look", s, err)
	}
	if c.found != nil || c.judge.by != nil {
		t.Error("what it did not find counts")
	}
}
