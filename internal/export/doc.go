// Package export writes rules as policies that other engines judge by: the API
// server's own ValidatingAdmissionPolicy, Kyverno and Gatekeeper.
//
// An expression lies in the literal of its rule (rule.CEL). What it sees of an
// object is said here, once, and is the same that the reader of manifests says
// of it: topic.go and pod.go are to internal/source/file/strimzi and
// internal/source/file/kube what a rule's CEL is to its Check.
//
// Every expression is a message: ” where the object is right. So a change is
// held against what was wrong before it, as admission does.
package export
