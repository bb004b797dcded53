package admit

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// mostNamed is how many groups a sentence names before it counts the rest.
const mostNamed = 3

// holdings says what goes with a topic, as "Kafka holds at most 120 records of it, and
// 1 group reads it: billing (2 members, 17 unread)".
func holdings(t *TopicFacts) string {
	if !t.Exists {
		return "Kafka has no topic of that name"
	}
	text := "Kafka holds at most " + finding.Plural(t.Records, "record") + " of it"
	if t.Records == 0 {
		text = "Kafka holds no record of it"
	}
	switch n := len(t.Readers); {
	case n == 1:
		return text + ", and 1 group reads it: " + groups(t.Readers)
	case n > 1:
		return fmt.Sprintf("%s, and %d groups read it: %s", text, n, groups(t.Readers))
	case t.ReadersWhy != "":
		return text
	default:
		return text + ", and no group reads it"
	}
}

// groups names some groups: those with members come first from who was asked.
func groups(all []Reader) string {
	var out []string
	for i := range all {
		if i == mostNamed {
			out = append(out, fmt.Sprintf("and %d more", len(all)-i))
			break
		}
		out = append(out, all[i].String())
	}
	return strings.Join(out, ", ")
}

// String is a group with what is known of its reading.
func (r Reader) String() string {
	words := []string{"no member, but commits"}
	if r.Members > 0 {
		words = []string{finding.Plural(r.Members, "member")}
	}
	if r.Unread >= 0 && r.Commits {
		words = append(words, fmt.Sprintf("%d unread", r.Unread))
	}
	return r.Group + " (" + strings.Join(words, ", ") + ")"
}

// measure says of a cut of retention what it takes from whom: an error where it takes
// unread records, only advice where every group has read what goes. aged tells whether
// the records were counted that are older than what stays.
func (j *Rules) measure(f *finding.Finding, t *TopicFacts, aged bool) {
	var losers []string
	var behind []Reader
	aged = aged && f.Discriminator == "retention.ms"
	for _, reader := range t.Readers {
		switch {
		case aged && reader.Going > 0:
			losers = append(losers, fmt.Sprintf("%s has not read %s of that", reader.Group, finding.Plural(reader.Going, "record")))
		case reader.Unread < 0, !aged && reader.Unread > 0:
			behind = append(behind, reader)
		}
	}
	switch {
	case len(losers) > 0:
		f.Message += ": group " + strings.Join(losers[:min(len(losers), mostNamed)], ", group ")
		f.Severity = j.Settings.Severity(j.rule(retentionCut), finding.Error)
	case len(behind) > 0:
		f.Message += "; of these groups it is not known whether they have read what goes: " + groups(behind)
	case t.ReadersWhy == "":
		f.Message += "; every group has read what goes"
		f.Severity = j.Settings.Severity(j.rule(retentionCut), finding.Info)
	}
}
