package notify

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

const (
	summaryLimit  = 200  // characters
	evidenceLimit = 20   // values
	valueLimit    = 300  // characters of one value
	causeLimit    = 4000 // characters of the message and of the fix
	effectsNamed  = 5    // rules below a cause that are named
)

// From makes an alert of an incident. The page function gives the address of a
// rule's page, "" for none; url is that of the incident.
func From(i incident.Incident, page func(rule string) string, url string) Alert {
	cause := &i.Cause
	a := Alert{
		Key: i.ID, StartsAt: i.Start, URL: url, Follows: follows(&i),
		Labels: map[string]string{
			LabelName: nameOf(cause.Rule), LabelRule: cause.Rule, LabelSeverity: i.Severity().String(),
			LabelCluster: i.AlertCluster(), LabelSubject: cause.Subject.String(),
		},
		Annotations: map[string]string{Summary: oneLine(finding.Lead(cause.Message, summaryLimit), summaryLimit)},
	}
	if i.State == incident.Resolved {
		a.EndsAt = i.Resolved
	}
	if cause.Discriminator != "" {
		a.Labels[LabelDetail] = cause.Discriminator
	}
	for name, text := range map[string]string{
		Description: description(&i), Next: clip(cause.Fix, causeLimit),
		Evidence: evidence(cause.Evidence), Runbook: page(cause.Rule),
	} {
		if text != "" {
			a.Annotations[name] = text
		}
	}
	return a
}

// nameOf is the name of a rule in words, without its family:
// cluster/broker-missing is BrokerMissing.
func nameOf(rule string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(rule[strings.LastIndexByte(rule, '/')+1:], "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// description is the message, what follows from it, and what else there is to
// know of the incident, one a line.
func description(i *incident.Incident) string {
	lines := []string{clip(i.Cause.Message, causeLimit)}
	if text := effects(i.Effects); text != "" {
		lines = append(lines, text)
	}
	if i.Unknown {
		lines = append(lines, "Whether it still holds cannot be seen at present.")
	}
	if i.Flapping {
		lines = append(lines, "It comes and goes, so it is kept open.")
	}
	if n := i.Acked; n != nil {
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("Taken by %s: %s", n.By, n.Reason), ": "))
	}
	return strings.Join(lines, "\n")
}

// effects says what a cause explains: "Explains 412 findings: 380 ×
// cluster/under-replicated (partition/a/0, …), 32 × group/stuck (group/b)."
func effects(all []incident.Effect) string {
	total := 0
	var parts []string
	for n, e := range all {
		total += e.Count
		if n < effectsNamed {
			parts = append(parts, fmt.Sprintf("%d × %s%s", e.Count, e.Rule, examples(e)))
		}
	}
	if total == 0 {
		return ""
	}
	if more := len(all) - effectsNamed; more > 0 {
		parts = append(parts, finding.Plural(more, "further rule"))
	}
	return fmt.Sprintf("Explains %s: %s.", finding.Plural(total, "finding"), strings.Join(parts, ", "))
}

func examples(e incident.Effect) string {
	if len(e.Subjects) == 0 {
		return ""
	}
	text := strings.Join(e.Subjects, ", ")
	if e.Count > len(e.Subjects) {
		text += ", …"
	}
	return " (" + text + ")"
}

// evidence is one value a line, with where it stands.
func evidence(all []finding.Evidence) string {
	var lines []string
	for n, e := range all {
		if n == evidenceLimit {
			lines = append(lines, fmt.Sprintf("and %s", finding.Plural(len(all)-n, "further value")))
			break
		}
		line := e.Name + " = " + e.Value
		if at := e.Origin.String(); at != "" {
			line += " (" + at + ")"
		}
		lines = append(lines, oneLine(line, valueLimit))
	}
	return strings.Join(lines, "\n")
}
