package exporttest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed objects.yaml
var objects string

// Case is one request: an object and what it was before, as maps of JSON.
// Object is nil where it is deleted, Old where it is new.
type Case struct {
	Name        string
	Kind        string
	Object, Old map[string]any
}

// kinds are those for which policies are exported.
var kinds = []string{"Pod", "StatefulSet", "Deployment", "StrimziPodSet", "KafkaTopic", "Kafka", "KafkaNodePool"}

// Deletable tells the kinds of which a deletion must be confirmed.
func Deletable(kind string) bool {
	return kind == "KafkaTopic" || kind == "Kafka" || kind == "KafkaNodePool"
}

// Objects are the fixtures and the objects of every documented example of some
// rules, each once.
func Objects(rules []*rule.Rule) ([]Case, error) {
	out, err := parse("fixture", objects)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		page, err := r.Doc.Page()
		if err != nil {
			return nil, err
		}
		for _, e := range slices.Concat(page.Bad, page.Good) {
			some, err := parse(r.Name+" "+e.File, e.Text)
			if err != nil {
				continue // an example of another format
			}
			out = append(out, some...)
		}
	}
	return out, nil
}

// parse reads the objects of a text that are of the exported kinds.
func parse(name, text string) (out []Case, err error) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for i := 0; ; i++ {
		var o map[string]any
		switch err := decoder.Decode(&o); {
		case err != nil && err.Error() == "EOF":
			return out, nil
		case err != nil:
			return nil, err
		}
		kind, _ := o["kind"].(string)
		version, _ := o["apiVersion"].(string)
		if slices.Contains(kinds, kind) && !strings.HasSuffix(version, "beta1") && !strings.HasSuffix(version, "beta2") {
			out = append(out, Case{Name: fmt.Sprintf("%s %d %s", name, i, kind), Kind: kind, Object: asJSON(o)})
		}
	}
}

// asJSON is a value as a decoder of an API server makes it: whole numbers are
// int64.
func asJSON(o map[string]any) map[string]any {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // every value came from YAML with words for keys
	}
	var out map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil {
		panic(err)
	}
	return whole(out).(map[string]any)
}

func whole(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, each := range v {
			v[k] = whole(each)
		}
	case []any:
		for i, each := range v {
			v[i] = whole(each)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64() // a number of JSON, or infinite
		return f
	}
	return v
}
