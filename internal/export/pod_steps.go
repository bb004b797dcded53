package export

import (
	"fmt"
	"slices"
	"strings"
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
		if uses(text, name) {
			values = append(values, value{name, "pod." + name})
		}
	}
	return bound(values, facts(step, kept...))
}

// uses tells whether an expression has a name in it that stands for a value: it is no
// field of another one, no text, and no part of a longer name.
func uses(text, name string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return false
		}
		at, from = from+at, from+at+1
		end := at + len(name)
		if (at == 0 || !inName(text[at-1]) && text[at-1] != '.' && text[at-1] != '\'') && (end == len(text) || !inName(text[end])) {
			return true
		}
	}
}

func inName(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
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
