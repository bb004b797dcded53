package text

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

func scanned(t *testing.T, s Scan, r *finding.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b, r, reporttest.LiveRules()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// asked is a scan as a person starts it.
var asked = Scan{Bootstrap: "10.0.0.1:9092"}

// TestScansAreAsTheirGoldenFiles: somebody reads these at night. Look at each
// change as that person.
func TestScansAreAsTheirGoldenFiles(t *testing.T) {
	for _, w := range reporttest.Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			golden := filepath.Join("testdata", "scan", w.Name+".txt")
			got := scanned(t, asked, w.Result)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("differs from %s (%v); look at it, and run go test -update:\n%s", golden, err, got)
			}
		})
	}
}

// told is the scan of a plant in which only this is changed.
func told(t *testing.T, change func(*finding.Result)) string {
	t.Helper()
	r := reporttest.Plant()
	change(r)
	return scanned(t, asked, r)
}

func on(kind model.Kind, name string) model.Subject { return model.Subject{Kind: kind, Name: name} }

func found(rule string, s finding.Severity, subject model.Subject, message string) finding.Finding {
	return finding.Finding{Rule: rule, Severity: s, Subject: subject, Message: message}
}

func TestTheVerdictOfAScan(t *testing.T) {
	warning := found("cluster/w", finding.Warning, on(model.KindTopic, "iot"), "its retention is short: data is lost")
	dead := []finding.Seen{{Name: "plant", Brokers: 3}}
	for name, c := range map[string]struct {
		change func(*finding.Result)
		want   string
	}{
		"nothing at all":     {func(r *finding.Result) { *r = finding.Result{Command: "scan"} }, "Could not look: no broker was found, so nothing is known of the cluster.\n\n"},
		"nobody answers":     {func(r *finding.Result) { r.Clusters = dead }, "Could not look: no broker of plant was found, so nothing is known of the cluster.\n"},
		"errors in the dark": {func(r *finding.Result) { r.Clusters = dead; r.Findings = []finding.Finding{warning} }, "Could not look: no broker of plant was found, so nothing is known of the cluster. 1 warning.\n"},
		"a warning and a gap": {func(r *finding.Result) {
			r.Findings = []finding.Finding{warning}
			r.Gaps = []model.Gap{{Why: model.Denied, Fact: model.FactGroups}}
		}, "Not known: 1 warning in what could be seen (topic/iot: its retention is short: data is lost), and\nthere is no right to read all of groups.\n"},
		"a warning and a skip": {func(r *finding.Result) { r.Findings = []finding.Finding{warning}; r.Skipped = make([]finding.Skip, 1) },
			"Working, with 1 warning: topic/iot: its retention is short: data is lost. 1 check could not be made,\nbecause values are not known.\n"},
		"nothing was checked":         {func(r *finding.Result) { r.Checked = nil }, "Not known: nothing wrong in what could be seen, but nothing of the cluster was checked.\n"},
		"only files were checked":     {func(r *finding.Result) { r.Checked = map[model.Kind]int{model.KindFile: 3} }, "Not known: nothing wrong in what could be seen, but nothing of the cluster was checked.\n"},
		"a broker is mute":            {func(r *finding.Result) { r.Clusters[0].Answered = 2 }, "Working, but 1 registered broker does not answer: nothing worse found.\n"},
		"two are":                     {func(r *finding.Result) { r.Clusters[0].Answered = 1 }, "Working, but 2 registered brokers do not answer: nothing worse found.\n"},
		"another cluster is dark":     {func(r *finding.Result) { r.Clusters = append(r.Clusters, finding.Seen{ID: "abc"}) }, "Not known: nothing wrong in what could be seen, but 1 of 2 clusters cannot be looked at (abc).\n"},
		"only the cluster was judged": {func(r *finding.Result) { r.Checked = map[model.Kind]int{model.KindCluster: 1} }, "Healthy: nothing found in 1 cluster.\n"},
		"many clusters are dark": {func(r *finding.Result) {
			for _, name := range []string{"a", "b", "c", "d"} {
				r.Clusters = append(r.Clusters, finding.Seen{Name: name})
			}
		}, "Not known: nothing wrong in what could be seen, but 4 of 5 clusters cannot be looked at (a, b, c and\n1 more).\n"},
		"a dark cluster and warnings": {func(r *finding.Result) {
			r.Findings = []finding.Finding{warning}
			r.Clusters = append(r.Clusters, finding.Seen{Name: "dead"})
			r.Gaps = []model.Gap{{Fact: model.FactConnections, Scope: model.Subject{Cluster: "dead", Kind: model.KindCluster}, Why: model.Unreachable}}
		}, "Not known: 1 of 2 clusters cannot be looked at (dead), and 1 warning in what could be seen:\ntopic/iot: its retention is short: data is lost.\n"},
		"all clusters are dark": {func(r *finding.Result) {
			r.Clusters = []finding.Seen{{Name: "a"}, {Name: "b"}}
			r.Gaps = []model.Gap{{Fact: model.FactConnections, Why: model.Unreachable}}
		}, "Could not look: no broker of 2 clusters (a, b) answers, so nothing is known of them.\na: no broker answers; b: no broker answers\n"},
		"one is dark and one lets nobody in": {func(r *finding.Result) {
			r.Clusters = []finding.Seen{{Name: "a"}, {Name: "b"}}
			r.Gaps = []model.Gap{{Fact: model.FactConnections, Why: model.Unreachable}, {Fact: model.FactConnections, Why: model.Denied}}
		}, "Could not look: no broker of 2 clusters (a, b) answers or lets us in, so nothing is known of them.\n"},
		"two clusters in one list": {func(r *finding.Result) {
			r.Gaps = []model.Gap{
				{Fact: model.FactGroups, Scope: on(model.KindCluster, ""), Why: model.Denied, Detail: "no"},
				{Fact: model.FactConnections, Scope: on(model.KindCluster, ""), Why: model.Unresolved, Detail: "b2 belongs to another cluster than b1: only the latter was looked at. Scan each alone"},
			}
		}, "Not known: b2 belongs to another cluster than b1: only the latter was looked at. Nothing wrong in\nwhat could be seen.\n"},
		"hints and suppressed": {func(r *finding.Result) {
			r.Suppressed = 1
			r.Findings = []finding.Finding{found("cluster/h", finding.Info, on(model.KindCluster, ""), "so")}
		}, "Healthy, with 1 hint and apart from 1 finding that the policy or the baseline accepts: nothing else\nfound in"},
	} {
		if got := told(t, c.change); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: want\n%s\ngot\n%s", name, c.want, got)
		}
	}
}

func TestAnInterruptedScanSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		r    *finding.Result
		want string
	}{
		"nothing found": {reporttest.Plant(), "Not known: nothing wrong in what could be seen, but the scan was interrupted.\n"},
		"nobody yet":    {&finding.Result{}, "Could not look: the scan was interrupted before any broker answered.\n"},
	} {
		got := scanned(t, Scan{Interrupted: true}, c.r)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
	if got := scanned(t, Scan{Interrupted: true}, reporttest.Plant()); !strings.HasSuffix(got, "Next: breakwater scan\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestClustersInWords(t *testing.T) {
	for want, c := range map[string]finding.Seen{
		"plant (Kafka 4.3, 3 brokers, all answer)":            {Name: "plant", ID: "x", Kafka: []string{"4.3"}, Brokers: 3, Answered: 3},
		"plant (Kafka 4.1 and 4.3, 2 of 3 brokers answer)":    {Name: "plant", Kafka: []string{"4.1", "4.3"}, Brokers: 3, Answered: 2},
		"x (Kafka version not known, 1 of 3 brokers answers)": {ID: "x", Brokers: 3, Answered: 1},
		"cluster (1 broker, none answers)":                    {Brokers: 1},
		"plant (Kafka version not known, 1 broker)":           {Name: "plant", Brokers: 1, Answered: 1},
		strings.Repeat("n", 79) + "…: no broker answers":      {Name: strings.Repeat("n", 200)},
	} {
		if got := seenInWords(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	got := told(t, func(r *finding.Result) { r.Clusters = make([]finding.Seen, 7) })
	if !strings.Contains(got, "and 2 more clusters\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestTheFactOfAMessage(t *testing.T) {
	for message, want := range map[string]string{
		"the disk of broker 1 is full: it stops":              "the disk of broker 1 is full: it stops",
		"broker 2: it refuses connections at b:9092; it died": "broker 2: it refuses connections at b:9092; it died",
		"the quorum has no leader. Nothing can be changed":    "the quorum has no leader",
		"writes are refused everywhere (error 19).":           "writes are refused everywhere (error 19)",
		"short.":                                "short",
		"":                                      "",
		"a: b":                                  "a: b",
		"it holds 3.5 GiB of a disk of 4.0 GiB": "it holds 3.5 GiB of a disk of 4.0 GiB",
		strings.Repeat("ä", 200):                strings.Repeat("ä", 159) + "…",
		strings.Repeat("word, ", 40):            strings.TrimSuffix(strings.Repeat("word, ", 26), ", ") + "…",
	} {
		if got := headline(message); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}

// TestTheVerdictNamesWhatItIsAbout, and does not name it twice.
func TestTheVerdictNamesWhatItIsAbout(t *testing.T) {
	part := model.Subject{Kind: model.KindPartition, Name: "iot", Partition: 3}
	for name, c := range map[string]struct {
		subject model.Subject
		message string
		want    string
	}{
		"a broker by its name":    {on(model.KindBroker, "2"), "broker 2 refuses connections", "In trouble: broker 2 refuses connections."},
		"another broker's":        {on(model.KindBroker, "2"), "its host is that of broker 21 too", "In trouble: broker/2: its host is that of broker 21 too."},
		"a broker without":        {on(model.KindBroker, "2"), "its disk is full", "In trouble: broker/2: its disk is full."},
		"the cluster":             {on(model.KindCluster, ""), "no controller answers", "In trouble: no controller answers."},
		"a partition by its name": {part, "iot/3 has no leader", "In trouble: iot/3 has no leader."},
		"a partition without":     {part, "no replica leads", "In trouble: partition/iot/3: no replica leads."},
		"a topic by its name":     {on(model.KindTopic, "iot-x"), "iot-x has no partitions", "In trouble: iot-x has no partitions."},
		"a topic by chance":       {on(model.KindTopic, "a"), "a disk is full", "In trouble: topic/a: a disk is full."},
	} {
		got := told(t, func(r *finding.Result) {
			r.Findings = []finding.Finding{found("cluster/x", finding.Error, c.subject, c.message)}
		})
		if first, _, _ := strings.Cut(got, "\n"); first != c.want+" 1 error." {
			t.Errorf("%s: got %q, want %q", name, first, c.want)
		}
	}
}

func TestWhoSuffers(t *testing.T) {
	member := func(topic string, n int32) model.Subject {
		return model.Subject{Kind: model.KindGroup, Name: "billing", Part: topic, Partition: n}
	}
	for name, c := range map[string]struct {
		on   []model.Subject
		want string
	}{
		"one":                 {[]model.Subject{on(model.KindTopic, "a")}, "1 topic suffers from it"},
		"two kinds":           {[]model.Subject{on(model.KindTopic, "a"), on(model.KindGroup, "g"), on(model.KindTopic, "b")}, "2 topics and 1 group suffer from it"},
		"one group":           {[]model.Subject{member("a", 1), member("a", 2), member("b", 1)}, "1 group suffers from it"},
		"one subject twice":   {[]model.Subject{on(model.KindTopic, "a"), on(model.KindTopic, "a")}, "1 topic suffers from it"},
		"the cluster":         {[]model.Subject{on(model.KindCluster, "")}, "the whole cluster suffers from it"},
		"voters":              {[]model.Subject{on(model.KindVoter, "1"), on(model.KindVoter, "2")}, "2 voters suffer from it"},
		"a Kubernetes object": {[]model.Subject{on(model.KindObject, "p"), on(model.KindObject, "q")}, "2 objects suffer from it"},
	} {
		got := told(t, func(r *finding.Result) {
			cause := found("cluster/x", finding.Warning, on(model.KindCluster, ""), "no controller answers")
			r.Findings = []finding.Finding{cause}
			for i, s := range c.on {
				f := found("cluster/y", finding.Error, s, "it is so")
				f.Discriminator, f.CausedBy = fmt.Sprint(i), cause.Fingerprint()
				r.Findings = append(r.Findings, f)
			}
		})
		if want := "In trouble: no controller answers, and " + c.want + "."; !strings.HasPrefix(got, want) {
			t.Errorf("%s: want %q in\n%s", name, want, got)
		}
	}
}

func TestWhatIsToldFirst(t *testing.T) {
	cluster := on(model.KindCluster, "")
	quiet := found("cluster/b-quiet", finding.Error, cluster, "one")
	loud := found("cluster/z-loud", finding.Error, cluster, "two")
	mild := found("cluster/a-mild", finding.Warning, cluster, "three")
	effect := found("cluster/effect", finding.Warning, cluster, "four")
	effect.CausedBy = loud.Fingerprint()
	orphan := found("cluster/c-orphan", finding.Error, cluster, "five")
	orphan.CausedBy = "0123456789abcdef0123456789abcdef"
	ten, two := found("cluster/d", finding.Error, on(model.KindBroker, "10"), "six"), found("cluster/d", finding.Error, on(model.KindBroker, "2"), "seven")
	got := told(t, func(r *finding.Result) { r.Findings = []finding.Finding{ten, mild, orphan, quiet, effect, loud, two} })
	at := -1
	for _, want := range []string{"error cluster/z-loud", "└ warning cluster/effect", "error cluster/b-quiet", "error cluster/c-orphan", "error cluster/d  broker/2", "error cluster/d  broker/10", "warning cluster/a-mild"} {
		next := strings.Index(got, want)
		if next <= at {
			t.Fatalf("%s is not there, or too early:\n%s", want, got)
		}
		at = next
	}
}

func TestDeepEffectsAreCounted(t *testing.T) {
	got := told(t, func(r *finding.Result) {
		cause := ""
		for i := range 8 {
			f := found(fmt.Sprintf("cluster/r%d", i), finding.Error, on(model.KindCluster, ""), "it is so")
			f.CausedBy, cause = cause, f.Fingerprint()
			r.Findings = append(r.Findings, f)
		}
	})
	holdsAll(t, got, "\n  └ error cluster/r1: cluster\n    └ error cluster/r2: cluster\n      └ error cluster/r3: cluster\n        and 4 findings more: --format json has them all\n",
		"8 errors; 7 of these follow from\nothers.")
}

func TestWhatIsNotAskedIsNoGap(t *testing.T) {
	for name, c := range map[string]struct {
		facts []model.Fact
		gaps  []model.Gap
		want  string
	}{
		"nothing":        {nil, nil, ""},
		"files":          {[]model.Fact{model.FactDocuments}, nil, "Not asked here: files (breakwater lint reads those).\n"},
		"a controller":   {[]model.Fact{model.FactQuorum, model.FactClientConfig}, nil, "Not asked here: quorum, client config (breakwater lint reads those).\n"},
		"asked in truth": {[]model.Fact{model.FactQuorum}, []model.Gap{{Fact: model.FactQuorum, Why: model.Denied, Detail: "no"}}, ""},
	} {
		got := told(t, func(r *finding.Result) { r.NotAsked, r.Gaps = c.facts, c.gaps })
		if c.want == "" && strings.Contains(got, "Not asked") || !strings.Contains(got, c.want) {
			t.Errorf("%s: want %q in\n%s", name, c.want, got)
		}
	}
}

// TestRulesThatCouldNotRun are those that need what is missing, and nothing
// that was not asked for anyway.
func TestRulesThatCouldNotRun(t *testing.T) {
	r := reporttest.Plant()
	r.Gaps = []model.Gap{{Fact: model.FactQuorum, Why: model.TimedOut, Detail: "no"}}
	r.NotAsked = []model.Fact{model.FactClientConfig}
	both := &rule.Rule{Name: "quorum/both", Needs: model.FactsOf(model.FactQuorum, model.FactClientConfig)}
	past := &rule.Rule{Name: "quorum/past", Needs: model.FactsOf(model.FactQuorum), Reads: rule.ReadsBefore}
	var b bytes.Buffer
	if err := asked.Write(&b, r, append(reporttest.LiveRules(), both, past)); err != nil {
		t.Fatal(err)
	}
	holdsAll(t, b.String(), "  not checked there: quorum/no-leader\n")
}

func TestAScanWhoseWriterFailsIsTold(t *testing.T) {
	if err := asked.Write(failing{}, reporttest.Plant(), nil); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
