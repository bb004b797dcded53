package cluster

import (
	"regexp"
	"slices"
)

// subscribed are the topics that a member consumes. A pattern stands for the
// topics that it matches now: Kafka and Go both read RE2. It is nil where the
// pattern cannot be read.
func (l *look) subscribed(names []string, pattern *string) []string {
	topics := append([]string{}, names...)
	if pattern != nil && *pattern != "" {
		re, err := regexp.Compile("^(?:" + *pattern + ")$")
		if err != nil {
			return nil
		}
		for _, t := range l.topics {
			if re.MatchString(t.Name) {
				topics = append(topics, t.Name)
			}
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}
