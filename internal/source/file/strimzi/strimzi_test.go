package strimzi

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// read reads every object of a text that is Strimzi's.
func read(t testing.TB, text string) (*model.Snapshot, *model.Document, error) {
	t.Helper()
	docs, err := yamlx.Parse(format.Input{Path: "k.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	doc, b := &model.Document{Path: "k.yaml"}, model.NewBuilder(time.Time{})
	for _, d := range docs {
		if !Owns(d) {
			continue
		}
		if err := Read(d, doc, b); err != nil {
			return nil, nil, err
		}
	}
	now, _ := b.Snapshots()
	return now, doc, nil
}

// mustRead reads a text without an error in it.
func mustRead(t testing.TB, text string) (*model.Snapshot, *model.Document) {
	t.Helper()
	now, doc, err := read(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return now, doc
}

func TestOwns(t *testing.T) {
	for name, c := range map[string]struct {
		version, kind string
		want          bool
	}{
		"topic":       {"kafka.strimzi.io/v1", "KafkaTopic", true},
		"older":       {"kafka.strimzi.io/v1beta2", "Kafka", true},
		"oldest":      {"kafka.strimzi.io/v1beta1", "KafkaTopic", true},
		"pool":        {"kafka.strimzi.io/v1beta2", "KafkaNodePool", true},
		"user":        {"kafka.strimzi.io/v1", "KafkaUser", false},
		"connect":     {"kafka.strimzi.io/v1", "KafkaConnect", false},
		"mirror":      {"kafka.strimzi.io/v1", "KafkaMirrorMaker2", false},
		"its CRD":     {"apiextensions.k8s.io/v1", "CustomResourceDefinition", false},
		"another one": {"kafka.jikkou.io/v1", "KafkaTopic", false},
		"no version":  {"", "KafkaTopic", false},
	} {
		docs, err := yamlx.Parse(format.Input{Text: fmt.Appendf(nil, "apiVersion: %s\nkind: %s\n", c.version, c.kind)})
		if err != nil {
			t.Fatal(err)
		}
		if got := Owns(docs[0]); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestWrongShapes(t *testing.T) {
	const topic, cluster, pool = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\n", "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\n", "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\n"
	for name, c := range map[string]struct{ text, position, message string }{
		"spec a list":       {topic + "metadata: {name: a}\nspec: [a]\n", "4:7", "a KafkaTopic has spec that is a list: want a mapping"},
		"spec a word":       {topic + "metadata: {name: a}\nspec: a\n", "4:7", `a KafkaTopic has spec that is "a": want a mapping`},
		"config a word":     {topic + "metadata: {name: a}\nspec: {config: a}\n", "4:16", `a KafkaTopic has spec.config that is "a": want a mapping`},
		"metadata a list":   {topic + "metadata: [a]\n", "3:11", "a KafkaTopic has metadata that is a list: want a mapping"},
		"labels a list":     {topic + "metadata: {name: a, labels: [b]}\n", "3:29", "a KafkaTopic has metadata.labels that is a list: want a mapping"},
		"no name":           {topic + "spec: {}\n", "1:1", "a KafkaTopic has no metadata.name"},
		"empty name":        {topic + "metadata: {name: ''}\n", "1:1", "a KafkaTopic has no metadata.name"},
		"partitions a map":  {topic + "metadata: {name: a}\nspec: {partitions: {}}\n", "4:20", "a KafkaTopic has spec.partitions that is a mapping: want one value"},
		"topicName a list":  {topic + "metadata: {name: a}\nspec: {topicName: [a]}\n", "4:19", "a KafkaTopic has spec.topicName that is a list: want one value"},
		"kafka a list":      {cluster + "metadata: {name: a}\nspec: {kafka: [a]}\n", "4:15", "a Kafka has spec.kafka that is a list: want a mapping"},
		"broker config":     {cluster + "metadata: {name: a}\nspec: {kafka: {config: [a]}}\n", "4:24", "a Kafka has spec.kafka.config that is a list: want a mapping"},
		"version a mapping": {cluster + "metadata: {name: a}\nspec: {kafka: {version: {}}}\n", "4:25", "a Kafka has spec.kafka.version that is a mapping: want one value"},
		"pool replicas":     {pool + "metadata: {name: a}\nspec: {replicas: [1]}\n", "4:18", "a KafkaNodePool has spec.replicas that is a list: want one value"},
		"roles a word":      {pool + "metadata: {name: a}\nspec: {roles: broker}\n", "4:15", `a KafkaNodePool has spec.roles that is "broker": want a list of broker and controller`},
		"role misspelt":     {pool + "metadata: {name: a}\nspec: {roles: [broke]}\n", "4:16", `a KafkaNodePool has the role "broke": want broker or controller`},
		"role a mapping":    {pool + "metadata: {name: a}\nspec: {roles: [{}]}\n", "4:16", `a KafkaNodePool has the role a mapping: want broker or controller`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, c.text)
			var syntax *format.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a syntax error", err)
			}
			if syntax.Message != c.message {
				t.Errorf("says %s\nwant %s", syntax.Message, c.message)
			}
			if at := fmt.Sprintf("%d:%d", syntax.Line, syntax.Column); at != c.position {
				t.Errorf("points to %s, want %s", at, c.position)
			}
		})
	}
}

func TestHasTemplateLooksAtWhatIsRead(t *testing.T) {
	for text, want := range map[string]bool{
		"metadata: {name: '{{ x }}'}":                                                      true,
		"metadata: {namespace: '{{ x }}'}":                                                 true,
		"metadata: {labels: {strimzi.io/cluster: '{{ x }}'}}":                              true,
		"metadata: {labels: {app: '{{ x }}'}}":                                             false,
		"metadata: {annotations: {description: '{{ x }}'}}":                                false,
		"spec: {config: {retention.ms: '{{ x }}'}}":                                        true,
		"spec: {config: {'{{ x }}': 1}}":                                                   true,
		"spec: {partitions: '<%= x %>'}":                                                   true,
		"spec: {kafka: {config: {a: '{% x %}'}}}":                                          true,
		"spec: {kafka: {template: {pod: {metadata: {annotations: {a: '{{ with x }}'}}}}}}": false,
		"spec: {kafka: {version: '${X}'}}":                                                 false,
	} {
		docs, err := yamlx.Parse(format.Input{Text: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := HasTemplate(docs[0]); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
