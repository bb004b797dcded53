package build

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// read is the Kafka clients of a text, each as PACKAGE VERSION LINE:COLUMN, with
// the reason in brackets where the version is unknown; or the error with its place.
func read(t testing.TB, path, text string) []string {
	t.Helper()
	in := format.Input{Path: path, Text: []byte(text)}
	doc := &model.Document{Path: path}
	err := Format{}.Read(in, doc, model.NewBuilder(testTime))
	var syntax *format.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return []string{fmt.Sprintf("%d:%d %s", syntax.Line, syntax.Column, syntax.Message)}
	case errors.Is(err, format.ErrNotKafka):
		if len(doc.Libraries) > 0 {
			t.Errorf("not Kafka's, and has %+v", doc.Libraries)
		}
		return []string{"none"}
	case err != nil:
		t.Fatal(err)
	}
	var out []string
	for _, l := range doc.Libraries {
		one := fmt.Sprintf("%s %s %s", l.Package, l.Version.Raw(), strings.TrimPrefix(l.Version.Origin().Position(), path+":"))
		if !l.Version.Usable() {
			one += " (" + l.Version.Why() + ")"
		}
		out = append(out, one)
	}
	return out
}

// holds compares what a text has with lines.
func holds(t *testing.T, path, text string, want ...string) {
	t.Helper()
	if got := read(t, path, text); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n%s\ngot\n%s\nwant\n%s", path, text, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestClaims(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"go.mod", "module a\nrequire github.com/twmb/franz-go v1.0.0", true},
		{"go.mod", "module a\nrequire github.com/twmb/murmur3 v1.0.0", false},
		{"a/b/go.mod", "github.com/IBM/sarama", true},
		{"go.mod.txt", "github.com/IBM/sarama", false},
		{"pom.xml", "<artifactId>kafka-clients</artifactId>", true},
		{"pom.xml", "<artifactId>rabbit</artifactId>", false},
		{"gradle.lockfile", "org.apache.kafka:kafka-streams:1=x", true},
		{"requirements.txt", "Confluent_Kafka==1", true},
		{"requirements-dev.txt", "confluent-kafka==1", true},
		{"constraints.txt", "confluent.kafka==1", true},
		{"notes.txt", "confluent-kafka==1", false},
		{"requirements.txt", "flask==1", false},
		{"poetry.lock", "confluent-kafka", true},
		{"package-lock.json", "@confluentinc/kafka-javascript", true},
		{"package.json", "@confluentinc/kafka-javascript", false},
		{"server.properties", "kafka-clients", false},
	} {
		if got := (Format{}).Claims(format.Input{Path: c.path, Text: []byte(c.text)}); got != c.want {
			t.Errorf("%s with %q: %v", c.path, c.text, got)
		}
	}
}

func TestAFileOfAnotherNameIsNoBuildFile(t *testing.T) {
	holds(t, "x.txt", "confluent-kafka==1.0.0", "none")
}

func FuzzBuild(f *testing.F) {
	for path, text := range map[string]string{
		"go.mod":            "module a\nrequire (\n\tgithub.com/twmb/franz-go v1.20.6 // indirect\n)\nreplace github.com/twmb/franz-go => ../x",
		"pom.xml":           pomHead + "<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>${v}</version></dependency></dependencies></project>",
		"gradle.lockfile":   "org.apache.kafka:kafka-clients:3.9.0=x\nempty=",
		"requirements.txt":  "confluent-kafka[avro]==2.10.0 ; python_version > '3' # x",
		"uv.lock":           "[[package]]\nname = \"confluent-kafka\"\nversion = \"2.10.0\"\n",
		"package-lock.json": `{"packages":{"node_modules/@confluentinc/kafka-javascript":{"version":"1.3.0"}}}`,
	} {
		f.Add(path, text)
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		in := format.Input{Path: path, Text: []byte(text)}
		Format{}.Claims(in)
		lines := strings.Count(text, "\n") + 1
		doc := &model.Document{Path: path}
		err := Format{}.Read(in, doc, model.NewBuilder(testTime))
		var syntax *format.SyntaxError
		if errors.As(err, &syntax) && (syntax.Line < 1 || syntax.Column < 1 || syntax.Message == "") {
			t.Errorf("%+v", syntax)
		}
		for _, l := range doc.Libraries {
			if at := l.Version.Origin(); at.Line < 1 || at.Line > lines || at.Column < 1 || l.Product == "" || !l.Version.IsSet() {
				t.Errorf("%+v in %d lines", l, lines)
			}
		}
	})
}
