package export

import (
	"fmt"
	"regexp"
	"slices"
)

// podSteps are the variables that lead to what is known of the pods which an
// object o of some kind makes; pods lists them. Each step adds to what the one
// before it knows: as one expression CEL's type checker would take seconds for
// it, and an API server spends them for every policy. Pods that are not Kafka's
// are left out after the first step, so that all others cost next to nothing.
func podSteps(kind, pods string) []Variable {
	out := []Variable{{"step0", "variables.objects.map(o, " + pods + ".map(p, " + facts(recognition, "'o': dyn(o)") + ").filter(pod, pod.product != ''))"}}
	known := append([]string{"o"}, public(recognition)...)
	for _, step := range [][]value{numberOfPods(kind), dataDirs(kind), spreadTerms, spreading, memory, running} {
		last := len(out) - 1
		name := fmt.Sprintf("step%d", last+1)
		out = append(out, Variable{name, "variables." + out[last].Name + ".map(all, all.map(pod, " + next(step, known) + "))"})
		known = append(known, public(step)...)
	}
	out[len(out)-1].Name = "shapes"
	return out
}

// next is a step that knows what is known of pod, by its names.
func next(step []value, known []string) string {
	text := facts(step)
	var values []value
	var kept []string
	for _, name := range known {
		kept = append(kept, "'"+name+"': pod."+name)
		if regexp.MustCompile(`(^|[^.'\w])` + name + `\b`).MatchString(text) {
			values = append(values, value{name, "pod." + name})
		}
	}
	return bound(values, facts(step, kept...))
}

// public are the names of those values that are more than steps on the way.
func public(values []value) []string {
	var out []string
	for _, v := range values {
		if v.name[0] != '_' {
			out = append(out, v.name)
		}
	}
	return slices.Clip(out)
}
