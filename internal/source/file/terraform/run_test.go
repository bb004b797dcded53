package terraform_test

import (
	"context"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// collected is what a run over some files knows.
func collected(t *testing.T, files map[string]string) *model.Snapshot {
	t.Helper()
	b := model.NewBuilder(time.Time{})
	if err := file.Texts(files).Collect(context.Background(), model.Facts{}, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	for _, gap := range now.Gaps {
		t.Errorf("%s: %s", gap.Origin, gap.Detail)
	}
	return now
}

func TestARunJudgesAPlanAndItsSourceOnce(t *testing.T) {
	const tf = "variable \"segment_bytes\" {}\n\nresource \"kafka_topic\" \"iot\" {\n  name = \"iot-telemetry-v2\"\n" +
		"  config = {\n    \"segment.bytes\" = var.segment_bytes\n  }\n}\n"
	plan := planOf(changed("kafka_topic", "iot", `"update"`,
		`"before":{"name":"iot-telemetry-v2","config":{}},"after":{"name":"iot-telemetry-v2","config":{"segment.bytes":"1048576"}}`))

	source := collected(t, map[string]string{"infra/main.tf": tf})
	if got := said(topic(t, source, "iot-telemetry-v2").Config.Get("segment.bytes")); got != "?it is var.segment_bytes: lint the plan" {
		t.Errorf("the source alone knows segment.bytes = %s", got)
	}

	both := collected(t, map[string]string{"infra/main.tf": tf, "infra/plan.json": plan})
	if len(both.Topics) != 1 {
		t.Fatalf("%d topics, want 1", len(both.Topics))
	}
	got := both.Topics[0].Config.Get("segment.bytes")
	if said(got) != "1048576" || got.Origin().String() != "infra/main.tf:6:23" || got.Origin().Address != "kafka_topic.iot" {
		t.Errorf("segment.bytes is %s at %s (%s)", said(got), got.Origin(), got.Origin().Address)
	}
	for _, doc := range both.Docs {
		if doc.Ignored != "" || len(doc.Unresolved) > 0 {
			t.Errorf("%s is ignored (%q) or unresolved: %v", doc.Path, doc.Ignored, doc.Unresolved)
		}
	}
}

func TestARunIgnoresAStateAndOtherTerraform(t *testing.T) {
	now := collected(t, map[string]string{
		"terraform.tfstate": `{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"x","outputs":{},"resources":[{"mode":"managed","type":"kafka_topic","name":"t"}]}`,
		"vpc.tf":            "resource \"aws_vpc\" \"x\" {\n  cidr_block = \"10.0.0.0/8\"\n}\n",
		"vpc.json":          planOf(changed("aws_vpc", "x", `"create"`, `"after":{}`)),
	})
	if len(now.Topics) > 0 || len(now.Docs) != 3 {
		t.Errorf("%d topics of %d files", len(now.Topics), len(now.Docs))
	}
	for _, doc := range now.Docs {
		if doc.Ignored == "" {
			t.Errorf("%s is not ignored, but read as %s", doc.Path, doc.Format)
		}
	}
}
