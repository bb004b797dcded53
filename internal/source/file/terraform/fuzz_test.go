package terraform_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// sane checks what holds for every text: a topic has a name, and everything
// stands at a place in the text.
func sane(t *testing.T, f format.Format, path, text string) {
	b := model.NewBuilder(time.Time{})
	doc := &model.Document{Path: path, Format: f.Name()}
	if err := f.Read(format.Input{Path: path, Text: []byte(text)}, doc, b); err != nil && err.Error() == "" {
		t.Error("an error says nothing")
	}
	now, before := b.Snapshots()
	for _, topic := range append(now.Topics, before.Topics...) {
		if topic.Name == "" {
			t.Error("a topic has no name")
		}
		for _, s := range append(topic.Config.Settings(), model.Setting{Value: topic.Partitions, At: topic.At}) {
			points(t, text, "", s.At)
			if s.Value.IsSet() {
				points(t, text, "", s.Value.Origin())
			}
		}
	}
	now.Docs = []*model.Document{doc}
	terraform.Link(now)
}

func FuzzPlan(f *testing.F) {
	for _, c := range incidentA {
		f.Add(planOf(changed(c.typ, "iot", `"update"`, `"before":null,"after":`+c.plan+`,"after_unknown":{"config":[{"x":true}]},"after_sensitive":{"name":true}`)))
	}
	f.Add(planOf(changed("aws_msk_configuration", "m", `"delete","create"`, `"after":{"server_properties":"a=b\n#c"},"after_unknown":true`)))
	f.Add(`{"format_version":"1.0","configuration":{"root_module":{"resources":[{"address":"kafka_topic.t","x":"kafka_topic"}]}},"resource_changes":[{"type":"kafka_topic"}]}`)
	f.Fuzz(func(t *testing.T, text string) { sane(t, terraform.Plan{}, "plan.json", text) })
}

func FuzzHCL(f *testing.F) {
	for _, c := range incidentA {
		f.Add("resource \"" + c.typ + "\" \"iot\" {\n" + c.hcl + "\n}\n")
	}
	f.Add(resourceOf("name = \"${var.a}\"\ncount = 1\nconfig = merge({ a = 1 }, { (var.k) = 2 })\n"))
	f.Add("resource \"aws_msk_configuration\" \"m\" {\n  kafka_versions = [\"3.9.x\"]\n  server_properties = <<-E\n    a = b\n  E\n}\n")
	f.Add("resource \"aiven_kafka_topic\" \"t\" {\n  dynamic \"config\" {\n    content {}\n  }\n}\n")
	f.Fuzz(func(t *testing.T, text string) { sane(t, terraform.HCL{}, "main.tf", text) })
}

func TestALargePlanOnOneLineIsReadInLinearTime(t *testing.T) {
	var changes []string
	for i := range 20_000 {
		changes = append(changes, changed("kafka_topic", fmt.Sprint("t", i), `"create"`, `"before":null,"after":`+small+`,"after_unknown":{"id":true}`))
	}
	text := strings.ReplaceAll(planOf(changes...), "\n", "")
	if n := len(must(t, terraform.Plan{}, "plan.json", text).now.Topics); n != 20_000 {
		t.Errorf("%d topics", n)
	}
	keys := strings.Repeat(`"a.b":"c",`, 50_000)
	one := changed("kafka_topic", "t", `"create"`, `"after":{"name":"t","config":{`+keys+`"d":"e"}},"after_unknown":{"config":{`+keys+`"d":false}}`)
	if w := plan(t, one); len(w.doc.Duplicates) != 49_999 {
		t.Errorf("%d duplicates", len(w.doc.Duplicates))
	}
}

func BenchmarkClaims(b *testing.B) {
	in := format.Input{Path: "values.yaml", Text: bytes.Repeat([]byte("key: value with some text behind it\n"), 500)}
	for b.Loop() {
		if (terraform.Plan{}).Claims(in) || (terraform.HCL{}).Claims(in) {
			b.Fatal("claimed")
		}
	}
}

func BenchmarkHCL(b *testing.B) {
	in := format.Input{Path: "main.tf", Text: []byte("resource \"kafka_topic\" \"iot\" {\n" + incidentA[0].hcl + "\n}\n")}
	b.ReportAllocs()
	for b.Loop() {
		if err := (terraform.HCL{}).Read(in, &model.Document{}, model.NewBuilder(time.Time{})); err != nil {
			b.Fatal(err)
		}
	}
}
