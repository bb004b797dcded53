package topicfile

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// read reads every document of a text that is ours.
func read(t testing.TB, text string) (*model.Snapshot, *model.Document, error) {
	t.Helper()
	docs, err := yamlx.Parse(format.Input{Path: "topics.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	doc, b := &model.Document{Path: "topics.yaml"}, model.NewBuilder(time.Time{})
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

const head = "apiVersion: breakwater/v1\nkind: Topics\n"

func TestReadTopics(t *testing.T) {
	now, doc, err := read(t, head+`cluster: plant
topics:
  - name: iot-telemetry-v2
    partitions: 12
    replicas: "3"
    config: {segment.bytes: 1073741824, cleanup.policy: 'compact, delete', max.message.bytes: 2.097152e+07}
  - name: 042
    partitions: -1
    replicas: -1
  - {name: plain}
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(now.Topics) != 3 {
		t.Fatalf("%d topics, want 3", len(now.Topics))
	}
	first := now.Topics[0]
	if first.Name != "iot-telemetry-v2" || first.At.String() != "topics.yaml:5:11" || first.Format != "breakwater" {
		t.Errorf("the first topic is %s at %s, format %s", first.Name, first.At, first.Format)
	}
	if first.Place.File != "topics.yaml" || !slices.Equal(first.Place.Names, []string{"cluster:plant"}) {
		t.Errorf("its place is %+v", first.Place)
	}
	if first.Partitions.Raw() != "12" || first.Replicas.Raw() != "3" || first.Partitions.Origin().Line != 6 {
		t.Errorf("its layout is %v × %v", first.Partitions, first.Replicas)
	}
	for key, want := range map[string]string{
		"segment.bytes": "1073741824", "cleanup.policy": "compact, delete", "max.message.bytes": "2.097152e+07",
	} {
		if v := first.Config.Get(key); v.Raw() != want || v.Origin().Line != 8 {
			t.Errorf("%s is %q in line %d, want %q in 8", key, v.Raw(), v.Origin().Line, want)
		}
	}
	if second := now.Topics[1]; second.Name != "042" || second.Partitions.IsSet() || second.Replicas.IsSet() {
		t.Errorf("the second topic is %s with %v × %v, want 042 with the cluster's defaults", second.Name, second.Partitions, second.Replicas)
	}
	if len(doc.Duplicates)+len(doc.Unresolved) != 0 {
		t.Errorf("notes: %+v", doc)
	}
}

func TestReadWithoutTopics(t *testing.T) {
	for name, text := range map[string]string{"an empty list": "topics: []\n", "null": "topics:\n"} {
		now, _, err := read(t, head+text)
		if err != nil || len(now.Topics) != 0 {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

func TestPlaceWithoutACluster(t *testing.T) {
	for name, cluster := range map[string]string{"none": "", "null": "cluster: ~\n", "filled in later": "cluster: ${CLUSTER}\n"} {
		now, doc, err := read(t, head+cluster+"topics: [{name: a}]\n")
		if err != nil {
			t.Fatal(err)
		}
		if names := now.Topics[0].Place.Names; names != nil {
			t.Errorf("%s: the place is named %v", name, names)
		}
		if later := name == "filled in later"; later != (len(doc.Unresolved) == 1) {
			t.Errorf("%s: unresolved %v", name, doc.Unresolved)
		}
	}
}

func TestNotesOfATopicFile(t *testing.T) {
	now, doc, err := read(t, head+`topics:
  - name: ${PREFIX}-a
    partitions: ${COUNT}
    config:
      retention.ms: 1
      segment.bytes: ~
      retention.ms: 2
      flush.ms: {a: 1}
      flush.messages: [1]
  - name: b
    name: c
`)
	if err != nil {
		t.Fatal(err)
	}
	var unresolved []string
	for _, u := range doc.Unresolved {
		unresolved = append(unresolved, fmt.Sprintf("%s:%d", u.Name, u.At.Line))
	}
	slices.Sort(unresolved)
	if want := []string{"flush.messages:11", "flush.ms:10", "name:4", "partitions:5", "segment.bytes:8"}; !slices.Equal(unresolved, want) {
		t.Errorf("unresolved %v, want %v", unresolved, want)
	}
	if len(doc.Duplicates) != 2 || doc.Duplicates[0].Key != "retention.ms" || doc.Duplicates[1].Key != "name" {
		t.Errorf("duplicates %+v", doc.Duplicates)
	}
	config := now.Topics[0].Config
	if config.Get("segment.bytes").IsSet() || config.Get("flush.ms").Usable() || config.Get("retention.ms").Raw() != "2" {
		t.Errorf("the settings are %+v", config.Settings())
	}
	if now.Topics[1].Name != "c" {
		t.Errorf("the second topic is %s, want the last of its names", now.Topics[1].Name)
	}
}

func TestErrorsOfATopicFile(t *testing.T) {
	for name, c := range map[string]struct{ text, position, message string }{
		"version":            {"apiVersion: breakwater/v2\nkind: Topics\ntopics: []\n", "1:13", `apiVersion is "breakwater/v2": this breakwater reads breakwater/v1`},
		"no version":         {"# ours\nkind: Topics\ntopics: [{name: a}]\n", "2:1", "has no apiVersion: write apiVersion: breakwater/v1"},
		"an empty version":   {"apiVersion: ''\nkind: Topics\ntopics: [{name: a}]\n", "1:1", "has no apiVersion: write apiVersion: breakwater/v1"},
		"no version, second": {head + "topics: []\n---\nkind: Topics\ntopics: [{name: a}]\n", "5:1", "has no apiVersion: write apiVersion: breakwater/v1"},
		"a bare version":     {"apiVersion: v1\nkind: Topics\ntopics: [{name: a}]\n", "1:13", `apiVersion is "v1": this breakwater reads breakwater/v1`},
		"another group":      {"apiVersion: breakwater.io/v1\nkind: Topics\ntopics: [{name: a}]\n", "1:13", `apiVersion is "breakwater.io/v1": this breakwater reads breakwater/v1`},
		"a version's list":   {"apiVersion: [a]\nkind: Topics\ntopics: [{name: a}]\n", "1:13", "apiVersion is a list: this breakwater reads breakwater/v1"},
		"kind":               {"apiVersion: breakwater/v1\nkind: Topic\ntopics: []\n", "2:7", `kind is "Topic": breakwater/v1 has only the kind Topics`},
		"no kind":            {"apiVersion: breakwater/v1\ntopics: []\n", "1:1", "has no kind: want kind: Topics"},
		"no topics":          {head, "1:1", "has no topics: want topics, a list"},
		"topics a mapping":   {head + "topics: {a: {}}\n", "3:9", "topics is a mapping: want a list of topics"},
		"misspelt":           {head + "topcis: []\n", "3:1", `"topcis" is not known in a topic file: did you mean topics?`},
		"unknown":            {head + "topics: []\nowner: me\n", "4:1", `"owner" is not known in a topic file: it takes apiVersion, kind, cluster, topics`},
		"cluster":            {head + "cluster: [a]\ntopics: []\n", "3:10", "cluster is a list: want a word"},
		"empty cluster":      {head + "cluster: ''\ntopics: []\n", "3:10", `cluster is "": want a word`},
		"a word as topic":    {head + "topics:\n  - a\n", "4:5", `a topic is "a": want a mapping with a name`},
		"null as topic":      {head + "topics:\n  - \n", "4:4", "a topic is nothing: want a mapping with a name"},
		"no name":            {head + "topics:\n  - partitions: 1\n", "4:5", "a topic has no name"},
		"name a list":        {head + "topics:\n  - name: [a]\n", "4:11", "a topic's name is a list: want a word"},
		"topic key misspelt": {head + "topics:\n  - name: a\n    partition: 1\n", "5:5", `"partition" is not known in a topic: did you mean partitions?`},
		"setting in topic":   {head + "topics:\n  - name: a\n    segment.bytes: 1\n", "5:5", `"segment.bytes" is not known in a topic: Kafka's settings stand below config`},
		"config a list":      {head + "topics:\n  - name: a\n    config: [a]\n", "5:13", "config is a list: want a mapping of Kafka's topic settings"},
		"partitions a word":  {head + "topics:\n  - name: a\n    partitions: twelve\n", "5:17", `partitions is "twelve": want a whole number from 1 to 2147483647, or -1 for the cluster's default`},
		"partitions 0":       {head + "topics:\n  - name: a\n    partitions: 0\n", "5:17", `partitions is "0": want a whole number from 1 to 2147483647, or -1 for the cluster's default`},
		"partitions a float": {head + "topics:\n  - name: a\n    partitions: 1.2e1\n", "5:17", `partitions is "1.2e1": want a whole number from 1 to 2147483647, or -1 for the cluster's default`},
		"partitions too big": {head + "topics:\n  - name: a\n    partitions: 99999999999999999999\n", "5:17", `partitions is "99999999999999999999": want a whole number from 1 to 2147483647, or -1 for the cluster's default`},
		"replicas too big":   {head + "topics:\n  - name: a\n    replicas: 32768\n", "5:15", `replicas is "32768": want a whole number from 1 to 32767, or -1 for the cluster's default`},
		"replicas a list":    {head + "topics:\n  - name: a\n    replicas: [1]\n", "5:15", `replicas is a list: want a whole number from 1 to 32767, or -1 for the cluster's default`},
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
