package notify

import (
	"maps"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Further labels and annotations; an alert has them where they say something.
const (
	LabelDetail = "detail" // tells alerts of one rule on one subject apart, as a setting's name

	Evidence = "evidence" // the values that take part, one a line
	Late     = "late"     // it was over before this receiver could be told of it
	Worse    = "worse"    // how much worse it has become since this receiver was told of it
)

// severity is the alert's. One that nobody knows counts as an error: it must
// not get lost.
func (a *Alert) severity() finding.Severity {
	text := a.Labels[LabelSeverity]
	if text == finding.None.String() {
		return finding.None
	}
	level, err := finding.ParseSeverity(text)
	if err != nil {
		return finding.Error
	}
	return level
}

// copied shares nothing with the alert.
func (a *Alert) copied() Alert {
	c := *a
	c.Labels, c.Annotations, c.Follows = maps.Clone(a.Labels), maps.Clone(a.Annotations), maps.Clone(a.Follows)
	return c
}

// sameNews tells whether b is no news to who knows a. What differs in words
// alone, as a value in the summary, is none.
func (a *Alert) sameNews(b *Alert) bool {
	return a.Firing() == b.Firing() && maps.Equal(a.Labels, b.Labels)
}
