package catalog

import (
	_ "embed" // for the data
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed advisories_strimzi.txt
var strimziText string

// strimziRelease is what a release of Strimzi's operator supports.
type strimziRelease struct {
	operator Patch
	kafka    []string
}

var strimziReleases = sync.OnceValue(func() []strimziRelease {
	all, err := parseStrimzi(strimziText)
	if err != nil {
		panic("advisories_strimzi.txt is broken: " + err.Error()) // a test proves that it is not
	}
	return all
})

// StrimziKafka lists the Kafka versions that a release of Strimzi's operator
// supports, the oldest first. It is false for a release that the table does not
// have.
func StrimziKafka(operator Patch) (kafka []string, known bool) {
	for _, r := range strimziReleases() {
		if operator.Exact() && r.operator.Compare(operator) == 0 {
			return slices.Clone(r.kafka), true
		}
	}
	return nil, false
}

// StrimziFor is the first release of Strimzi's operator after another one that
// supports a Kafka version; false if the table has none.
func StrimziFor(kafka string, after Patch) (operator Patch, found bool) {
	for _, r := range strimziReleases() {
		if r.operator.Compare(after) > 0 && slices.Contains(r.kafka, kafka) {
			return r.operator, true
		}
	}
	return Patch{}, false
}

// parseStrimzi reads lines of an operator's version and Kafka's.
func parseStrimzi(text string) ([]strimziRelease, error) {
	var out []strimziRelease
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		words := strings.Fields(line)
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		v, ok := ParsePatch(words[0])
		if _, err := parsePatches(strings.Join(words[1:], ", ")); !ok || !v.Exact() || err != nil {
			return nil, fmt.Errorf("line %d: want the version of an operator and those of Kafka, the oldest first", n)
		}
		if len(out) > 0 && out[len(out)-1].operator.Compare(v) >= 0 {
			return nil, fmt.Errorf("line %d: %s does not come after the line above", n, words[0])
		}
		out = append(out, strimziRelease{v, words[1:]})
	}
	return out, nil
}
