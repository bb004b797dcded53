// Package reporttest has one result with everything in it that a report can
// meet, so that every format is tested on the same.
package reporttest

import (
	"testing/fstest"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

const iot = "apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - name: iot\n    config:\n\t\tsegment.bytes: 1048576\n      max.message.bytes: \"20971520\"\n"

// Result is a run with an error across two files, a warning in a Terraform
// plan, a hint, two skips with one reason, a file that cannot be read, an
// announced gap, and ignored files.
func Result() *finding.Result {
	segment := model.AtFile("topics/iot.yaml", 6, 18)
	batch := model.AtFile("topics/iot.yaml", 7, 26)
	plan := model.Origin{File: "plan.json", Line: 1, Column: 300, Address: "module.kafka.kafka_topic.iot[0]"}
	topic := model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot"}
	return &finding.Result{
		Command: "lint", Target: model.Version{Major: 4, Minor: 1}, Scopes: 1, Suppressed: 1,
		Checked: map[model.Kind]int{model.KindTopic: 2, model.KindBroker: 1, model.KindFile: 3},
		Texts:   map[string]model.Lines{"topics/iot.yaml": model.LinesOf([]byte(iot)), "plan.json": model.LinesOf(make([]byte, 400))},
		Findings: []finding.Finding{
			{
				Rule: "topic/batch-exceeds-segment", Severity: finding.Error, Subject: topic, Origin: segment,
				Message: "batches of up to 20 MiB are allowed, but a segment holds 1 MiB: Kafka refuses every batch above that (error 18)",
				Fix:     "set segment.bytes to 33554432 (32 MiB) or more",
				Evidence: []finding.Evidence{
					{Name: "max.message.bytes", Value: "20971520", Origin: batch},
					{Name: "segment.bytes", Value: "1048576", Origin: segment},
				},
			},
			{
				Rule: "topic/retention-unbounded", Severity: finding.Warning, Origin: plan,
				Subject: model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "a/b:c"},
				Message: "nothing is ever deleted", Fix: "set retention.ms",
				Evidence: []finding.Evidence{{Name: "retention.ms", Value: "-1", Origin: plan}, {Name: "retention.bytes", Value: "-1", Origin: model.DefaultOf("Kafka 4.1.2")}},
			},
			{
				Rule: "topic/hint", Severity: finding.Info, Subject: topic, Message: "a hint without a place \x1b[31m",
			},
		},
		Skipped: []finding.Skip{
			{Rule: "topic/one", Subject: topic, Needs: "retention.ms", Reason: "${RETENTION} is filled in when it is deployed", Origin: batch},
			{Rule: "topic/two", Subject: topic, Needs: "retention.ms", Reason: "${RETENTION} is filled in when it is deployed", Origin: batch},
		},
		Gaps: []model.Gap{
			{
				Fact: model.FactDocuments, Why: model.Malformed, Detail: "is not valid YAML: found a tab",
				Scope: model.Subject{Kind: model.KindFile, Name: "bad file.yaml"}, Origin: model.AtFile("bad file.yaml", 3, 1),
			},
			{
				Fact: model.FactQuorum, Why: model.Unsupported, Detail: "the platform does not show it", Expected: true,
				Scope: model.Subject{Cluster: "plant", Kind: model.KindCluster},
			},
		},
		Ignored: []finding.Ignored{{File: "README.md", Reason: "not a Kafka configuration"}, {File: "chart/t.yaml", Reason: "a template: lint its rendered output"}},
	}
}

const page = `# T of %

## Why
W.

## Fix
F.

## Since
0.1

## Sources
- S

## Bad
` + "```yaml t.yaml\nb\n```\n\n## Good\n```yaml t.yaml\ng\n```\n"

// Rules are the rules of Result, and one that found nothing.
func Rules() []*rule.Rule {
	doc := rule.Doc{FS: fstest.MapFS{"p.md": {Data: []byte(page)}}, File: "p.md"}
	return []*rule.Rule{
		{Name: "topic/quiet", Severity: finding.Error, Doc: doc},
		{Name: "topic/batch-exceeds-segment", Severity: finding.Error, Doc: doc},
		{Name: "topic/retention-unbounded", Severity: finding.Info, Doc: doc},
		{Name: "topic/hint", Severity: finding.Info, Doc: doc},
	}
}
