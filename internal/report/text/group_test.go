package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func findingOn(subject, message string, line int) finding.Finding {
	return finding.Finding{
		Rule: "topic/x", Severity: finding.Warning, Message: message,
		Subject: model.Subject{Kind: model.KindTopic, Name: subject}, Origin: model.AtFile("server.properties", line, 1),
	}
}

func TestFindingsThatSayTheSameOfOneLineAreOne(t *testing.T) {
	r := &finding.Result{}
	for i := range 100 {
		r.Findings = append(r.Findings, findingOn(fmt.Sprintf("t%02d", i), "same", 3))
	}
	got := written(t, Writer{}, r)
	if strings.Count(got, "topic/x") != 1 || !strings.Contains(got, "topic/t00, topic/t01, topic/t02 and 97 more") || !strings.Contains(got, "100 warnings") {
		t.Errorf("got\n%s", got)
	}
}

func TestFindingsThatDifferAreTold(t *testing.T) {
	other := findingOn("a", "same", 3)
	other.Rule = "topic/y"
	worse := findingOn("b", "same", 3)
	worse.Severity = finding.Error
	nowhere := findingOn("c", "same", 3)
	nowhere.Origin = model.Origin{}
	for name, second := range map[string]finding.Finding{
		"another line": findingOn("b", "same", 4), "another sentence": findingOn("b", "other", 3), "another rule": other, "worse": worse,
	} {
		got := written(t, Writer{}, &finding.Result{Findings: []finding.Finding{findingOn("a", "same", 3), second}})
		if strings.Count(got, "server.properties:") != 2 {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	got := written(t, Writer{}, &finding.Result{Findings: []finding.Finding{nowhere, nowhere}})
	if strings.Count(got, "topic/x") != 2 {
		t.Errorf("without a place:\n%s", got)
	}
}

func TestValuesThatLackForOneReasonAreOneParagraph(t *testing.T) {
	r := &finding.Result{}
	msk := model.Subject{Kind: model.KindBroker, Name: "msk"}
	for i := range 15 {
		r.Skipped = append(r.Skipped, finding.Skip{Rule: fmt.Sprintf("broker/r%d", i), Subject: msk, Needs: fmt.Sprintf("k%d", i), Reason: "the platform's default is not Kafka's"})
	}
	got := written(t, Writer{}, r)
	want := "not judged broker/msk: k0, k1, k2 and 12 more are not known: the platform's default is not Kafka's\n  by broker/r0, broker/r1, broker/r2 and 12 more\n"
	if !strings.HasPrefix(got, want) || strings.Count(got, "not judged broker") != 1 {
		t.Errorf("got\n%s", got)
	}
}

func TestKafkaFilesThatNothingJudgesAreNamed(t *testing.T) {
	r := &finding.Result{Ignored: []finding.Ignored{
		{File: "a.md", Reason: "not a Kafka configuration"},
		{File: "connect-1.properties", Reason: "a Kafka Connect worker configuration: not judged yet"},
		{File: "connect-2.properties", Reason: "a Kafka Connect worker configuration: not judged yet"},
	}}
	got := written(t, Writer{}, r)
	if !strings.HasPrefix(got, "not judged connect-1.properties, connect-2.properties: a Kafka Connect worker configuration: not judged yet\n") || strings.Contains(got, "a.md") {
		t.Errorf("got\n%s", got)
	}
}
