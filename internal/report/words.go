package report

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// kindsInOrder is the order in which checked things are counted.
var kindsInOrder = []model.Kind{
	model.KindTopic, model.KindBroker, model.KindClient, model.KindCluster, model.KindFile,
}

// Checked is what was judged, in words: "2 topics, 1 broker".
func Checked(r *finding.Result) string {
	var parts []string
	for _, k := range kindsInOrder {
		if n := r.Checked[k]; n > 0 {
			parts = append(parts, Plural(n, k.String()))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Plural is a number with its noun: "1 topic", "2 topics".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
