package terraform_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// resourceOf is a kafka_topic called t with some arguments.
func resourceOf(arguments string) string {
	return "resource \"kafka_topic\" \"t\" {\n" + arguments + "\n}\n"
}

func TestHCLExpressions(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{`1048576`, "1048576"},
		{`"1048576"`, "1048576"},
		{`-1`, "-1"},
		{`10 * 1024 * 1024`, "10485760"},
		{`(1 + 2) * 3`, "9"},
		{`7 * 24 * 60 * 60 * 1000`, "604800000"},
		{`0.5`, "0.5"},
		{`1 / 4`, "0.25"},
		{`9223372036854775807`, "9223372036854775807"},
		{`true`, "true"},
		{`"a\nb"`, "a\nb"},
		{`"${"x"}"`, "x"},
		{`"$${env}"`, "${env}"},
		{`true ? 1 : 2`, "1"},
		{`null`, "-"},
		{`var.bytes`, "?it is var.bytes: lint the plan"},
		{`"${var.mib}MiB"`, `?it is "${var.mib}MiB": lint the plan`},
		{`local.a[each.key]`, "?it is local.a[each.key]: lint the plan"},
		{`max(1, 2)`, "?it is max(1, 2): lint the plan"},
		{`var.mib * 1024`, "?it is var.mib * 1024: lint the plan"},
		{`1 / 0`, "?it is 1 / 0: lint the plan"},
		{`1e999999 * 1e999999`, "?it is 1e999999 * 1e999999: lint the plan"},
		{`[for a in [1, 2] : a][0]`, "?it is [for a in [1, 2] : a][0]: lint the plan"},
		{`var.` + strings.Repeat("a", 80), "?it is var." + strings.Repeat("a", 56) + "…: lint the plan"},
		{`[1]`, "?several values stand where one is expected"},
	} {
		w := hcl(t, resourceOf("name = \"t\"\nconfig = {\n  \"segment.bytes\" = "+c.expr+"\n}"))
		got := topic(t, w.now, "t").Config.Get("segment.bytes")
		if said(got) != c.want {
			t.Errorf("%s is %q, want %q", c.expr, said(got), c.want)
		}
		if got.IsSet() {
			first := strings.Fields(strings.TrimLeft(c.expr, "("))[0]
			points(t, w.text, strings.Trim(first, `"`)[:1], firstLetter(w.text, got.Origin(), first))
		}
	}
}

// firstLetter steps over what stands before the first letter of a value.
func firstLetter(text string, at model.Origin, first string) model.Origin {
	row := string([]rune(strings.Split(text, "\n")[at.Line-1])[at.Column-1:])
	at.Column += max(strings.Index(row, strings.Trim(first, `"`)[:1]), 0)
	return at
}

func TestHCLPlaces(t *testing.T) {
	text := "# Grüße\nresource \"kafka_topic\" \"t\" {\n\tname = \"iot\"\n  partitions = 3 # drei\n  config = {\n    \"ä\" = 1, \"segment.bytes\" = 2\n    retention = var.r\n  }\n}\n"
	w := hcl(t, text)
	got := topic(t, w.now, "iot")
	points(t, text, "iot", got.At)
	points(t, text, "3", got.Partitions.Origin())
	for _, s := range got.Config.Settings() {
		points(t, text, s.Value.Raw(), s.Value.Origin())
		points(t, text, s.Name, s.At)
		if s.Value.Origin().Address != "kafka_topic.t" {
			t.Errorf("%s has the address %q", s.Name, s.Value.Origin().Address)
		}
	}
	if len(w.doc.Unresolved) != 1 || w.doc.Unresolved[0].Name != "retention" {
		t.Errorf("unresolved: %v", w.doc.Unresolved)
	}
}

func TestHCLNames(t *testing.T) {
	for _, c := range []struct{ name, arguments, want string }{
		{"a literal", `name = "iot"`, "iot"},
		{"a variable", `name = "${var.env}-iot"`, "kafka_topic.t"},
		{"for_each", "for_each = toset([\"a\", \"b\"])\nname = each.value", "kafka_topic.t"},
		{"count", "count = 3\nname = \"iot-${count.index}\"", "kafka_topic.t"},
		{"a switch", "count = var.on ? 1 : 0\nname = \"iot\"", "iot"},
		{"none", `partitions = 1`, "kafka_topic.t"},
	} {
		w := hcl(t, resourceOf(c.arguments))
		if len(w.now.Topics) != 1 {
			t.Errorf("%s: %d topics, want 1", c.name, len(w.now.Topics))
		}
		if got := topic(t, w.now, c.want).At; got.Address != "kafka_topic.t" || got.Line == 0 {
			t.Errorf("%s: it is at %s, %s", c.name, got.Address, got)
		}
	}
	if _, err := read(t, terraform.HCL{}, "main.tf", resourceOf("count = 0\nname = \"iot\"")); !errors.Is(err, format.ErrNotKafka) {
		t.Errorf("count = 0 gives the error %v", err)
	}
}

func TestHCLConfigThatSomethingElseDecides(t *testing.T) {
	const unknown = "?"
	for _, c := range []struct {
		name, config             string
		segment, retention, text string // text: what the author reads
	}{
		{"a variable", `config = var.config`, unknown, unknown, "it is var.config: lint the plan"},
		{"a loop", `config = { for k, v in var.c : k => v }`, unknown, unknown, "lint the plan"},
		{"a key that is one", `config = { (var.k) = 1, "segment.bytes" = 2 }`, "2", unknown, "a key of it is (var.k): lint the plan"},
		{"merge, the literal last", `config = merge(var.c, { "segment.bytes" = 2 })`, "2", unknown, "it is var.c: lint the plan"},
		{"merge, the literal first", `config = merge({ "segment.bytes" = 2 }, var.c)`, unknown, unknown, "it is var.c: lint the plan"},
		{"merge of literals", `config = merge({ "segment.bytes" = 2 }, { "segment.bytes" = 3 })`, "3", "-", ""},
		{"merge of a list", `config = merge(var.list...)`, unknown, unknown, "lint the plan"},
		{"a switch", `config = var.on ? { "segment.bytes" = 2 } : {}`, unknown, unknown, "lint the plan"},
		{"a literal", `config = tomap({ "segment.bytes" = 2 })`, "2", "-", ""},
		{"nothing", `config = {}`, "-", "-", ""},
		{"null", `config = null`, "-", "-", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := hcl(t, resourceOf("name = \"t\"\n"+c.config))
			config := topic(t, w.now, "t").Config
			for name, want := range map[string]string{"segment.bytes": c.segment, "retention.ms": c.retention} {
				got := said(config.Get(name))
				if want == unknown && !strings.HasPrefix(got, unknown) || want != unknown && got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
			if c.text == "" {
				if len(w.doc.Unresolved) > 0 {
					t.Errorf("unresolved: %v", w.doc.Unresolved)
				}
				return
			}
			if len(w.doc.Unresolved) != 1 || !strings.Contains(w.doc.Unresolved[0].Value.Why(), c.text) {
				t.Errorf("unresolved: %v, want one with %q", w.doc.Unresolved, c.text)
			}
		})
	}
}

func TestHCLDynamicBlock(t *testing.T) {
	w := hcl(t, "resource \"aiven_kafka_topic\" \"t\" {\n  topic_name = \"t\"\n  dynamic \"config\" {\n    for_each = var.c\n    content {\n      segment_bytes = 1\n    }\n  }\n}\n")
	if got := said(topic(t, w.now, "t").Config.Get("segment.bytes")); got != "?it is a dynamic block: lint the plan" {
		t.Errorf("segment.bytes is %s", got)
	}
}

func TestHCLDuplicateKeys(t *testing.T) {
	w := hcl(t, resourceOf("name = \"t\"\nconfig = {\n  \"segment.bytes\" = 1\n  \"segment.bytes\" = 2\n}"))
	if said(topic(t, w.now, "t").Config.Get("segment.bytes")) != "2" || len(w.doc.Duplicates) != 1 {
		t.Fatalf("%d duplicates", len(w.doc.Duplicates))
	}
	if d := w.doc.Duplicates[0]; d.First.At.Line != 4 || d.Second.At.Line != 5 || d.Key != "segment.bytes" {
		t.Errorf("%s in lines %d and %d", d.Key, d.First.At.Line, d.Second.At.Line)
	}
}

func TestHCLServerProperties(t *testing.T) {
	for _, c := range []struct{ name, open string }{{"as it stands", "<<PROPERTIES"}, {"indented", "<<-PROPERTIES"}} {
		text := "resource \"aws_msk_configuration\" \"m\" {\n  kafka_versions = [\"3.9.x\"]\n  name = \"plant\"\n  server_properties = " + c.open +
			"\n    # why\n    auto.create.topics.enable = false\r\n\tmin.insync.replicas=2\nPROPERTIES\n}\n"
		w := hcl(t, text)
		b := w.now.Brokers[0]
		if s := settings(b.Config); s != "auto.create.topics.enable=false min.insync.replicas=2" || said(b.Version) != "3.9.x" || b.Name != "plant" {
			t.Errorf("%s: %s of version %s has %s", c.name, b.Name, said(b.Version), s)
		}
		for _, s := range b.Config.Settings() {
			if !s.Value.Usable() {
				continue
			}
			points(t, text, s.Name, s.At)
			points(t, text, s.Value.Raw(), s.Value.Origin())
		}
	}
	w := hcl(t, "resource \"aws_msk_configuration\" \"m\" {\n  server_properties = \"min.insync.replicas=2\\n\"\n}\n")
	if s := settings(w.now.Brokers[0].Config); s != "min.insync.replicas=2" {
		t.Errorf("in quotes: %s", s)
	}
	w = hcl(t, "resource \"aws_msk_configuration\" \"m\" {\n  server_properties = <<E\nmin.insync.replicas=${var.n}\nE\n}\n")
	if v := w.now.Brokers[0].Config.Get("min.insync.replicas"); !v.IsSet() || v.Usable() {
		t.Errorf("with a variable: %s", said(v))
	}
}

func TestHCLScope(t *testing.T) {
	aliased := "resource \"kafka_topic\" \"a\" {\n  provider = kafka.plant\n  name = \"a\"\n}\nresource \"kafka_topic\" \"b\" {\n  name = \"b\"\n}\n"
	w := must(t, terraform.HCL{}, "infra/main.tf", aliased)
	for name, want := range map[string]string{"a": "terraform:infra/kafka.plant", "b": "terraform:infra/kafka"} {
		if got := strings.Join(topic(t, w.now, name).Place.Names, " "); got != want {
			t.Errorf("%s belongs to %q, want %q", name, got, want)
		}
	}
	if got := topic(t, hcl(t, resourceOf(`name = "t"`)).now, "t").Place.Names; len(got) > 0 {
		t.Errorf("without an alias it belongs to %q", got)
	}
	text := "resource \"confluent_kafka_topic\" \"t\" {\n  topic_name = \"t\"\n  kafka_cluster {\n    id = ID\n  }\n}\n"
	for id, want := range map[string]string{`"lkc-1"`: "terraform:lkc-1", `confluent_kafka_cluster.c.id`: ""} {
		got := strings.Join(topic(t, hcl(t, strings.Replace(text, "ID", id, 1)).now, "t").Place.Names, " ")
		if got != want {
			t.Errorf("id = %s belongs to %q, want %q", id, got, want)
		}
	}
}

func TestHCLRefusals(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		line, column int
		message      string
	}{
		{"a value that is missing", resourceOf("  name = "), 2, 10, "invalid expression"},
		{"a block that is open", "resource \"kafka_topic\" \"t\" {\n", 1, 28, "unclosed configuration block"},
		{"an argument twice", resourceOf("name = \"a\"\nname = \"b\""), 3, 1, "attribute redefined"},
		{"brackets without end", resourceOf("name = " + strings.Repeat("(", 1_000_000)), 2, 1, "nests deeper"},
		{"operators without end", resourceOf("name = " + strings.Repeat("! -", 500_000)), 2, 1, "nests deeper"},
		{"conditions without end", resourceOf("name = " + strings.Repeat("a ? b : ", 500_000)), 2, 1, "nests deeper"},
		{"directives without end", resourceOf("name = \"" + strings.Repeat("%{if a}", 500_000)), 2, 1, "nests deeper"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, terraform.HCL{}, "main.tf", c.text)
			wantSyntaxError(t, err, c.line, c.column, c.message)
			_, err = read(t, terraform.HCL{}, "main.tf", strings.Replace(c.text, `"kafka_topic"`, `"other"`, 1)+`# resource "kafka_topic"`)
			if !errors.Is(err, format.ErrNotKafka) {
				t.Errorf("where it declares no topic, the error is %v", err)
			}
		})
	}
}

func TestHCLTemplate(t *testing.T) {
	_, err := read(t, terraform.HCL{}, "main.tf", resourceOf("{% if x %}\nname = {{ name }}\n{% endif %}"))
	if !errors.Is(err, format.TemplateError{}) {
		t.Errorf("the error is %v", err)
	}
}

func TestHCLWithoutTopics(t *testing.T) {
	for _, text := range []string{
		"data \"kafka_topic\" \"t\" {\n  name = \"t\"\n}\nresource \"x\" \"y\" {}\n",
		"variable \"kafka_topic\" {}\n# resource\n",
	} {
		if _, err := read(t, terraform.HCL{}, "main.tf", text); !errors.Is(err, format.ErrNotKafka) {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestHCLClaims(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"main.tf", resourceOf(""), true},
		{"-", resourceOf(""), true},
		{"main.tofu", resourceOf(""), true},
		{"README.md", resourceOf(""), false},
		{"provider_test.go", resourceOf(""), false},
		{"main.tf", `resource "aws_instance" "x" {}`, false},
		{"main.tf", `variable "kafka_topic" {}`, false},
	} {
		if got := (terraform.HCL{}).Claims(format.Input{Path: c.path, Text: []byte(c.text)}); got != c.want {
			t.Errorf("%s: claimed %v", c.path, got)
		}
	}
}
