package cli

import (
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestEveryRuleIsExplained: nothing of a rule's page is left out.
func TestEveryRuleIsExplained(t *testing.T) {
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			page, err := r.Doc.Page()
			if err != nil {
				t.Fatal(err)
			}
			want := []string{
				r.Name + ": " + page.Title + "\n",
				"severity " + r.Severity.String() + ", in profile " + r.Profile().String() + ", since " + page.Since + "\n",
				"\n\n" + page.Why + "\n\nFix\n  ", "\nSources\n  ",
			}
			for _, s := range page.Sources {
				want = append(want, "\n  "+s+"\n")
			}
			for _, p := range r.Params {
				want = append(want, "\n  "+p.Name+" = "+strconv.FormatInt(p.Default, 10)+": "+p.Doc+"\n")
			}
			for _, e := range page.Bad {
				want = append(want, "\nBad: "+e.File+"\n  ")
			}
			for _, e := range page.Good {
				want = append(want, "\nGood: "+e.File+"\n  ")
			}
			got := breakwater("explain", r.Name)
			got.want(t, finding.ExitClean, want, []string{"!."})
			if has := strings.Contains(got.out, "\nParameters\n"); has != (len(r.Params) > 0) {
				t.Errorf("parameters are told: %v, and there are %d", has, len(r.Params))
			}
		})
	}
}

// TestExamplesKeepTheirShape: an example is there to be copied.
func TestExamplesKeepTheirShape(t *testing.T) {
	var b strings.Builder
	writeExamples(&b, "Bad", []rule.Example{{File: "a.yaml", Text: "a:\n  b: 1\n\nc: 2\n\n"}, {File: "b.tf", Text: "x"}})
	if want := "\nBad: a.yaml\n  a:\n    b: 1\n  \n  c: 2\n\nBad: b.tf\n  x\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

// TestEveryKeyIsExplainedForEachOfItsVersions: the runs of lines are exactly
// those in which the catalogue has the key, without an overlap.
func TestEveryKeyIsExplainedForEachOfItsVersions(t *testing.T) {
	versions := catalog.Versions()
	for _, layer := range model.Layers() {
		for _, v := range versions {
			for _, name := range catalog.Names(layer, v) {
				k := model.Key{Layer: layer, Name: name}
				var covered []model.Version
				for _, s := range spansOf(k) {
					for _, line := range versions {
						if !line.Before(s.from) && !s.to.Before(line) {
							covered = append(covered, line)
						}
					}
				}
				lines := catalog.Lines(k)
				if len(covered) != len(lines) {
					t.Fatalf("%s: the runs cover %v, and the catalogue has %v", k, covered, lines)
				}
				for i := range lines {
					if covered[i] != lines[i] {
						t.Fatalf("%s: the runs cover %v, and the catalogue has %v", k, covered, lines)
					}
				}
			}
		}
	}
}

func TestKeysAreExplained(t *testing.T) {
	for key, want := range map[string][]string{
		"segment.bytes": {
			"segment.bytes (a topic's key)", "  3.3–4.0  ", "  4.1–4.3  ", "1073741824  dynamic",
			"\nChanged\n  4.1: takes: ", "≥ 14", "≥ 1048576", "Where a topic does not set it, the broker's: log.segment.bytes",
			"\nRead by\n", "\n  topic/batch-exceeds-segment\n", "!new", "!removed",
		},
		"log.segment.bytes":              {"log.segment.bytes (a broker's key)", "Is the default of the topic's segment.bytes", "!Where a topic"},
		"linger.ms":                      {"linger.ms (a producer's key)", "4.0: default: 0 → 5"},
		"message.format.version":         {"4.0: removed", "!new"},
		"remote.log.copy.disable":        {": new", "!removed"},
		"group.protocol":                 {"group.protocol (a consumer's key)", ": new"},
		"bootstrap.servers":              {"(a producer's key)", "(a consumer's key)", "(an admin's key)"},
		"key.serializer":                 {"none: required"},
		"group.id":                       {"null"},
		"authorizer.class.name":          {`""`},
		"replica.fetch.max.bytes":        {"(a broker's key)", "read-only", "broker/replica-fetch-below-batch"},
		"min.insync.replicas":            {"(a topic's key)", "(a broker's key)", "cluster-wide"},
		"num.partitions":                 {"num.partitions (a broker's key)"}, // invented for topics alone
		"inter.broker.listener.name":     {"(a broker's key)", "null"},
		"zookeeper.connect":              {"3.3–3.9", "4.0: removed"},
		"internal.segment.bytes":         {"internal.segment.bytes (a topic's key)"},
		"controller.quorum.voters":       {"(a broker's key)"},
		"compression.type":               {"(a topic's key)", "(a broker's key)", "(a producer's key)"},
		"max.request.size":               {"!(a topic's key)", "!(a broker's key)", "(a producer's key)"},
		"unclean.leader.election.enable": {"topic/unclean-election"},
	} {
		t.Run(key, func(t *testing.T) {
			breakwater("explain", key).want(t, finding.ExitClean, want, []string{"!."})
		})
	}
}

// TestLayersAreParted: one empty line stands between the layers of a key, and
// none at the end.
func TestLayersAreParted(t *testing.T) {
	got := breakwater("explain", "min.insync.replicas").out
	if strings.Count(got, " key)\n\n") != 2 || !strings.Contains(got, "\n\nmin.insync.replicas (a broker's key)") ||
		strings.HasPrefix(got, "\n") || strings.HasSuffix(got, "\n\n") || strings.Contains(got, "\n\n\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestWhatIsNothingIsToldWithWhatWasMeant(t *testing.T) {
	for name, want := range map[string]string{
		"segment.byte":         `"segment.byte" is neither a rule nor a key: did you mean segment.bytes?`,
		"lingr.ms":             `"lingr.ms" is neither a rule nor a key: did you mean linger.ms?`,
		"min-isr-one":          `"min-isr-one" is neither a rule nor a key: did you mean topic/min-isr-one?`,
		"topic/min-isr":        `"topic/min-isr" is neither a rule nor a key: did you mean topic/min-isr-above-replicas?`,
		"qwertyuiop":           `"qwertyuiop" is neither a rule nor a key of Kafka 3.3.2 to 4.3.1: 'breakwater rules' lists the rules`,
		"":                     `"" is neither a rule nor a key of Kafka 3.3.2 to 4.3.1: 'breakwater rules' lists the rules`,
		"topic.config.sync.ms": "topic.config.sync.ms is no key of any Kafka version: A topic's settings travel in the metadata log and reach every broker within about half a second; no interval exists.",
		"min.in.sync.replicas": "min.in.sync.replicas is no key of any Kafka version: The key has insync in one word.",
		"retention.days":       "retention.days is no key of any Kafka version: A topic's retention is given in ms.",
	} {
		t.Run(name, func(t *testing.T) { breakwater("explain", name).refuses(t, want) })
	}
}

func TestExplainTakesOneName(t *testing.T) {
	const want = "explain needs one rule or one key: 'breakwater rules' lists the rules"
	breakwater("explain").refuses(t, want)
	breakwater("explain", "linger.ms", "acks").refuses(t, want)
}

func TestWhatChangedFromRunToRun(t *testing.T) {
	versions := catalog.Versions()
	first, second, last := versions[0], versions[1], versions[len(versions)-1]
	before := versions[len(versions)-2]
	plain := facet{Wants: "an int", Default: "1", Update: "dynamic"}
	otherwise := facet{Wants: "a long", Default: "2", Update: "read-only", Synonyms: "x"}
	for name, c := range map[string]struct {
		spans []span
		want  []string
	}{
		"always the same": {[]span{{first, last, plain}}, nil},
		"new":             {[]span{{second, last, plain}}, []string{second.String() + ": new"}},
		"removed":         {[]span{{first, before, plain}}, []string{last.String() + ": removed"}},
		"new and removed": {[]span{{second, before, plain}}, []string{second.String() + ": new", last.String() + ": removed"}},
		"one thing alone": {[]span{{first, first, plain}, {second, last, facet{Wants: "an int", Default: "5", Update: "dynamic"}}}, []string{second.String() + ": default: 1 → 5"}},
		"all of it": {[]span{{first, first, plain}, {second, last, otherwise}}, []string{
			second.String() + ": takes: an int → a long", second.String() + ": default: 1 → 2",
			second.String() + ": to change it: dynamic → read-only", second.String() + ": broker's keys:  → x",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := changesOf(c.spans); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDefaultsInWords(t *testing.T) {
	for name, c := range map[string]struct {
		d    catalog.Definition
		want string
	}{
		"a value":         {catalog.Definition{HasDefault: true, Default: "5"}, "5"},
		"an empty value":  {catalog.Definition{HasDefault: true}, `""`},
		"null":            {catalog.Definition{HasDefault: true, NullDefault: true}, "null"},
		"none":            {catalog.Definition{}, "none: required"},
		"none, not empty": {catalog.Definition{Default: "x"}, "none: required"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := facetOf(&c.d).Default; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	two := catalog.Definition{Synonyms: []catalog.Synonym{{Name: "a", Factor: 1}, {Name: "b", Factor: 1}}}
	if got := facetOf(&two).Synonyms; got != "a, b" {
		t.Errorf("synonyms %q", got)
	}
}

func TestARunOfLinesInWords(t *testing.T) {
	a, b := model.Version{Major: 3, Minor: 9}, model.Version{Major: 4}
	if one, two := (span{from: a, to: a}).String(), (span{from: a, to: b}).String(); one != "3.9" || two != "3.9–4.0" {
		t.Errorf("got %q and %q", one, two)
	}
}

func TestCompletionOfExplain(t *testing.T) {
	words := strings.Split(breakwater("__complete", "explain", "").out, "\n")
	seen := map[string]int{}
	for _, w := range words {
		seen[w]++
	}
	for _, want := range []string{"topic/min-isr-one", "segment.bytes", "linger.ms", "bootstrap.servers", "node.id", ":4"} {
		if seen[want] != 1 {
			t.Errorf("%s is offered %d times", want, seen[want])
		}
	}
	for _, r := range rules.All() {
		if seen[r.Name] != 1 {
			t.Errorf("%s is offered %d times", r.Name, seen[r.Name])
		}
	}
	for _, w := range explainable() {
		if o := breakwater("explain", w); o.code != finding.ExitClean {
			t.Errorf("%s is offered, and cannot be explained: %s", w, o.err)
		}
	}
}

func TestExplainSaysWhenAWatchTells(t *testing.T) {
	for want, r := range map[string]*rule.Rule{
		"\nIn a watch\n  told at once, and over when it has been gone for 10 s\n":     {Name: "quorum/x"},
		"\nIn a watch\n  told after 30 s, and over when it has been gone for 1 min\n": {Name: "cluster/x", Settle: 30 * rule.Second, Clear: rule.Minute},
		"": {Name: "topic/x", Settle: rule.Minute},
	} {
		if got := patience(r); got != want {
			t.Errorf("%s: got %q, want %q", r.Name, got, want)
		}
	}
	breakwater("explain", "cluster/broker-missing").want(t, finding.ExitClean, []string{"\nIn a watch\n  told "}, nil)
	breakwater("explain", "topic/batch-exceeds-segment").want(t, finding.ExitClean, []string{"!In a watch"}, nil)
}
