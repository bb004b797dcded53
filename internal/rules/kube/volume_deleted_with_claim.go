package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// VolumeDeletedWithClaim finds volumes that are deleted with the object that
// made them, or with a pod that is scaled away.
var VolumeDeletedWithClaim = &rule.Rule{
	Name: "kube/volume-deleted-with-claim", Severity: finding.Warning, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("volume-deleted-with-claim"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Warning,
			When: `pod.deletes.size() > 0 && !pod.solitary`,
			Says: `'persistentVolumeClaimRetentionPolicy says Delete: whoever deletes the StatefulSet, or scales it down, deletes the data with it; fix: set it to Retain, and delete claims by hand'`,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning,
			When: `cluster.volumes.exists(v, has(v.deleteClaim) && string(v.deleteClaim) == 'true') && !cluster.solitary`,
			Says: `'deleteClaim is true: whoever deletes the resource, or removes a broker, deletes the data with it; fix: set deleteClaim: false, and delete claims by hand'`,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			if len(set.Deletes) == 0 || solitary(p, set) {
				return
			}
			v := set.Deletes[0]
			if v.Raw() == "true" {
				about(p, set, p.Report("deleteClaim is %s: whoever deletes the resource, or removes a broker, deletes the data with it", read("deleteClaim", v))).
					Fix("set deleteClaim: false, and delete claims by hand")
				return
			}
			about(p, set, p.Report("persistentVolumeClaimRetentionPolicy says %s: whoever deletes the StatefulSet, or scales it down, deletes the data with it",
				read("persistentVolumeClaimRetentionPolicy", v))).
				Fix("set it to Retain, and delete claims by hand")
		})
	},
}
