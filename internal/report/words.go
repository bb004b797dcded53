package report

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// kindsInOrder is the order in which checked things are counted.
var kindsInOrder = []model.Kind{
	model.KindTopic, model.KindPartition, model.KindBroker, model.KindGroup, model.KindVoter,
	model.KindClient, model.KindCluster, model.KindObject, model.KindFile,
}

// Checked is what was judged, in words: "2 topics, 1 broker".
func Checked(r *finding.Result) string {
	parts := amounts(r.Checked, kindsInOrder)
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// liveInOrder is the order in which the things of a running cluster are
// counted. The cluster itself is named beside it, and not counted.
var liveInOrder = []model.Kind{
	model.KindBroker, model.KindTopic, model.KindPartition, model.KindGroup, model.KindVoter,
	model.KindClient, model.KindObject, model.KindFile,
}

// Things is an amount of things in a sentence, as what a scan looked at or
// what suffers from a cause: "3 brokers, 120 topics and 14 groups". Clusters
// are left out; it is empty if nothing else is there.
func Things(of map[model.Kind]int) string { return And(amounts(of, liveInOrder)) }

func amounts(of map[model.Kind]int, order []model.Kind) []string {
	var parts []string
	for _, k := range order {
		if n := of[k]; n > 0 {
			parts = append(parts, finding.Plural(n, strings.TrimSuffix(k.Plural(), "s")))
		}
	}
	return parts
}

// Severities counts findings in words, the worst first: "2 errors",
// "1 warning", "1 hint". It is empty for none.
func Severities(r *finding.Result) []string {
	var parts []string
	for s := finding.Error; s >= finding.Info; s-- {
		if n := r.Count(s); n > 0 {
			parts = append(parts, finding.Plural(n, Noun(s)))
		}
	}
	return parts
}

// Noun is what a finding of a severity is called in a sentence.
func Noun(s finding.Severity) string {
	if s <= finding.Info {
		return "hint"
	}
	return s.String()
}

// And joins words as a sentence does: "a", "a and b", "a, b and c".
func And(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
