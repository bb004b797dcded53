// Package reviews holds requests for admission as the API server sends them, which tests
// and measurements share.
package reviews

import _ "embed" // the requests

// IncidentPod is the broker of the incident that begins it all, as a StatefulSet's
// controller creates it: its log on emptyDir, a heap that fills the limit, nothing that
// keeps brokers apart.
//
//go:embed incident-pod.json
var IncidentPod []byte

// PodSetOfNine is a StrimziPodSet as the operator writes it, with nine good brokers.
//
//go:embed podset-of-nine.json
var PodSetOfNine []byte
