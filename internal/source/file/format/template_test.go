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
