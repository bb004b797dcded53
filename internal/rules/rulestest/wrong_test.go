package rulestest

import (
	"testing"
	"testing/fstest"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ruleOf is a rule on topics that reads two sizes, with a page of examples.
func ruleOf(check func(*rule.Pass)) *rule.Rule {
	return &rule.Rule{Name: "demo/too-large", Severity: finding.Error, On: model.KindTopic, Keys: []model.Key{key.MaxMessageBytes, key.SegmentBytes},
		Needs: model.FactsOf(model.FactTopicConfig), Check: check}
}

// right compares them as a rule should.
func right(p *rule.Pass) {
	batch, known := p.Bytes(key.MaxMessageBytes)
	segment, also := p.Bytes(key.SegmentBytes)
	if known && also && batch.N > segment.N {
		p.Report("batches of %s, segments of %s", batch, segment).At(segment, batch).Fix("raise segment.bytes")
	}
}

// topicFile declares one topic.
func topicFile(settings ...string) string {
	text := "apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n  - name: orders\n    partitions: 12\n    replicas: 3\n    config:\n"
	for _, s := range settings {
		text += "      " + s + "\n"
	}
	return text
}

const brokerFile = "process.roles=broker\nnode.id=1\nlog.dirs=/d\n"

// fourWays are right for the rule that is right.
func fourWays() Ways {
	return Ways{
		Declared: Row{Files: Files{"topics.yaml": topicFile("max.message.bytes: 10485760", "segment.bytes: 1048576")}, Severity: finding.Error},
		Default:  Row{Files: Files{"topics.yaml": topicFile("max.message.bytes: 2000000000")}, Severity: finding.Error},
		Broker:   Row{Files: Files{"topics.yaml": topicFile("max.message.bytes: 10485760"), "server.properties": brokerFile + "log.segment.bytes=1048576\n"}, Severity: finding.Warning},
		Unknown:  Files{"topics.yaml": topicFile("max.message.bytes: 10485760", `segment.bytes: "${SIZE}"`)},
	}
}

// but is the four ways with one of them changed.
func but(change func(*Ways)) Ways {
	w := fourWays()
	change(&w)
	return w
}

// TestMatrixCatchesWrongRules holds rules that are wrong in ways that a rule
// can be, and tests that leave something out.
func TestMatrixCatchesWrongRules(t *testing.T) {
	matrix := func(check func(*rule.Pass), w Ways) func(*testing.T) {
		return func(t *testing.T) { Matrix(t, ruleOf(check), w) }
	}
	agree := Row{Files: Files{"topics.yaml": topicFile("max.message.bytes: 1048576", "segment.bytes: 1048576")}}
	hold(t, []held{
		{"right", matrix(right, fourWays()), ""},
		{"right where values agree", matrix(right, but(func(w *Ways) { w.Declared = agree })), ""},
		{"finds nothing", matrix(func(*rule.Pass) {}, fourWays()), "0 findings, want 1"},
		{"finds too much", matrix(func(p *rule.Pass) { p.Bytes(key.SegmentBytes); p.Report("always").Fix("x") }, but(func(w *Ways) { w.Declared = agree })), "the values agree, but it finds: always"},
		{"finds it twice", matrix(func(p *rule.Pass) { right(p); right(p) }, fourWays()), "2 findings, want 1"},
		{"is too loud", matrix(right, but(func(w *Ways) { w.Declared.Severity = finding.Warning })), "it is of severity error, want warning"},
		{"does not name a value", matrix(func(p *rule.Pass) {
			batch, known := p.Bytes(key.MaxMessageBytes)
			if segment, also := p.Bytes(key.SegmentBytes); known && also && batch.N > segment.N {
				p.Report("batches of %s", batch).Fix("x")
			}
		}, fourWays()), "the evidence does not show that the values are declared and declared"},
		{"does not name the default", matrix(func(p *rule.Pass) {
			batch, known := p.Bytes(key.MaxMessageBytes)
			if segment, also := p.Bytes(key.SegmentBytes); known && also && batch.N > segment.N {
				r := p.Report("batches of %s", batch).Fix("x")
				if !segment.Default {
					r.Because(segment)
				}
			}
		}, fourWays()), "the evidence does not show that the values are declared and default"},
		{"takes one file for two", matrix(right, but(func(w *Ways) { w.Broker = w.Declared })), "the evidence does not show that the values are declared and broker's"},
		{"believes what is not known", matrix(func(p *rule.Pass) {
			batch, _ := p.Bytes(key.MaxMessageBytes)
			if segment, _ := p.Bytes(key.SegmentBytes); batch.N > segment.N {
				p.Report("batches of %s, segments of %s", batch, segment).Fix("x")
			}
		}, fourWays()), "an unknown value gives a finding: [error: batches of 10 MiB"},
		{"does not tell what is not known", matrix(func(p *rule.Pass) {
			if !p.Topic().Config.Get("segment.bytes").Usable() && p.Topic().Config.Get("segment.bytes").IsSet() {
				return
			}
			right(p)
		}, fourWays()), "an unknown value gives no skip"},
		{"reads what it does not declare", matrix(func(p *rule.Pass) {
			defer func() {
				if said := recover(); said != nil {
					p.Report("%s", said).Fix("x")
				}
			}()
			p.Bytes(key.RetentionMs)
		}, fourWays()), "reads a key that it does not declare: topic retention.ms"},
		{"the first way is left out", matrix(right, but(func(w *Ways) { w.Declared = Row{} })), "this way is not given"},
		{"the broker's way is left out", matrix(right, but(func(w *Ways) { w.Broker = Row{} })), "this way is not given"},
		{"a way that cannot exist", matrix(right, but(func(w *Ways) { w.Broker = Row{Cannot: "it has no broker"} })), ""},
		{"a way that cannot exist, without a reason", matrix(right, but(func(w *Ways) { w.Broker = Row{Cannot: " "} })), "this way is not given"},
		{"a way that cannot exist and is given", matrix(right, but(func(w *Ways) { w.Broker.Cannot = "it has no broker" })), "this way is given, and said not to exist"},
		{"the unknown way is left out", matrix(right, but(func(w *Ways) { w.Unknown = nil })), "this way is not given"},
	})
}

// paged is a rule with a page of a bad and a good example.
func paged(check func(*rule.Pass), bad, good string) *rule.Rule {
	r := ruleOf(check)
	text := "# Batches are too large\n\n## Why\nThey are refused.\n\n## Fix\nRaise it.\n\n## Since\n0.1\n\n## Sources\n- Kafka\n\n" +
		"## Bad\n```yaml topics.yaml\n" + bad + "```\n\n## Good\n```yaml topics.yaml\n" + good + "```\n"
	r.Doc = rule.Doc{FS: fstest.MapFS{"doc/too-large.md": {Data: []byte(text)}}, File: "doc/too-large.md"}
	return r
}

func TestExamplesCatchesWrongPages(t *testing.T) {
	bad, good := topicFile("max.message.bytes: 10485760", "segment.bytes: 1048576"), topicFile("max.message.bytes: 1048576", "segment.bytes: 1048576")
	examples := func(rules ...*rule.Rule) func(*testing.T) {
		return func(t *testing.T) { Examples(t, rules) }
	}
	// picky finds fault with the good example of the other rule.
	picky := func(severity finding.Severity) *rule.Rule {
		r := paged(func(p *rule.Pass) {
			if batch, ok := p.Bytes(key.MaxMessageBytes); ok && batch.N == 1048576 {
				p.Report("disliked").Because(batch).Fix("x")
			}
		}, good, topicFile("max.message.bytes: 1000"))
		r.Name, r.Severity = "demo/picky", severity
		return r
	}
	strict := paged(right, bad, good)
	strict.From, strict.Severity = rule.Strict, finding.Info
	missing := ruleOf(right)
	missing.Doc = rule.Doc{FS: fstest.MapFS{}, File: "doc/too-large.md"}
	hold(t, []held{
		{"right", examples(paged(right, bad, good)), ""},
		{"a rule of the strict profile", examples(strict), ""},
		{"the bad one is good", examples(paged(right, good, good)), "the bad example does not give the finding"},
		{"the good one is bad", examples(paged(right, bad, bad)), "the good example gives demo/too-large"},
		{"the good one is an error of another rule", examples(paged(right, bad, good), picky(finding.Error)), "the good example gives demo/picky: disliked"},
		{"the good one is a warning of another rule", examples(paged(right, bad, good), picky(finding.Warning)), ""},
		{"the rule finds nothing", examples(paged(func(*rule.Pass) {}, bad, good)), "the bad example does not give the finding"},
		{"there is no page", examples(missing), "file does not exist"},
		{"an example cannot be read", examples(paged(right, "apiVersion: breakwater/v1\nkind: Topics\ntopics: 3\n", good)), "topics.yaml:3"},
	})
}
