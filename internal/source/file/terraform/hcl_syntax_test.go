package terraform

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestTooDeep(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
	}{
		{"a real file", "resource \"a\" \"b\" {\n  x = [for v in y : { (v) = \"${v}\" }]\n}\n", 0},
		{"brackets", "\n\n" + strings.Repeat("(", maxBrackets+1), 3},
		{"brackets that close", strings.Repeat("(\n)", maxBrackets*2), 0},
		{"more ends than beginnings", strings.Repeat(")", maxBrackets) + strings.Repeat("(", maxBrackets), 0},
		{"signs", "\n" + strings.Repeat("- ", maxOperators+1), 2},
		{"a rule of dashes", "# " + strings.Repeat("-", 200), 0},
		{"signs with something between", strings.Repeat("-1\n", maxOperators*2), 0},
		{"conditions", strings.Repeat("a ? b : ", maxOperators+1), 1},
		{"directives", strings.Repeat("%{if a}", maxOperators+1), 1},
		{"percent signs", strings.Repeat("%20", maxOperators+1), 0},
		{"nothing", "", 0},
	} {
		if got := tooDeep([]byte(c.text)); got != c.line {
			t.Errorf("%s: line %d, want %d", c.name, got, c.line)
		}
	}
}

func TestDeclares(t *testing.T) {
	for text, want := range map[string]bool{
		`resource "kafka_topic" "t" {`:              true,
		"x = (\n\tresource   \"kafka_topic\" \"t\"": true,
		`resource"kafka_topic" "t"`:                 true,
		`# resource "kafka_topic" "t" {`:            false,
		`data "kafka_topic" "t" {`:                  false,
		`resource_type = "kafka_topic"`:             false,
		`resource "other" "kafka_topics"`:           false,
		``:                                          false,
	} {
		if got := declares([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSyntaxErrorsAreOneSentence(t *testing.T) {
	for text, want := range map[string]string{
		"a = \n":       "is not valid Terraform: invalid expression (Expected the start of an expression, but found an invalid expression token)",
		"a = 1\na = 2": "is not valid Terraform: attribute redefined",
		"a = \"${\n":   "is not valid Terraform: ",
		"a {":          "is not valid Terraform: unclosed configuration block",
		"a = 1 2\n":    "is not valid Terraform: missing newline after argument",
	} {
		_, err := parseHCL(format.Input{Path: "x.tf", Text: []byte(text)})
		if err == nil || !strings.HasPrefix(err.Message, want) || strings.ContainsAny(err.Message, "\n") || err.Line < 1 || err.Column < 1 {
			t.Errorf("%q gives %v", text, err)
		}
	}
}
