package web

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// change makes one thing of a healthy cluster otherwise, and says what state
// it is then in.
type change struct {
	name  string
	state api.State
	says  string // in the sentence
	make  func(*board.Cluster)
}

func warning() finding.Finding {
	return finding.Finding{Rule: "cluster/leaders-skewed", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindCluster}, Message: "broker 1 leads most partitions."}
}

func hint() finding.Finding {
	return finding.Finding{Rule: "group/abandoned", Severity: finding.Info, Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: "old"}, Message: "nobody uses it"}
}

// withIncident adds an incident in a state.
func withIncident(f finding.Finding, state incident.State, more ...func(*incident.Incident)) func(*board.Cluster) {
	return func(c *board.Cluster) {
		in := webtest.IncidentOf("0123456789abcdef", f, time.Hour)
		in.State = state
		for _, m := range more {
			m(&in)
		}
		c.Incidents = append(c.Incidents, in)
	}
}

func seenAs(a model.Answer) func(*board.Cluster) {
	return func(c *board.Cluster) { c.Scope.Brokers[1].Seen.Answer = a }
}

func found(f finding.Finding) func(*board.Cluster) {
	return func(c *board.Cluster) { c.Result.Findings = append(c.Result.Findings, f) }
}

// advice is a finding about how a topic is set.
func advice(message string) finding.Finding {
	return finding.Finding{Rule: "topic/min-isr-one", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot"}, Message: message, Discriminator: message}
}

func grave(f finding.Finding) finding.Finding {
	f.Severity = finding.Error
	return f
}

// standing has findings, of which those of advice's rule are advice.
func standing(all ...finding.Finding) func(*board.Cluster) {
	return func(c *board.Cluster) {
		c.Advice = map[string]bool{"topic/min-isr-one": true}
		c.Result.Findings = append(c.Result.Findings, all...)
	}
}

func gap(expected bool) func(*board.Cluster) {
	return func(c *board.Cluster) {
		c.Result.Gaps = append(c.Result.Gaps, model.Gap{Fact: model.FactQuorum, Scope: c.Scope.Subject(), Why: model.TimedOut, Detail: "nobody answered within 10 s", Expected: expected})
	}
}

func caused() finding.Finding {
	f := warning()
	f.CausedBy = "0123456789abcdef0123456789abcdef"
	return f
}

func effect(s finding.Severity) func(*incident.Incident) {
	return func(in *incident.Incident) {
		in.Effects = []incident.Effect{{Rule: "group/data-lost", Severity: s, Settled: s, Count: 1}}
	}
}

// passing is an effect that has not held for as long as its rule waits.
func passing(s finding.Severity) func(*incident.Incident) {
	return func(in *incident.Incident) {
		in.Effects = []incident.Effect{{Rule: "group/data-lost", Severity: s, Count: 1}}
	}
}

// unhealthy are all the ways in which a cluster is not healthy.
func unhealthy() []change {
	return []change{
		{"an error is open", api.Trouble, "In trouble: broker 2 refuses", withIncident(webtest.Dead(), incident.Open)},
		{"an error recovers", api.Trouble, "In trouble", withIncident(webtest.Dead(), incident.Recovering)},
		{"an error settles", api.Settling, "nobody was told yet", withIncident(webtest.Dead(), incident.Settling)},
		{"an error that is held", api.Trouble, "In trouble", withIncident(webtest.Dead(), incident.Open, func(in *incident.Incident) { in.Held = "maintenance" })},
		{"an error that was taken", api.Trouble, "In trouble", withIncident(webtest.Dead(), incident.Open, func(in *incident.Incident) { in.Acked = &incident.Note{By: "ines"} })},
		{"a warning is open", api.Warning, "Working, with 1 warning: broker 1 leads most partitions.", withIncident(warning(), incident.Open)},
		{"a warning settles", api.Settling, "Settling: broker 1 leads most partitions. ", withIncident(warning(), incident.Settling)},
		{"a hint that explains an error", api.Trouble, "In trouble: group/old", withIncident(hint(), incident.Open, effect(finding.Error))},
		{"a hint that explains a warning", api.Warning, "Working, with 1 warning: group/old", withIncident(hint(), incident.Open, effect(finding.Warning))},
		{"a hint with an error that may pass", api.Settling, "Settling: what follows from this: group/old: nobody uses it. It has not held", withIncident(hint(), incident.Open, passing(finding.Error))},
		{"a hint with a warning that may pass", api.Settling, "Settling: what follows from this", withIncident(hint(), incident.Open, passing(finding.Warning))},
		{"a warning with an error that may pass", api.Warning, "Working, with 1 warning, and 1 error not yet for as long as the rule waits: broker 1 leads most partitions.", withIncident(warning(), incident.Open, passing(finding.Error))},
		{"a hint that may be over", api.NotKnown, "cannot be seen: group/old: nobody uses it", withIncident(hint(), incident.Open, func(in *incident.Incident) { in.Unknown = true })},
		{"a warning without an incident", api.Settling, "broker 1 leads", found(warning())},
		{"advice alone", api.Warning, "Working, with 2 warnings about how it is set, of which nobody is told: topic/iot: one copy is enough.", standing(advice("one copy is enough"), advice("two are not"))},
		{"advice about an error", api.Settling, "nobody was told yet", standing(grave(advice("no copy at all")))},
		{"advice beside what settles", api.Settling, "Settling: broker 1 leads most partitions. It has not held for as long as its rule waits, so nobody was told yet.", standing(advice("one copy is enough"), warning())},
		{"advice beside what is told", api.Warning, "Working, with 1 warning: broker 1 leads most partitions.", func(c *board.Cluster) {
			standing(advice("one copy is enough"))(c)
			withIncident(warning(), incident.Open)(c)
		}},
		{"advice from which something follows", api.Trouble, "In trouble: topic/iot: one copy is enough", func(c *board.Cluster) {
			standing(advice("one copy is enough"))(c)
			withIncident(advice("one copy is enough"), incident.Open, effect(finding.Error))(c)
		}},
		{"advice, and a doubt", api.NotKnown, "1 warning in what could be seen (topic/iot: one copy is enough), and quorum", func(c *board.Cluster) {
			standing(advice("one copy is enough"))(c)
			gap(false)(c)
		}},
		{"a consequence without its cause", api.Settling, "1 finding whose cause is not known", found(caused())},
		{"a gap", api.NotKnown, "but quorum: nobody answered within 10 s.", gap(false)},
		{"a skip", api.NotKnown, "but a/b could not judge topic/iot: it is not known.", func(c *board.Cluster) {
			c.Result.Skipped = []finding.Skip{{Rule: "a/b", Subject: model.Subject{Kind: model.KindTopic, Name: "iot"}, Needs: "it"}}
		}},
		{"a broker refuses", api.NotKnown, "broker 2: refused", seenAs(model.Refused)},
		{"an address of nobody is silent", api.NotKnown, "the address b9:9092: silent", func(c *board.Cluster) {
			c.Scope.Brokers = append(c.Scope.Brokers, &model.Broker{Name: "b9:9092", Seen: &model.Sighting{ID: -1, Answer: model.Silent}})
		}},
		{"a broker hangs", api.NotKnown, "broker 2: silent", seenAs(model.Silent)},
		{"a broker was not asked", api.NotKnown, "broker 2: not asked", seenAs(model.NotAsked)},
		{"a broker was not heard", api.NotKnown, "broker 2: unheard", seenAs(model.Unheard)},
		{"a broker does not let us in", api.NotKnown, "broker 2: unusable", seenAs(model.Unusable)},
		{"no broker answers", api.NotKnown, "no broker answers", func(c *board.Cluster) { c.Scope.Cluster.Dark = true }},
		{"no look has ended", api.NotKnown, "no look at this cluster has ended yet", func(c *board.Cluster) { c.At = time.Time{} }},
		{"the look is three cadences old", api.NotKnown, "the last look ended 15 s ago, and one is due every 5 s", lookedAgo(15 * time.Second)},
		{"the look is days old", api.NotKnown, "the last look ended 2 d ago", lookedAgo(48 * time.Hour)},
		{"the look is of tomorrow", api.NotKnown, "compare the clocks", lookedAgo(-24 * time.Hour)},
		{"the cadence is not known", api.NotKnown, "how often the cluster is looked at is not known", func(c *board.Cluster) { c.Look.Every = 0 }},
		{"nothing was judged", api.NotKnown, "nothing was judged", func(c *board.Cluster) { c.Result = nil }},
		{"nothing was there to judge", api.NotKnown, "there was nothing to judge", func(c *board.Cluster) { c.Result.Checked = nil }},
		{"the look brought no scope", api.NotKnown, "brought nothing", func(c *board.Cluster) { c.Scope = nil }},
		{"the look brought no cluster", api.NotKnown, "brought nothing", func(c *board.Cluster) { c.Scope.Cluster = nil }},
	}
}

func lookedAgo(d time.Duration) func(*board.Cluster) {
	return func(c *board.Cluster) { c.At = webtest.Now().Add(-d) }
}

// harmless are the changes that leave a cluster healthy.
func harmless() []change {
	return []change{
		{"nothing", api.Healthy, "Healthy: nothing found in 3 brokers, 120 topics, 360 partitions and 2 groups, 2 s ago.", func(*board.Cluster) {}},
		{"a hint", api.Healthy, "Healthy, with 1 hint: nothing else found", found(hint())},
		{"a hint is open", api.Healthy, "Healthy", withIncident(hint(), incident.Open)},
		{"an error is over", api.Healthy, "Healthy", withIncident(webtest.Dead(), incident.Resolved)},
		{"an announced gap", api.Healthy, "Healthy", gap(true)},
		{"a fact that nobody asks for", api.Healthy, "Healthy", func(c *board.Cluster) { c.Result.NotAsked = []model.Fact{model.FactClientConfig} }},
		{"accepted findings", api.Healthy, "apart from 3 findings that the policy or the baseline accepts", func(c *board.Cluster) { c.Result.Suppressed, c.Result.Baselined = 2, 1 }},
		{"a look that is nearly late", api.Healthy, "14 s ago", lookedAgo(14999 * time.Millisecond)},
		{"a clock that differs a little", api.Healthy, "just now", lookedAgo(-4 * time.Second)},
	}
}

func shown(t *testing.T, b *board.Board) (api.Status, string) {
	t.Helper()
	h := handler(b)
	var s api.Status
	if err := json.Unmarshal(ask(h, "/api/v1/status").Body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return s, ask(h, "/").Body.String()
}

func TestVerdicts(t *testing.T) {
	for _, c := range append(unhealthy(), harmless()...) {
		t.Run(c.name, func(t *testing.T) {
			b := webtest.Healthy()
			c.make(b.Clusters[0])
			s, _ := shown(t, b)
			if v := s.Clusters[0].Verdict; v.State != c.state || !strings.Contains(v.Sentence, c.says) {
				t.Errorf("%s: %s; want %s with %q", v.State, v.Sentence, c.state, c.says)
			}
		})
	}
}

// TestUnknownIsNeverHealthy adds any number of things that are not healthy to
// one cluster, in any order, and looks for the word.
func TestUnknownIsNeverHealthy(t *testing.T) {
	all := append(unhealthy(), harmless()...)
	bad, judged := len(unhealthy()), 0
	for seed := range uint64(120) {
		random := rand.New(rand.NewPCG(seed, 1))
		b := webtest.Healthy()
		chosen := []change{all[random.IntN(bad)]}
		for range random.IntN(4) {
			chosen = append(chosen, all[random.IntN(len(all))])
		}
		random.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
		names := apply(chosen, b.Clusters[0])
		if names == "" {
			continue
		}
		judged++
		s, page := shown(t, b)
		if v := s.Clusters[0].Verdict; v.State == api.Healthy || strings.Contains(v.Sentence, "Healthy") || v.Wrong.Total+v.Unknown.Total == 0 {
			t.Errorf("seed %d: %s: %+v", seed, names, v)
		}
		if strings.Contains(page, "Healthy") || strings.Contains(page, `"card healthy"`) {
			t.Errorf("seed %d: %s: the page calls it healthy", seed, names)
		}
	}
	if judged < 80 {
		t.Errorf("only %d of 120 worlds were judged", judged)
	}
}

// apply makes the changes, and names them. Two that cannot stand side by side
// (there is no scope any more) give "".
func apply(chosen []change, c *board.Cluster) (names string) {
	defer func() {
		if recover() != nil {
			names = ""
		}
	}()
	for _, one := range chosen {
		one.make(c)
		names += one.name + "; "
		if strings.HasPrefix(one.name, "the look") || strings.HasPrefix(one.name, "a look") || strings.HasPrefix(one.name, "a clock") {
			c.Look.Every = 0 // a later one may take back its age
		}
	}
	return names
}

func TestAnOldTroubleSaysThatItIsOld(t *testing.T) {
	b := webtest.Trouble()
	b.Clusters[0].At = webtest.Now().Add(-3 * time.Minute)
	s, _ := shown(t, b)
	if v := s.Clusters[0].Verdict; v.State != api.Trouble || !strings.HasPrefix(v.Sentence, "In trouble when it was last seen, 3 min ago: broker 2") {
		t.Errorf("%+v", v)
	}
}

func TestWarningsBesideDoubts(t *testing.T) {
	b := webtest.Healthy()
	withIncident(warning(), incident.Open)(b.Clusters[0])
	gap(false)(b.Clusters[0])
	seenAs(model.Silent)(b.Clusters[0])
	s, _ := shown(t, b)
	want := "Not known: 1 warning in what could be seen (broker 1 leads most partitions), and broker 2: silent, and 1 more thing is not known."
	if v := s.Clusters[0].Verdict; v.State != api.NotKnown || v.Sentence != want {
		t.Errorf("%s: %s\nwant %s", v.State, v.Sentence, want)
	}
}

// TestManyDoubtsAreGrouped: a thousand skips of one reason are one line.
func TestManyDoubtsAreGrouped(t *testing.T) {
	b := webtest.Healthy()
	r := b.Clusters[0].Result
	for n := range 1000 {
		topic := model.Subject{Kind: model.KindTopic, Name: fmt.Sprint("t", n)}
		r.Skipped = append(r.Skipped, finding.Skip{Rule: "a/b", Subject: topic, Reason: "no right"})
		if n < 30 {
			r.Gaps = append(r.Gaps, model.Gap{Fact: model.FactTopicConfig, Scope: topic, Why: model.Denied, Detail: fmt.Sprint("reason ", n)})
		}
	}
	s, page := shown(t, b)
	u := s.Clusters[0].Verdict.Unknown
	if u.Total != 31 || len(u.Items) != reasons {
		t.Errorf("%d of %d", len(u.Items), u.Total)
	}
	if got := skips(r.Skipped); len(got) != 1 || got[0] != "a/b could not judge topic/t0 and 999 more: no right" {
		t.Errorf("%q", got)
	}
	if !strings.Contains(page, "<li>and 11 more</li>") {
		t.Error("the page does not say that there is more")
	}
}

// TestRulesThatLackTheSameAreOneDoubt: a broker that is down keeps a dozen rules
// from judging it.
func TestRulesThatLackTheSameAreOneDoubt(t *testing.T) {
	broker := func(name string) model.Subject { return model.Subject{Kind: model.KindBroker, Name: name} }
	var all []finding.Skip
	for _, name := range []string{"broker/a", "broker/b", "broker/c"} {
		for range 2 { // as for two settings
			all = append(all, finding.Skip{Rule: name, Subject: broker("3"), Reason: "broker 3 does not answer"})
		}
	}
	all = append(all, finding.Skip{Rule: "broker/a", Subject: broker("4"), Reason: "a right is missing"},
		finding.Skip{Rule: "broker/b", Subject: broker("5"), Reason: "a right is missing"},
		finding.Skip{Rule: "group/x", Subject: broker("6"), Needs: rule.NeedsPast})
	got := strings.Join(skips(all), "\n")
	want := "broker/a and 1 more rule could not judge broker/4 and 1 more: a right is missing\n" +
		"broker/a and 2 more rules could not judge broker/3: broker 3 does not answer"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestAdviceStandsOnThePage: what nobody is told of is to be found by who looks.
func TestAdviceStandsOnThePage(t *testing.T) {
	b := webtest.Healthy()
	if _, page := shown(t, b); strings.Contains(page, "How plant is set") {
		t.Error("there is a section about nothing")
	}
	var all []finding.Finding
	for n := range reasons + 3 {
		all = append(all, advice(fmt.Sprint("setting ", n, " is risky")))
	}
	standing(append(all, all[0], warning())...)(b.Clusters[0]) // one of them twice, as of two brokers
	s, page := shown(t, b)
	if a := s.Clusters[0].Verdict.Advice; a.Total != reasons+3 || len(a.Items) != reasons {
		t.Errorf("%d of %d", len(a.Items), a.Total)
	}
	_, after, _ := strings.Cut(page, "How plant is set</h2>")
	section, _, _ := strings.Cut(after, "</section>")
	for _, want := range []string{"Nobody is told of these", "<li>topic/iot: setting 19 is risky</li>", "<li>and 3 more</li>"} {
		if !strings.Contains(section, want) {
			t.Errorf("no %q in\n%s", want, section)
		}
	}
	if strings.Contains(section, warning().Message[:10]) {
		t.Error("what is about to be told stands among the advice")
	}
	if w := s.Clusters[0].Verdict.Wrong.Items; !strings.HasPrefix(w[0], "warning, settling: broker 1") || !strings.HasPrefix(w[1], "warning, advice: topic/iot") {
		t.Errorf("%q", w)
	}
}

func TestTheTitleIsTheWorst(t *testing.T) {
	b := webtest.Healthy()
	for _, want := range []string{"Healthy: plant", "In trouble: harbour"} {
		if _, name, bad := strings.Cut(want, "In trouble: "); bad {
			c := webtest.Trouble().Clusters[0]
			c.Name = name
			b.Clusters = append(b.Clusters, c)
		}
		if _, page := shown(t, b); !strings.Contains(page, "<title>"+want+" · Breakwater</title>") {
			t.Errorf("the title is not %q", want)
		}
	}
	if got := word("other"); got != "OTHER" {
		t.Errorf("a state that does not exist is %q", got)
	}
}
