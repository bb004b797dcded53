package file

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// read reads one text, and returns what it declares and its document.
func read(t testing.TB, path, text string) (*model.Snapshot, *model.Document) {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	Read(path, []byte(text), b)
	now, _ := b.Snapshots()
	if len(now.Docs) != 1 || now.Docs[0].Path != path {
		t.Fatalf("documents: %v, want that of %s", now.Docs, path)
	}
	return now, now.Docs[0]
}

func utf16Of(text string, big bool) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if big {
			b.Write([]byte{byte(unit >> 8), byte(unit)})
		} else {
			b.Write([]byte{byte(unit), byte(unit >> 8)})
		}
	}
	return b.String()
}

func TestReadTellsFormatsApart(t *testing.T) {
	for name, c := range map[string]struct{ text, format, ignored string }{
		"Strimzi":                  {strimziTopic, "yaml", ""},
		"our own":                  {ownTopics, "yaml", ""},
		"a byte order mark":        {"\ufeff" + ownTopics, "yaml", ""},
		"CRLF":                     {strings.ReplaceAll(ownTopics, "\n", "\r\n"), "yaml", ""},
		"other YAML":               {"a: 1\n", "", notKafka},
		"another object":           {deployment, "", notKafka},
		"prose":                    {"Kafka keeps records in segments.\n", "", notKafka},
		"JSON":                     {`{"name": "x"}`, "", notKafka},
		"empty":                    {"", "", notKafka},
		"blank":                    {"\n\n", "", notKafka},
		"a byte order mark alone":  {"\ufeff", "", notKafka},
		"comments alone":           {"# apiVersion: kafka.strimzi.io/v1\n", "yaml", notKafka},
		"binary":                   {"\x7fELF\x00\x00apiVersion: kafka.strimzi.io/v1", "", binaryFile},
		"a template":               {"kafka: {{ title }}\n", "", "a template: lint its rendered output"},
		"a template of any kind":   {"<h1>{{ title }}</h1>\n", "", notKafka},
		"UTF-16 of something else": {utf16Of("hello world", false), "", notKafka},
		"half a letter of UTF-16":  {"\xff\xfe\x61", "", notKafka},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, "f", c.text)
			if doc.Format != c.format || doc.Ignored != c.ignored {
				t.Errorf("format %q, ignored %q, want %q and %q", doc.Format, doc.Ignored, c.format, c.ignored)
			}
			if len(now.Gaps) != 0 {
				t.Errorf("gaps: %v", now.Gaps)
			}
		})
	}
}

func TestReadRefusesUTF16(t *testing.T) {
	for name, text := range map[string]string{"little": utf16Of(strimziTopic, false), "big": utf16Of(ownTopics, true)} {
		now, doc := read(t, "f.yaml", text)
		if len(now.Gaps) != 1 || len(now.Topics) != 0 || doc.Ignored != "" {
			t.Fatalf("%s: gaps %v, ignored %q", name, now.Gaps, doc.Ignored)
		}
		gap := now.Gaps[0]
		if gap.Why != model.Malformed || gap.Detail != "is UTF-16: save it as UTF-8, as Kafka's own tools expect" || gap.Origin.String() != "f.yaml:1:1" {
			t.Errorf("%s: the gap is %+v", name, gap)
		}
	}
}

// valuesOf is a topic's settings as KEY=VALUE, with a "?" behind what is not
// known.
func valuesOf(topic *model.Topic) []string {
	var out []string
	for _, s := range topic.Config.Settings() {
		text := s.Name + "=" + s.Value.Raw()
		if !s.Value.Usable() {
			text += "?"
		}
		out = append(out, text)
	}
	return out
}

func TestReadValuesOfYAML(t *testing.T) {
	for name, c := range map[string]struct {
		before, config string
		want           []string
	}{
		"numbers":           {"", "a: 1073741824\n  b: '1'\n  c: \"2\"", []string{"a=1073741824", "b=1", "c=2"}},
		"above 64 bits":     {"", "a: 18446744073709551616\n  b: 9223372036854775808", []string{"a=18446744073709552000", "b=9223372036854775808"}},
		"floats":            {"", "a: 2.097152e+07\n  b: 1.0", []string{"a=20971520", "b=1"}},
		"switches":          {"", "a: true\n  b: 'false'", []string{"a=true", "b=false"}},
		"variables":         {"", "a: ${VAR}\n  b: $(VAR)\n  c: x-${VAR:-1}", []string{"a=${VAR}?", "b=$(VAR)?", "c=x-${VAR:-1}?"}},
		"an anchor":         {"", "a: &v 5\n  b: *v", []string{"a=5", "b=5"}},
		"a merge":           {"x-base: &base {a: 1, b: 2}\n", "<<: *base\n  b: 3", []string{"a=1", "b=3"}},
		"a merge of a list": {"x-a: &a {a: 1}\nx-b: &b {a: 2, c: 3}\n", "<<: [*a, *b]", []string{"a=1", "c=3"}},
		"duplicates":        {"", "a: 1\n  a: 2", []string{"a=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := c.before + "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a}\nspec:\n config:\n  " + c.config + "\n"
			now, doc := read(t, "f.yaml", text)
			if len(now.Topics) != 1 {
				t.Fatalf("topics %v, gaps %v, ignored %q", now.Topics, now.Gaps, doc.Ignored)
			}
			if got := valuesOf(now.Topics[0]); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if twice := name == "duplicates"; twice != (len(doc.Duplicates) == 1) {
				t.Errorf("duplicates: %+v", doc.Duplicates)
			}
			if unknown := strings.Count(strings.Join(c.want, " "), "?"); unknown != len(doc.Unresolved) {
				t.Errorf("unresolved: %+v", doc.Unresolved)
			}
		})
	}
}

func TestReadKeepsLinesForReports(t *testing.T) {
	_, doc := read(t, "f.yaml", "\ufeff"+strings.ReplaceAll(ownTopics, "\n", "\r\n"))
	if got := doc.Lines.At(4); got != "  - name: own" {
		t.Errorf("line 4 is %q", got)
	}
}

func fuzzRead(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		now, doc := read(t, "f.yaml", string(text))
		for _, g := range now.Gaps {
			if g.Detail == "" || !g.Expected && (g.Origin.Line < 1 || g.Origin.Column < 1) {
				t.Errorf("a gap without a sentence or place: %+v", g)
			}
		}
		for _, topic := range now.Topics {
			if topic.Name == "" || topic.Place.File != "f.yaml" || topic.At.Line < 1 {
				t.Errorf("a topic without a name or place: %+v", topic)
			}
		}
		if doc.Ignored != "" && len(now.Topics)+len(now.Brokers)+len(now.Gaps) > 0 {
			t.Errorf("ignored as %s, and yet something is declared", doc.Ignored)
		}
	})
}

func FuzzTopics(f *testing.F) {
	fuzzRead(f, ownTopics, ownTopics+"    config: {a: 1, b: ~, c: ${X}, d: [1]}\n    partitions: -1\n", "apiVersion: breakwater/v2\n",
		"apiVersion: breakwater/v1\nkind: Topics\ncluster: &a x\ntopics: [*a, {name: *a}, &t {name: t, <<: *t}]\n",
		"{\"apiVersion\": \"breakwater/v1\", \"kind\": \"Topics\", \"topics\": [{\"name\": \"\\u0000\"}]}", "\xff\xfe"+ownTopics)
}

func FuzzStrimzi(f *testing.F) {
	fuzzRead(f, strimziTopic, strimziTopic+"  config: {a: [b, c], d: ~}\n  replicas: ${X}\n", laughs+strimziTopic,
		"apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: a, namespace: b, annotations: {strimzi.io/kraft: migration, breakwater/ignore: 'a/b reason=\"'}}\nspec: {kafka: {replicas: 3, version: 3.9.0, listeners: [{type: internal, port: 1}], config: {a: 1}}, zookeeper: {}}\n",
		"apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: a, labels: {strimzi.io/cluster: b}}\nspec: {replicas: 3, roles: [broker, controller]}\n",
		"apiVersion: v1\nkind: List\nitems: [{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: {{ x }}}}]\n")
}
