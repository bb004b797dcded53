package metrics

import (
	"maps"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

var (
	factAge = &family{name: "breakwater_fact_age_seconds", kind: gauge, labels: []string{"cluster", "fact"},
		help: "How long ago a fact was last told, at the time of the scrape: the age of every series that rests on it.", absent: "where it never was"}
	lookAge = &family{name: "breakwater_look_age_seconds", kind: gauge, labels: []string{"cluster"},
		help: "How long ago the last look ended, at the time of the scrape. After three times the cadence, and 30 s at the least, all values of the cluster are left out.", absent: "before the first one has"}
)

func liveSection() section {
	return section{"Read at each scrape", "These do not come from the last look. Process metrics have the names that all exporters share, and are absent where the operating system does not tell.",
		append([]*family{lookAge, factAge}, processFamilies()...)}
}

// liveRows are the samples that change while a board stands.
func liveRows(b *board.Board, now time.Time) rows {
	r := rows{}
	for _, c := range b.Clusters {
		l := labels("").With("cluster", c.Name)
		if !c.At.IsZero() {
			r.add(lookAge, l, age(now, c.At))
		}
		for _, f := range slices.Sorted(maps.Keys(c.Ages)) {
			r.add(factAge, l.With("fact", f.String()), age(now, c.Ages[f]))
		}
	}
	writeProcess(r)
	return r
}

func age(now, at time.Time) float64 { return max(0, now.Sub(at).Seconds()) }
