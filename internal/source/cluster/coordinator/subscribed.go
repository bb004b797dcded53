package coordinator

import (
	"iter"
	"regexp"
	"slices"
)

// subscribed are the topics that a member consumes. A pattern stands for those of the
// given topics that it matches: Kafka and Go both read RE2. It is nil where the pattern
// cannot be read.
func subscribed(names []string, pattern *string, of iter.Seq[string]) []string {
	topics := append([]string{}, names...)
	if pattern != nil && *pattern != "" {
		re, err := regexp.Compile("^(?:" + *pattern + ")$")
		if err != nil {
			return nil
		}
		for topic := range of {
			if re.MatchString(topic) {
				topics = append(topics, topic)
			}
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}
