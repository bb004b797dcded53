package incident

import "github.com/breakwaterhq/breakwater/internal/finding"

// Holding is how bad it is for the cluster: settled is Severity, and the worst
// that follows from it and has held for as long as its rule waits, be it a
// warning below planned work; settling is the worst that has not, None for none.
// Alerts go by Severity, and who asks whether a cluster is well goes by both.
func (i *Incident) Holding() (settled, settling finding.Severity) {
	settled = i.Severity()
	for k := range i.Effects {
		e := &i.Effects[k]
		settled = max(settled, e.Settled)
		if e.Severity > e.Settled {
			settling = max(settling, e.Severity)
		}
	}
	return settled, settling
}
