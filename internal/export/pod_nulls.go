package export

import "strings"

// field is a field of an object that an expression reads.
type field struct {
	name  string
	shape shape
	below []field // of an object, or of each item of a list
}

// shape is what stands in a field, and what a null or nothing comes to.
type shape uint8

const (
	kept    shape = iota // a value, or whatever nobody looks into; else left out
	name                 // a word that must be there; else ''
	place                // a label of nodes that must be there; else unset
	words                // a list of words, a null among them is ''; else left out
	object               // an object; else left out
	empty                // an object; else one without fields
	objects              // a list of objects, a null among them is one without fields; else left out
	named                // a list of objects as they are written, a null among them is one without a name; else left out
)

// unset stands for a label of nodes that is not there: no label has such a name.
const unset = "(null)"

// Selectors, terms and probes, as several fields have them.
var (
	expressions = field{"matchExpressions", objects, []field{{"key", name, nil}, {"operator", name, nil}, {"values", kept, nil}}}
	selectors   = field{"labelSelector", object, []field{{"matchLabels", kept, nil}, expressions}}
	antiTerms   = []field{{"topologyKey", place, nil}, selectors, {"namespaces", words, nil}, {"mismatchLabelKeys", words, nil},
		{"namespaceSelector", object, []field{{"matchLabels", kept, nil}, {"matchExpressions", kept, nil}}}}
	probe = []field{{"tcpSocket", kept, nil}, {"exec", object, []field{{"command", words, nil}}},
		{"initialDelaySeconds", kept, nil}, {"periodSeconds", kept, nil}, {"failureThreshold", kept, nil}}
	memories = field{"resources", object, []field{{"limits", object, []field{{"memory", kept, nil}}}, {"requests", object, []field{{"memory", kept, nil}}}}}
)

// podFields are all that is read of a pod. A volume is looked at as it is written: its
// kind is the name of a field, whatever stands in it.
var podFields = []field{
	{"metadata", object, []field{{"labels", kept, nil}}},
	{"spec", object, []field{
		{"containers", objects, []field{
			{"name", name, nil}, {"image", kept, nil}, {"command", words, nil}, {"args", words, nil}, {"envFrom", kept, nil}, memories,
			{"env", objects, []field{{"name", name, nil}, {"value", kept, nil}, {"valueFrom", kept, nil}}},
			{"volumeMounts", objects, []field{{"name", name, nil}, {"mountPath", name, nil}}},
			{"ports", objects, []field{{"containerPort", kept, nil}, {"hostPort", kept, nil}}},
			{"livenessProbe", object, probe}, {"startupProbe", object, probe},
		}},
		{"volumes", named, nil}, memories, {"terminationGracePeriodSeconds", kept, nil}, {"hostNetwork", kept, nil}, {"nodeSelector", kept, nil},
		{"affinity", object, []field{
			{"podAntiAffinity", object, []field{
				{"requiredDuringSchedulingIgnoredDuringExecution", objects, antiTerms},
				{"preferredDuringSchedulingIgnoredDuringExecution", objects, []field{{"podAffinityTerm", empty, antiTerms}}}}},
			{"nodeAffinity", object, []field{
				{"requiredDuringSchedulingIgnoredDuringExecution", object, []field{{"nodeSelectorTerms", objects, []field{expressions}}}}}}}},
		{"topologySpreadConstraints", objects, []field{{"topologyKey", place, nil}, {"whenUnsatisfiable", name, nil}, {"maxSkew", kept, nil}, selectors}},
	}},
}

// withoutNulls is an object in CEL with some of its fields, as an API server stores one
// that it knows the type of: it drops a null, and says no to what lacks a name. The pods
// of a StrimziPodSet it takes as they are.
func withoutNulls(of string, fields []field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.entry(of)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// podsOfSet are the pods of a StrimziPodSet o.
func podsOfSet() string {
	return "o.spec.pods.map(x, dyn(x)).filter(x, x != null).map(x, " + withoutNulls("x", podFields) + ")"
}

// entry is one field as an entry of a map in CEL.
func (f field) entry(of string) string {
	at, is := of+"."+f.name, of+".?"+f.name+".orValue(null)"
	var there string
	switch f.shape {
	case name, place:
		otherwise := map[shape]string{place: unset}[f.shape]
		return "'" + f.name + "': dyn(" + is + " == null ? dyn(" + quote(otherwise) + ") : " + at + ")"
	case empty:
		return "'" + f.name + "': dyn([" + is + " == null ? dyn({}) : " + at + "].map(x, " + withoutNulls("x", f.below) + ")[0])"
	case words:
		there = at + ".map(x, x == null ? dyn('') : x)"
	case named:
		there = at + ".map(x, x == null ? dyn({'name': ''}) : x)"
	case object:
		there = withoutNulls(at, f.below)
	case objects:
		there = at + ".map(x, x == null ? dyn({}) : x).map(x, " + withoutNulls("x", f.below) + ")"
	default:
		return "?'" + f.name + "': " + is + " == null ? optional.none() : " + of + ".?" + f.name
	}
	return "?'" + f.name + "': " + is + " == null ? optional.none() : optional.of(dyn(" + there + "))"
}
