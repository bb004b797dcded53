package format

import (
	"strings"
	"testing"
)

func TestTemplateMarks(t *testing.T) {
	tests := map[string]struct {
		text string
		want bool
	}{
		"Helm":                     {"a: {{ .Values.a }}", true},
		"Jinja statement":          {"x\n{% if a %}\ny", true},
		"ERB":                      {"a=<%= @a %>", true},
		"behind other lines":       {"a\nb\nc: {{ d }}\ne", true},
		"the second mark counts":   {"# {{ a }}\nb: {{ c }}", true},
		"unclosed, then closed":    {"{{ a\nb: {{ c }}", true},
		"nothing":                  {"a: b", false},
		"empty":                    {"", false},
		"comment":                  {"# {{ a }}", false},
		"behind a comment":         {"a: b # {{ c }}", false},
		"unclosed":                 {"a: {{ b", false},
		"closed on the next line":  {"a: {{ b\n}}", false},
		"closed before it opens":   {"a: }} {{", false},
		"the shell's own brackets": {"echo ${a} $(b)", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := IsTemplate([]byte(tt.text)); got != tt.want {
				t.Errorf("IsTemplate(%q) = %v", tt.text, got)
			}
		})
	}
}

// Every line is looked at once per mark, however many marks it has.
func TestManyMarksEnd(t *testing.T) {
	for _, unit := range []string{"{{", "#{{ }}", "{{\n", "{% <% {{"} {
		if IsTemplate([]byte("#" + strings.Repeat(unit, 1<<20))) {
			t.Errorf("a flood of %q is a template", unit)
		}
	}
}

func TestTemplatesThatCouldBeKafkas(t *testing.T) {
	tests := map[string]struct {
		path, text string
		want       bool
	}{
		"it names Kafka":               {"a.yaml", "kafka: {{ x }}", true},
		"in capitals":                  {"a.yaml", "KAFKA_A: {{ x }}", true},
		"in mixed letters":             {"a.j2", "kind: KafKaTopic {{ x }}", true},
		"in a comment":                 {"a.j2", "# Kafka\na={{ x }}", true},
		"its file does":                {"templates/kafka-rest.properties.j2", "a={{ x }}", true},
		"our own":                      {"t.yaml", "apiVersion: breakwater/v1\nkind: {{ x }}", true},
		"with a suppression":           {"t.yaml", "# breakwater:ignore a/b\na: {{ x }}", true},
		"without a name":               {"<stdin>", "kafka: {{ x }}", true},
		"a Helm helper":                {"templates/_helpers.tpl", "{{ define \"kafka.name\" }}", true},
		"it is about something else":   {"a.yaml", "redis: {{ x }}", false},
		"its folder is called so":      {"kafka/a.yaml", "redis: {{ x }}", false},
		"a source":                     {"cmd/main.go", "// kafka\nvar a = [][]int{{1}, {2}}", false},
		"another source":               {"a/kafka.TS", "kafka {{ x }}", false},
		"a page":                       {"README.md", "Kafka is {{ x }}", false},
		"a page's template":            {"README.md.gotmpl", "Kafka is {{ x }}", false},
		"a script":                     {"run.sh", "kafka {{ x }}", false},
		"no template":                  {"a.yaml", "kafka: x", false},
		"a template's mark in comment": {"a.yaml", "# {{ kafka }}", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := IsKafkaTemplate(Input{Path: tt.path, Text: []byte(tt.text)}); got != tt.want {
				t.Errorf("IsKafkaTemplate(%s: %q) = %v", tt.path, tt.text, got)
			}
		})
	}
}
