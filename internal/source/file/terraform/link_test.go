package terraform_test

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// linked reads files by their names, as a run would, and links them.
func linked(t *testing.T, files ...string) *model.Snapshot {
	t.Helper()
	var all model.Snapshot
	for i := 0; i < len(files); i += 2 {
		var w world
		if strings.HasSuffix(files[i], ".tf") {
			w = must(t, terraform.HCL{}, files[i], files[i+1])
		} else {
			w = must(t, terraform.Plan{}, files[i], files[i+1])
		}
		all.Topics = append(all.Topics, w.now.Topics...)
		all.Brokers = append(all.Brokers, w.now.Brokers...)
		all.Docs = append(all.Docs, w.doc)
	}
	terraform.Link(&all)
	return &all
}

func planned(address, after string) string {
	address = strings.ReplaceAll(address, `"`, `\"`)
	return planOf(`{"address":"` + address + `","mode":"managed","type":"kafka_topic","name":"t","change":{"actions":["create"],"before":null,"after":` + after + `}}`)
}

func TestLinkPointsIntoTheSource(t *testing.T) {
	tf := "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  partitions = var.n\n  config = {\n    \"segment.bytes\" = var.s\n    \"retention.ms\" = 5\n  }\n}\n"
	now := linked(t, "infra/main.tf", tf, "plan.json",
		planned("kafka_topic.t", `{"name":"iot","partitions":12,"replication_factor":3,"config":{"segment.bytes":"1048576","retention.ms":"5","added.by":"provider"}}`))
	if len(now.Topics) != 1 {
		t.Fatalf("%d topics, want 1", len(now.Topics))
	}
	got := topic(t, now, "iot")
	if got.Format != "terraform-plan" || settings(got.Config) != "added.by=provider retention.ms=5 segment.bytes=1048576" {
		t.Errorf("the topic of format %s has %s", got.Format, settings(got.Config))
	}
	for name, c := range map[string]struct {
		at   model.Origin
		want string
	}{
		"name":          {got.At, "infra/main.tf:2:10"},
		"partitions":    {got.Partitions.Origin(), "infra/main.tf:3:16"},
		"segment.bytes": {got.Config.Get("segment.bytes").Origin(), "infra/main.tf:5:23"},
		"retention.ms":  {got.Config.Get("retention.ms").Origin(), "infra/main.tf:6:22"},
	} {
		if c.at.String() != c.want || c.at.Address != "kafka_topic.t" {
			t.Errorf("%s is at %s, %s, want %s", name, c.at, c.at.Address, c.want)
		}
	}
	for _, v := range []model.Value{got.Replicas, got.Config.Get("added.by")} {
		if v.Origin().File != "plan.json" {
			t.Errorf("%s is at %s, and only the plan has it", v.Raw(), v.Origin())
		}
	}
	for _, d := range now.Docs {
		if len(d.Unresolved) > 0 {
			t.Errorf("%s: the plan resolves %v", d.Path, d.Unresolved)
		}
	}
}

func TestLinkFindsTheDeclaration(t *testing.T) {
	const (
		tf    = "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  partitions = 3\n}\n"
		after = `{"name":"iot","partitions":3}`
		other = "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  partitions = 6\n}\n"
	)
	for _, c := range []struct {
		name  string
		files []string
		want  string // where the plan's topic stands after linking
		left  int
	}{
		{"a module", []string{"modules/t/main.tf", tf, "plan.json", planned("module.t.kafka_topic.t", after)}, "modules/t/main.tf", 1},
		{"a module in a module", []string{"m.tf", tf, "plan.json", planned(`module.a["x.y"].module.b[0].kafka_topic.t["p.q"]`, after)}, "m.tf", 1},
		{"count", []string{"m.tf", tf, "plan.json", planned("kafka_topic.t[0]", after)}, "m.tf", 1},
		{"the plan before the source", []string{"plan.json", planned("kafka_topic.t", after), "main.tf", tf}, "main.tf", 1},
		{"another name", []string{"m.tf", tf, "plan.json", planned("kafka_topic.u", after)}, "plan.json", 2},
		{"a plan that is out of date", []string{"m.tf", other, "plan.json", planned("kafka_topic.t", after)}, "plan.json", 2},
		{"another topic's name", []string{"m.tf", tf, "plan.json", planned("kafka_topic.t", `{"name":"x","partitions":3}`)}, "plan.json", 2},
		{"a value that the plan lacks", []string{"m.tf", tf, "plan.json", planned("kafka_topic.t", `{"name":"iot"}`)}, "plan.json", 2},
		{"two directories, one the plan's", []string{"dev/m.tf", tf, "prod/m.tf", tf, "prod/plan.json", planned("kafka_topic.t", after)}, "prod/m.tf", 2},
		{"two directories, none the plan's", []string{"dev/m.tf", tf, "prod/m.tf", tf, "plan.json", planned("kafka_topic.t", after)}, "plan.json", 3},
		{"two directories that differ", []string{"dev/m.tf", other, "prod/m.tf", tf, "plan.json", planned("kafka_topic.t", after)}, "prod/m.tf", 2},
		{"two plans", []string{"m.tf", tf, "dev.json", planned("kafka_topic.t", after), "prod.json", planned("kafka_topic.t", after)}, "m.tf", 2},
		{"no source", []string{"plan.json", planned("kafka_topic.t", after)}, "plan.json", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := linked(t, c.files...)
			if len(now.Topics) != c.left {
				t.Errorf("%d topics are left, want %d", len(now.Topics), c.left)
			}
			for _, got := range now.Topics {
				if got.Format == "terraform-plan" && got.At.File != c.want {
					t.Errorf("the plan's topic stands in %s, want %s", got.At.File, c.want)
				}
			}
		})
	}
}

func TestLinkTakesNumbersByTheirValue(t *testing.T) {
	tf := "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  config = { \"min.cleanable.dirty.ratio\" = \"0.50\" }\n}\n"
	if now := linked(t, "m.tf", tf, "plan.json", planned("kafka_topic.t", `{"name":"iot","config":{"min.cleanable.dirty.ratio":"0.5"}}`)); len(now.Topics) != 1 {
		t.Errorf("%d topics, want 1", len(now.Topics))
	}
}

func TestLinkKeepsWhatThePlanDoesNotKnow(t *testing.T) {
	tf := "resource \"kafka_topic\" \"t\" {\n  name = var.name\n  partitions = var.n\n}\n"
	plan := planOf(changed("kafka_topic", "t", `"create"`, `"before":null,"after":{"name":"iot"},"after_unknown":{"partitions":true}`))
	got := topic(t, linked(t, "m.tf", tf, "plan.json", plan), "iot").Partitions
	if said(got) != "?known after apply" || got.Origin().String() != "m.tf:3:16" {
		t.Errorf("partitions is %s at %s", said(got), got.Origin())
	}
}

func TestLinkOfAConfigThatAnExpressionDecides(t *testing.T) {
	tf := "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  config = var.config\n}\n"
	for after, want := range map[string]string{
		`{"name":"iot","config":{"segment.bytes":"1"}}`: "segment.bytes=1 at m.tf:3:12",
		`{"name":"iot","config":{}}`:                    "",
	} {
		now := linked(t, "m.tf", tf, "plan.json", planned("kafka_topic.t", after))
		got := topic(t, now, "iot").Config
		var text string
		for _, s := range got.Settings() {
			text = s.Name + "=" + said(s.Value) + " at " + s.Value.Origin().String()
		}
		if text != want || len(now.Topics) != 1 || got.Get("retention.ms").IsSet() {
			t.Errorf("%s: %d topics, %q, want %q", after, len(now.Topics), text, want)
		}
		if len(now.Docs[0].Unresolved) > 0 {
			t.Errorf("%s: the plan resolves %v", after, now.Docs[0].Unresolved)
		}
	}
}

func TestLinkOfAConfigThatThePlanDoesNotKnow(t *testing.T) {
	tf := "resource \"kafka_topic\" \"t\" {\n  name = \"iot\"\n  config = { \"segment.bytes\" = 5 }\n}\n"
	plan := planOf(changed("kafka_topic", "t", `"create"`, `"before":null,"after":{"name":"iot"},"after_unknown":{"config":true}`))
	now := linked(t, "m.tf", tf, "plan.json", plan)
	if len(now.Topics) != 1 || now.Topics[0].Config.Get("segment.bytes").Usable() {
		t.Errorf("%d topics, segment.bytes is %s", len(now.Topics), said(now.Topics[0].Config.Get("segment.bytes")))
	}
}

func TestLinkBrokers(t *testing.T) {
	tf := "resource \"aws_msk_configuration\" \"m\" {\n  name = \"plant\"\n  kafka_versions = [\"3.9.x\"]\n  server_properties = <<E\nmin.insync.replicas=2\nE\n}\n"
	plan := planOf(changed("aws_msk_configuration", "m", `"create"`,
		`"before":null,"after":{"name":"plant","kafka_versions":["3.9.x"],"server_properties":"min.insync.replicas=2\n"}`))
	now := linked(t, "m.tf", tf, "plan.json", plan)
	if len(now.Brokers) != 1 {
		t.Fatalf("%d brokers, want 1", len(now.Brokers))
	}
	if at := now.Brokers[0].Config.Get("min.insync.replicas").Origin(); at.String() != "m.tf:5:21" {
		t.Errorf("the value is at %s", at)
	}
}
