package watch

import (
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// wary is a source that remembers what it was told to suspect before each look.
type wary struct {
	*fake
	suspects [][]model.TopicPartition
}

func (s *wary) Suspect(all []model.TopicPartition) { s.suspects = append(s.suspects, all) }

// TestSuspectsAreThoseOfTheLookBefore: the source is told where a transaction was
// found to hang, by rules that want to know more of it, and only while it does.
func TestSuspectsAreThoseOfTheLookBefore(t *testing.T) {
	hangs := true
	wants := &rule.Rule{Name: "cluster/hanging", Severity: finding.Error, On: model.KindCluster, Needs: model.FactsOf(model.FactMetadata), Reads: rule.ReadsTransactions,
		Check: func(p *rule.Pass) {
			if hangs {
				p.Report("it hangs").Of(model.Subject{Cluster: p.Subject().Cluster, Kind: model.KindPartition, Name: "orders", Partition: 3})
				p.Report("it hangs somewhere").About("where is not known")
			}
		}}
	other := &rule.Rule{Name: "cluster/other", Severity: finding.Error, On: model.KindCluster, Needs: model.FactsOf(model.FactMetadata),
		Check: func(p *rule.Pass) {
			p.Report("it is bad").Of(model.Subject{Kind: model.KindPartition, Name: "mails", Partition: 1})
		}}
	j, source := newJudge([]*rule.Rule{wants, other}, nil), &wary{fake: newFake("plant")}
	by := Settings{Rules: &rule.Settings{}}
	for i, still := range []bool{true, true, false, false} {
		hangs = still
		if _, err := j.look(t.Context(), source, time.Unix(1_800_000_000+int64(i), 0), often(), by, func(*model.Scope, []model.Gap) {}); err != nil {
			t.Fatal(err)
		}
	}
	one := []model.TopicPartition{{Topic: "orders", Partition: 3}}
	if want := [][]model.TopicPartition{nil, one, one, nil}; !slices.EqualFunc(source.suspects, want, slices.Equal[[]model.TopicPartition]) {
		t.Errorf("told %v, want %v", source.suspects, want)
	}
}
