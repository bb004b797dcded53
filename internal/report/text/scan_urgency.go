package text

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// urgency is what comes first among findings that are equally bad.
type urgency uint8

const (
	standsStill urgency = iota // the metadata quorum: until it works, nothing else can be repaired
	happensNow
	isConfigured // it may be so for years, and is no reason to be woken
)

// built are the rules of the families that look at what happens which judge
// how a cluster was laid out.
var built = map[string]bool{
	"cluster/too-few-brokers": true, "cluster/rack-overlap": true, "cluster/replicas-mismatch": true,
	"cluster/leaders-skewed": true, "cluster/preferred-leader-imbalance": true,
	"quorum/few-voters": true, "quorum/even-voters": true,
}

// urgencyOf goes by the family of the rule: cluster, quorum and group look at
// what happens, all others at settings.
func urgencyOf(f *finding.Finding) urgency {
	family, _, _ := strings.Cut(f.Rule, "/")
	switch {
	case built[f.Rule]:
		return isConfigured
	case family == "quorum" && f.Severity == finding.Error:
		return standsStill
	case family == "quorum" || family == "cluster" || family == "group":
		return happensNow
	}
	return isConfigured
}
