package kubernetes

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// How our own objects are known.
const (
	// ManagedBy is the label, and Manager its value, that every object of ours has.
	ManagedBy = "app.kubernetes.io/managed-by"
	Manager   = "breakwater"
	// Advisory and Enforcing are the names of the two configurations, as the
	// manifests make them.
	Advisory  = "breakwater-advisory"
	Enforcing = "breakwater-enforcing"
)

// hookSuffix ends the names of our webhooks.
const hookSuffix = ".admission.breakwater"

// ours tells whether a configuration is one of ours: by its name, should somebody have
// taken the label away, or by its label and a webhook of ours in it, whatever it is
// called. Whoever copies a label must not lose a webhook by it.
func ours(o *unstructured.Unstructured) bool {
	if slices.Contains([]string{Advisory, Enforcing}, o.GetName()) {
		return true
	}
	all, _, _ := unstructured.NestedSlice(o.Object, "webhooks")
	return o.GetLabels()[ManagedBy] == Manager && slices.ContainsFunc(all, func(w any) bool {
		hook, _ := w.(map[string]any)
		name, _ := hook["name"].(string)
		return strings.HasSuffix(name, hookSuffix)
	})
}

// bindingKind is the kind that puts a policy in force.
const bindingKind = "ValidatingAdmissionPolicyBinding"

// exportPrefix begins the names of the policies that 'breakwater policy export' writes.
const exportPrefix = "breakwater-"

// refuses tells whether a binding has an exported policy refuse: one that only warns, or
// writes into the audit log, is in nobody's way.
func refuses(o *unstructured.Unstructured) bool {
	policy, _, _ := unstructured.NestedString(o.Object, "spec", "policyName")
	actions, _, _ := unstructured.NestedStringSlice(o.Object, "spec", "validationActions")
	return o.GetLabels()[ManagedBy] == Manager && strings.HasPrefix(policy, exportPrefix) && slices.Contains(actions, "Deny")
}
