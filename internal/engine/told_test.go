package engine

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWhatIsCalledInvalidIsNotAlsoSkipped(t *testing.T) {
	a := model.Subject{Kind: model.KindTopic, Name: "a"}
	b := model.Subject{Kind: model.KindTopic, Name: "b"}
	result := &finding.Result{
		Findings: []finding.Finding{
			{Rule: "topic/value-invalid", Subject: a, Evidence: []finding.Evidence{{Name: "segment.bytes"}}},
			{Rule: "topic/outside-baseline", Subject: a, Evidence: []finding.Evidence{{Name: "retention.ms"}}},
		},
		Skipped: []finding.Skip{
			{Rule: "topic/batch-exceeds-segment", Subject: a, Needs: "segment.bytes"},
			{Rule: "topic/batch-exceeds-segment", Subject: b, Needs: "segment.bytes"},
			{Rule: "topic/retention-unbounded", Subject: a, Needs: "retention.ms"},
		},
	}
	got := toldAlready(result)
	if len(got) != 2 || got[0].Subject != b || got[1].Needs != "retention.ms" {
		t.Errorf("left: %+v", got)
	}
}
