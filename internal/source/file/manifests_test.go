package file

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

const (
	ownTopics    = "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: own\n"
	strimziTopic = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: crd\nspec:\n  partitions: 1\n"
	deployment   = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n"
)

// topicsAt lists the topics of a text as NAME:LINE.
func topicsAt(t testing.TB, text string) []string {
	t.Helper()
	now, _ := read(t, "f.yaml", text)
	for _, g := range now.Gaps {
		t.Fatalf("%s: %s", g.Origin, g.Detail)
	}
	var out []string
	for _, topic := range now.Topics {
		out = append(out, fmt.Sprintf("%s:%d", topic.Name, topic.At.Line))
	}
	return out
}

func TestManifestsReadEachObject(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"one":              {strimziTopic, []string{"crd:4"}},
		"several kinds":    {ownTopics + "---\n" + deployment + "---\n" + strimziTopic, []string{"own:4", "crd:14"}},
		"empty documents":  {"---\n---\n# nothing\n---\n" + strimziTopic + "---\n", []string{"crd:8"}},
		"a List":           {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: kafka.strimzi.io/v1\n  kind: KafkaTopic\n  metadata: {name: a}\n- {apiVersion: v1, kind: Pod}\n- apiVersion: kafka.strimzi.io/v1beta2\n  kind: KafkaTopic\n  metadata: {name: b}\n", []string{"a:6", "b:10"}},
		"a list of topics": {"apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopicList\nitems:\n- {apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}\n", []string{"a:4"}},
		"JSON":             {"{\n\t\"apiVersion\": \"kafka.strimzi.io/v1\",\n\t\"kind\": \"KafkaTopic\",\n\t\"metadata\": {\"name\": \"a\"}\n}\n", []string{"a:4"}},
		"JSON, a List":     {`{"apiVersion": "v1", "items": [{"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaTopic", "metadata": {"name": "a"}}], "kind": "List"}`, []string{"a:1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := topicsAt(t, c.text); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestManifestsIgnoreWhatIsNotKafka(t *testing.T) {
	for name, c := range map[string]struct{ text, reason string }{
		"a role that names the group": {"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: [{apiGroups: [kafka.strimzi.io]}]\n", notKafka},
		"a user":                      {strings.ReplaceAll(strimziTopic, "KafkaTopic", "KafkaUser"), "a Strimzi KafkaUser: not judged yet"},
		"Connect behind a Deployment": {deployment + "---\n" + strings.ReplaceAll(strimziTopic, "KafkaTopic", "KafkaConnect"), "a Strimzi KafkaConnect: not judged yet"},
		"another group's topic":       {strings.ReplaceAll(strimziTopic, "kafka.strimzi.io", "kafka.strimzi.io.example.org"), notKafka},
		"another group's Topics":      {strings.ReplaceAll(ownTopics, "breakwater/v1", "messaging.example.org/v1"), notKafka},
		"Topics without a name":       {"kind: Topics\ntopics: [a, b]\n", notKafka},
		"a kind that is not there":    {strings.ReplaceAll(strimziTopic, "KafkaTopic", "KafkaThing"), notKafka},
		"a template":                  {strings.ReplaceAll(strimziTopic, "crd", "{{ .Values.name }}"), "a template: lint its rendered output"},
		"a quoted template":           {strings.ReplaceAll(strimziTopic, "crd", `"{{ .Values.name }}"`), "a template: lint its rendered output"},
		"a template's loop":           {"{{- range .Values.topics }}\n---\n" + strimziTopic + "{{- end }}\n", "a template: lint its rendered output"},
		"jinja":                       {"{% for t in topics %}\n" + strimziTopic + "{% endfor %}\n", "a template: lint its rendered output"},
		"erb":                         {strings.ReplaceAll(strimziTopic, "partitions: 1", "partitions: <%= n %>"), "a template: lint its rendered output"},
		"a template behind a topic":   {strimziTopic + "---\n" + strings.ReplaceAll(strimziTopic, "crd", "{{ x }}"), "a template: lint its rendered output"},
		"bare, where nobody reads":    {strings.ReplaceAll(strimziTopic, "  name: crd", "  name: crd\n  annotations: {a: {{ x }}}"), "a template: lint its rendered output"},
		"our own, templated":          {strings.ReplaceAll(ownTopics, "own", "'{{ x }}'"), "a template: lint its rendered output"},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, "f.yaml", c.text)
			if doc.Ignored != c.reason || len(now.Topics) != 0 || len(now.Gaps) != 0 {
				t.Errorf("ignored: %q, %d topics, gaps %v; want %q alone", doc.Ignored, len(now.Topics), now.Gaps, c.reason)
			}
		})
	}
}

// TestWhatQuotesAManifestIsNotOne holds pages, sources and scripts that have a
// manifest in them against a manifest that is broken.
func TestWhatQuotesAManifestIsNotOne(t *testing.T) {
	page := "= Topics\n\nWrite this:\n\n[source,yaml]\n----\n" + strimziTopic + "----\n\n. Then: apply it.\n"
	script := "#!/bin/sh\nset -e\ncat <<EOF | kubectl apply -f -\n" + strimziTopic + "EOF\n"
	broken := strimziTopic + "  config: [\n"
	for name, c := range map[string]struct {
		path, text string
		refused    bool
	}{
		"AsciiDoc":              {"docs/topics.adoc", page, false},
		"Markdown":              {"README.md", "# Topics: how\n\n```yaml\n" + strimziTopic + "```\n", false},
		"Java":                  {"src/Topic.java", "/*\n * x: y: z\n" + strimziTopic + " */\nclass A {}\n", false},
		"a script":              {"bin/deploy.sh", script, false},
		"a script, by its text": {"bin/deploy", script, false},
		"YAML":                  {"topic.yaml", broken, true},
		"YML":                   {"topic.yml", broken, true},
		"JSON":                  {"topic.json", `{"apiVersion": "kafka.strimzi.io/v1", "kind": `, true},
		"standard input":        {"<stdin>", broken, true},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, c.path, c.text)
			if refused := len(now.Gaps) > 0; refused != c.refused {
				t.Errorf("refused: %v, gaps %v", refused, now.Gaps)
			}
			if ignored := doc.Ignored == notKafka; ignored == c.refused || len(now.Topics) > 0 && ignored {
				t.Errorf("ignored: %q, %d topics", doc.Ignored, len(now.Topics))
			}
		})
	}
}

func TestTextThatOnlyLooksLikeATemplateIsRead(t *testing.T) {
	for name, metadata := range map[string]string{
		"a quoted annotation":  `  annotations: {description: "fires when {{ $value }} is high"}`,
		"a plain annotation":   `  annotations: {description: fires when {{ $value }} is high}`,
		"a block scalar":       "  annotations:\n    vault: |\n      {{- with secret }}\n      {{ end }}",
		"a comment":            "  # {{ x }}",
		"a label nobody reads": `  labels: {app: "{{ x }}"}`,
	} {
		if name == "a plain annotation" {
			metadata = "  annotations:\n    description: fires when {{ $value }} is high"
		}
		if got := topicsAt(t, strings.ReplaceAll(strimziTopic, "  name: crd", "  name: crd\n"+metadata)); !slices.Equal(got, []string{"crd:4"}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestBrokenManifestsAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, position, message string }{
		"not YAML":             {strimziTopic + "  config: [\n", "", "is not valid YAML: "},
		"not YAML, one quoted": {strings.ReplaceAll(strimziTopic, "  name: crd", "  name: crd\n  annotations: {a: \"{{ x }}\"}") + "  config: [\n", "", "is not valid YAML: "},
		"a wrong shape":        {strimziTopic + "  config: [a]\n", "f.yaml:7:11", "a KafkaTopic has spec.config that is a list: want a mapping"},
		"ours, misspelt":       {ownTopics + "clutser: a\n", "f.yaml:5:1", `"clutser" is not known in a topic file: did you mean cluster?`},
		"ours, no version":     {strings.TrimPrefix(ownTopics, "apiVersion: breakwater/v1\n"), "f.yaml:1:1", "has no apiVersion: write apiVersion: breakwater/v1"},
		"ours, not YAML":       {"kind: Topics\ntopics: [\n", "", "is not valid YAML: "},
		"exploding aliases":    {laughs + strimziTopic + "  config: *a8\n", "f.yaml:1:1", "holds aliases that expand to more than 1000000 values"},
		"exploding merges":     {"x-a: &a {<<: [*a, *a], b: 1}\n" + strimziTopic + "  config: {<<: *a}\n", "f.yaml:1:19", "the alias *a stands inside what it names"},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, "f.yaml", c.text)
			if len(now.Gaps) != 1 || doc.Ignored != "" {
				t.Fatalf("gaps %v, ignored %q, want a gap", now.Gaps, doc.Ignored)
			}
			gap := now.Gaps[0]
			if c.message != "" && !strings.HasPrefix(gap.Detail, c.message) {
				t.Errorf("says %s, want %s", gap.Detail, c.message)
			}
			if at := gap.Origin.String(); c.position != "" && at != c.position {
				t.Errorf("points to %s, want %s", at, c.position)
			}
		})
	}
}

// laughs is aliases that stand for 10⁸ values.
var laughs = func() string {
	var b strings.Builder
	b.WriteString("x0: &a0 {k: v}\n")
	for i := 1; i <= 8; i++ {
		fmt.Fprintf(&b, "x%d: &a%d {", i, i)
		for k := range 10 {
			fmt.Fprintf(&b, "k%d: *a%d, ", k, i-1)
		}
		b.WriteString("}\n")
	}
	return b.String()
}()

func TestAnnotationsCoverTheirObject(t *testing.T) {
	_, doc := read(t, "f.yaml", `apiVersion: v1
kind: List
items:
- apiVersion: kafka.strimzi.io/v1
  kind: KafkaTopic
  metadata:
    name: a
    annotations:
      breakwater/ignore: 'topic/a until=2027-01-31 reason="b; c"; topic/d'
  spec: {partitions: 1}
- apiVersion: kafka.strimzi.io/v1
  kind: KafkaTopic
  metadata: {name: b, annotations: {breakwater/ignore: [x]}}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: c} # breakwater:ignore topic/e reason="f"
`)
	var got []string
	for _, s := range doc.Suppressions {
		got = append(got, fmt.Sprintf("%s %d-%d %v %v %s", s.Rule, s.FirstLine, s.LastLine, s.Whole, s.Problem != "", s.At))
	}
	want := []string{
		"topic/a 4-10 true false f.yaml:9:26", "topic/d 4-10 true true f.yaml:9:26",
		" 11-13 true true f.yaml:13:56", "topic/e 17-17 false false f.yaml:17:21",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A text of another format may quote our kind, and stays its own.
func TestOurKindInAnotherFormat(t *testing.T) {
	for path, text := range map[string]string{
		"main.tf":           "resource \"kafka_topic\" \"a\" {\n  name = \"a\"\n}\nlocals {\n  t = <<EOT\nkind: Topics\ntopics:\n- name: a\nEOT\n}\n",
		"server.properties": "broker.id=1\nlog.dirs=/a\nkind: Topics\ntopics: a\n",
	} {
		now, doc := read(t, path, text)
		if doc.Ignored != "" || len(now.Gaps) > 0 || len(now.Topics)+len(now.Brokers) != 1 {
			t.Errorf("%s: ignored %q, gaps %v", path, doc.Ignored, now.Gaps)
		}
	}
}

func TestManifestsClaim(t *testing.T) {
	for text, want := range map[string]bool{
		ownTopics: true, strimziTopic: true, deployment: false, "": false, "kafka.strimzi.io": false,
		`{"apiVersion":"kafka.strimzi.io/v1"}`: true,
	} {
		if got := (manifests{}).Claims(format.Input{Text: []byte(text)}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
