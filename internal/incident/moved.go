package incident

import "cmp"

// MovedTo is an incident of a cluster that went by another name and is called
// so from now on; scope is how findings call it. Its alert, if there was one,
// keeps the name that it was told by: under another one the first would never
// end where labels are an alert's identity. One that the findings of the scope
// name already stays as it is.
func (i Incident) MovedTo(from, cluster, scope string) Incident {
	if i.Cause.Subject.Cluster == scope {
		return i
	}
	if !i.Opened.IsZero() {
		i.Label = cmp.Or(i.Label, from)
	}
	i.Cluster, i.Cause.Subject.Cluster = cluster, scope
	i.Fingerprint = i.Cause.Fingerprint()
	return i
}

// AlertCluster is the cluster as the alert of the incident calls it.
func (i *Incident) AlertCluster() string { return cmp.Or(i.Label, i.Cluster) }
