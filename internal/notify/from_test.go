package notify

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func page(rule string) string { return "https://docs.example/rules/" + rule }

func brokerDown() incident.Incident {
	return incident.Incident{
		ID: "0123456789abcdef", Cluster: "prod", State: incident.Open, Start: begun,
		Cause: finding.Finding{
			Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Kind: model.KindBroker, Name: "2"},
			Message:  "broker 2 does not answer: its partitions have\na replica fewer",
			Fix:      "see whether its process runs",
			Evidence: []finding.Evidence{{Name: "probe", Value: "connection refused", Origin: model.Origin{Address: "b2:9092"}}, {Name: "brokers", Value: "3"}},
		},
		Effects: []incident.Effect{
			{Rule: "cluster/under-replicated", Severity: finding.Warning, Count: 380, Subjects: []string{"partition/a/0", "partition/a/1"}},
			{Rule: "group/stuck", Severity: finding.Warning, Count: 1, Subjects: []string{"group/b"}},
		},
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	got := From(brokerDown(), page, "http://watch.example/incidents/0123456789abcdef")
	labels := map[string]string{
		"alertname": "BrokerMissing", "rule": "cluster/broker-missing", "severity": "error", "cluster": "prod", "subject": "broker/2",
	}
	annotations := map[string]string{
		"summary": "broker 2 does not answer: its partitions have a replica fewer",
		"description": "broker 2 does not answer: its partitions have\na replica fewer\n" +
			"Explains 381 findings: 380 × cluster/under-replicated (partition/a/0, partition/a/1, …), 1 × group/stuck (group/b).",
		"next":     "see whether its process runs",
		"evidence": "probe = connection refused (b2:9092)\nbrokers = 3",
		"runbook":  "https://docs.example/rules/cluster/broker-missing",
	}
	if !maps.Equal(got.Labels, labels) {
		t.Errorf("labels %q, want %q", got.Labels, labels)
	}
	if !maps.Equal(got.Annotations, annotations) {
		t.Errorf("annotations %q, want %q", got.Annotations, annotations)
	}
	if got.Key != "0123456789abcdef" || !got.StartsAt.Equal(begun) || !got.Firing() || got.URL != "http://watch.example/incidents/0123456789abcdef" {
		t.Errorf("%+v: want the incident's id, start and page", got)
	}
}

func TestFromStates(t *testing.T) {
	t.Parallel()
	for state, firing := range map[incident.State]bool{
		incident.Settling: true, incident.Open: true, incident.Recovering: true, incident.Resolved: false,
	} {
		i := brokerDown()
		i.State, i.Resolved = state, begun.Add(time.Hour)
		if a := From(i, page, ""); a.Firing() != firing {
			t.Errorf("%s is firing: %v, want %v", state, a.Firing(), firing)
		}
	}
}

func TestFromFurtherWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(*incident.Incident)
		want   string // in the description; none: no further line
	}{
		{func(*incident.Incident) {}, ""},
		{func(i *incident.Incident) { i.Unknown = true }, "Whether it still holds cannot be seen at present."},
		{func(i *incident.Incident) { i.Flapping = true }, "It comes and goes, so it is kept open."},
		{func(i *incident.Incident) { i.Acked = &incident.Note{By: "ann", Reason: "disk"} }, "Taken by ann: disk"},
		{func(i *incident.Incident) { i.Acked = &incident.Note{By: "ann"} }, "Taken by ann"},
	} {
		i := brokerDown()
		i.Effects = nil
		c.change(&i)
		want := i.Cause.Message
		if c.want != "" {
			want += "\n" + c.want
		}
		if got := From(i, page, "").Annotations[Description]; got != want {
			t.Errorf("description %q, want %q", got, want)
		}
	}
}

func TestFromWhatIsLong(t *testing.T) {
	t.Parallel()
	i := brokerDown()
	i.Cause.Message = strings.Repeat("ä", 10_000)
	for n := range 50 {
		i.Cause.Evidence = append(i.Cause.Evidence, finding.Evidence{Name: fmt.Sprint(n), Value: strings.Repeat("v", 1000)})
		i.Effects = append(i.Effects, incident.Effect{Rule: fmt.Sprintf("group/rule-%d", n), Count: 1})
	}
	a := From(i, page, "").Annotations
	if n := utf8.RuneCountInString(a[Summary]); n != 200 {
		t.Errorf("the summary has %d characters, want 200", n)
	}
	lines := strings.Split(a[Evidence], "\n")
	if len(lines) != 21 || lines[20] != "and 32 further values" {
		t.Errorf("%d lines of evidence, the last is %q", len(lines), lines[len(lines)-1])
	}
	if !strings.HasSuffix(a[Description], "1 × group/rule-2, 47 further rules.") {
		t.Errorf("description ends with %q", a[Description][len(a[Description])-100:])
	}
	for name, text := range a {
		if n := utf8.RuneCountInString(text); n > 8000 {
			t.Errorf("%s has %d characters", name, n)
		}
	}
}

func TestFromWhatIsShort(t *testing.T) {
	t.Parallel()
	i := incident.Incident{ID: "x", Cause: finding.Finding{Rule: "topic/silent", Message: "m", Severity: finding.Warning, Subject: model.Subject{Kind: model.KindTopic, Name: "a/b"}}}
	a := From(i, func(string) string { return "" }, "")
	if want := map[string]string{Summary: "m", Description: "m"}; !maps.Equal(a.Annotations, want) {
		t.Errorf("annotations %q, want %q: nothing that says nothing", a.Annotations, want)
	}
	if a.Labels[LabelSubject] != "topic/a%2Fb" {
		t.Errorf("subject %q", a.Labels[LabelSubject])
	}
}

func TestTwoFindingsOfOneRuleOnOneSubjectAreTwoAlerts(t *testing.T) {
	t.Parallel()
	one, two := brokerDown(), brokerDown()
	one.Cause.Discriminator, two.Cause.Discriminator = "retention.ms", "segment.ms"
	a, b := From(one, page, ""), From(two, page, "")
	if a.Labels[LabelDetail] != "retention.ms" || maps.Equal(a.Labels, b.Labels) {
		t.Errorf("labels %q and %q: the end of one would end the other", a.Labels, b.Labels)
	}
}

func TestNameOf(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"cluster/broker-missing": "BrokerMissing", "topic/min-isr-one": "MinIsrOne", "silent": "Silent", "": "", "a/b--c-": "BC", "watch/heartbeat": "Heartbeat",
	} {
		if got := nameOf(rule); got != want {
			t.Errorf("%s is called %s, want %s", rule, got, want)
		}
	}
}
