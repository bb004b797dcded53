package exporttest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Mutants are the cases that differ from one in one field: it is missing, of
// another type, or of another value.
func Mutants(c Case) []Case {
	var out []Case
	each(c.Object, nil, func(path []string, value any) {
		if len(path) == 1 && path[0] != "spec" && path[0] != "metadata" || path[len(path)-1] == "namespace" && len(path) == 2 {
			return // without them it is no such object, or one of nowhere
		}
		for how, other := range others(value) {
			o := copied(c.Object).(map[string]any)
			set(o, path, other)
			out = append(out, Case{Name: fmt.Sprintf("%s: %v %s", c.Name, path, how), Kind: c.Kind, Object: o})
		}
	})
	slices.SortFunc(out, func(a, b Case) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}

// gone stands for a field that is not there.
type gone struct{}

// others are what may stand in the place of a value.
func others(value any) map[string]any {
	out := map[string]any{"absent": gone{}, "null": nil}
	switch v := value.(type) {
	case string:
		out["other word"] = v + "x"
		out["empty"] = ""
		out["a number"] = int64(7)
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			out["as a number"] = n
		}
	case int64:
		out["as a word"] = strconv.FormatInt(v, 10)
		out["zero"], out["one"], out["two"], out["more"] = int64(0), int64(1), int64(2), v/2+v
		out["a fraction"], out["a float"] = float64(v)+0.5, float64(v)
		out["a word"] = "many"
	case bool:
		out["the other"], out["as a word"], out["in capitals"] = !v, strconv.FormatBool(v), " TRUE"
	case []any:
		out["a word"], out["empty"] = "word", []any{}
	case map[string]any:
		out["a word"], out["empty"] = "word", map[string]any{}
	}
	return out
}

// each walks every value below an object, with its path.
func each(v any, path []string, visit func([]string, any)) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			below := append(slices.Clone(path), k)
			visit(below, v[k])
			each(v[k], below, visit)
		}
	case []any:
		for i := range v {
			below := append(slices.Clone(path), strconv.Itoa(i))
			visit(below, v[i])
			each(v[i], below, visit)
		}
	}
}

// set puts a value where a path leads to.
func set(o map[string]any, path []string, value any) {
	var at any = o
	for i, step := range path {
		last := i == len(path)-1
		switch v := at.(type) {
		case map[string]any:
			switch {
			case last && value == gone{}:
				delete(v, step)
			case last:
				v[step] = value
			}
			at = v[step]
		case []any:
			n, _ := strconv.Atoi(step) // each made it of a number
			if last && value == (gone{}) {
				value = nil
			}
			if last {
				v[n] = value
			}
			at = v[n]
		}
	}
}

func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, each := range v {
			out[k] = copied(each)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, each := range v {
			out[i] = copied(each)
		}
		return out
	}
	return v
}
