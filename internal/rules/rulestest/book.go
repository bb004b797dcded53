package rulestest

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/timeline"
)

// book is the incidents that the findings of a timeline become.
type book struct{ *incident.Book }

func bookOf(rules []*rule.Rule, settings *rule.Settings) book {
	return book{incident.New(incident.Options{Patience: func(name string) (settle, clearing time.Duration) {
		if i := slices.IndexFunc(rules, func(r *rule.Rule) bool { return r.Name == name }); i >= 0 {
			return settings.Patience(rules[i])
		}
		return 0, rule.ClearDefault
	}})}
}

// update takes in one cycle. What a rule has skipped is neither there nor gone.
func (b book) update(at time.Time, result *finding.Result) {
	b.Update(incident.Cycle{Cluster: timeline.Cluster, At: at, Findings: result.Findings,
		Unjudged: func(name string, subject model.Subject) bool {
			return slices.ContainsFunc(result.Skipped, func(s finding.Skip) bool { return s.Rule == name && s.Subject == subject })
		}})
}

// open tells whether an incident of a rule is told.
func (b book) open(name, subject string) bool {
	return slices.ContainsFunc(b.List(timeline.Cluster), func(i incident.Incident) bool {
		return i.Cause.Rule == name && i.Cause.Subject.String() == subject && (i.State == incident.Open || i.State == incident.Recovering)
	})
}
