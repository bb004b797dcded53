// Package admit answers the Kubernetes API server: may this object be stored?
// It speaks admission.k8s.io/v1 over HTTPS, and judges by the rules that judge
// files. Nothing that goes wrong in here becomes a silent yes.
//
// # What is judged
//
//	CREATE            the object, by all rules, beside the objects that its rules compare it with
//	UPDATE            by what it makes wrong: what was wrong already may be repaired step by step
//	UPDATE of scale   the object that is scaled, with the one number and the other, and the topics that Kafka has
//	UPDATE of resize, ephemeralcontainers   the pod that they carry, as an UPDATE
//	DELETE            topics, node pools and Kafkas: they want the annotation breakwater/confirm-delete with the object's name
//	CONNECT, what is being deleted, what has not changed   allowed; the audit log says why
//
// What a finding does follows from the policy: rules: {NAME: {admit: audit|warn|deny}};
// where it says nothing, errors are denied, warnings told and advice is left to the audit
// log. What had to be asked of Kubernetes or Kafka, and was not answered within the
// budget, is told as not known: admit: {not_known: warn|deny}.
//
// # What is wrong with a request
//
// "Refused" stands for allowed: false on the enforcing path; the advisory path allows it
// with a warning that says what was not judged. TestBadInputs, TestWhatIsNoReview and
// TestWhatCannotBeJudged hold these rows; FuzzReview looks for one that is missing.
//
//	request                                          answer
//	no POST; no application/json                     405; 415; the API server goes by failurePolicy
//	no JSON, no AdmissionReview, another version,
//	  no request, no uid                             400, with what is wrong and at which byte
//	more than 7 MiB                                  refused by the uid at its start (413); 413 without one
//	an object whose metadata cannot be read,
//	  as labels that are numbers                     refused, 422
//	an object of another kind or group than the
//	  request names, or without a kind               refused, 422
//	a list or a mapping where a value belongs, a
//	  value where a mapping belongs                  refused, 422, with the path
//	partitions or replicas that are no number        refused, 422
//	a setting that Kafka refuses, of any type        refused, 403: topic/value-invalid
//	a value that no rule can use, as ${VAR}          judged without it; "skipped" in the audit log
//	a kind that no rule reads                        allowed; "not-judged" in the audit log
//	more than 5000 settings of a topic or a broker   refused, 422
//	32 others are being judged                       refused, 500
//	too slow; a bug                                  refused, 500; breakwater_admission_panics_total
package admit
