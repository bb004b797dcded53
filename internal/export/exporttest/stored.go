package exporttest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Server says what an API server would store of an object: of its own kinds
// what fits their types, and of Strimzi's what fits the schema of the lab.
type Server map[string]schema

// schema is the part of a structural schema that the lab's CRDs use.
type schema struct {
	Type       string            `yaml:"type"`
	Properties map[string]schema `yaml:"properties"`
	Required   []string          `yaml:"required"`
	Items      *schema           `yaml:"items"`
	Additional *schema           `yaml:"additionalProperties"`
	Enum       []string          `yaml:"enum"`
	Minimum    *int64            `yaml:"minimum"`
	Open       bool              `yaml:"x-kubernetes-preserve-unknown-fields"`
}

// NewServer reads the schemas of a folder of CustomResourceDefinitions.
func NewServer(folder string) (Server, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no CustomResourceDefinition is in %s", folder)
	}
	if err != nil {
		return nil, err
	}
	out := Server{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var crd struct {
			Spec struct {
				Names    struct{ Kind string }
				Versions []struct {
					Schema struct {
						Schema schema `yaml:"openAPIV3Schema"`
					}
				}
			}
		}
		if err := yaml.Unmarshal(text, &crd); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out[crd.Spec.Names.Kind] = crd.Spec.Versions[0].Schema.Schema
	}
	return out, nil
}

// Stored is the object as it is stored; nil for nothing, false for one that is
// refused.
func (s Server) Stored(kind string, o map[string]any) (map[string]any, bool) {
	switch kind {
	case "Pod":
		return as(o, &corev1.Pod{})
	case "StatefulSet":
		return as(o, &appsv1.StatefulSet{})
	case "Deployment":
		return as(o, &appsv1.Deployment{})
	}
	head, ok := as(o, &metav1.PartialObjectMetadata{})
	if o == nil || !ok {
		return nil, ok
	}
	out := map[string]any{}
	for k, v := range o {
		out[k] = v
	}
	out["metadata"] = head["metadata"]
	name, _ := head["metadata"].(map[string]any)["name"].(string)
	return out, name != "" && s[kind].fits(out) && (kind != "StrimziPodSet" || pods(out))
}

// pods tells whether the pods of a StrimziPodSet are some but for their nulls, which
// are stored as they are. What is no pod no operator writes, and the exported policies
// refuse it, closed.
func pods(o map[string]any) bool {
	list, _ := o["spec"].(map[string]any)["pods"].([]any)
	return !slices.ContainsFunc(list, func(p any) bool {
		one, ok := p.(map[string]any)
		if ok {
			_, ok = as(one, &corev1.Pod{})
		}
		return !ok
	})
}

// as is an object with what a type of Kubernetes has of it.
func as(o map[string]any, into any) (map[string]any, bool) {
	text, err := json.Marshal(o)
	if err != nil || o == nil || json.Unmarshal(text, into) != nil {
		return nil, o == nil
	}
	out, err := runtime.DefaultUnstructuredConverter.ToUnstructured(into)
	return out, err == nil
}

// fits tells whether a value is of a schema.
func (s schema) fits(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		missing := slices.ContainsFunc(s.Required, func(name string) bool { return v[name] == nil })
		return s.Type == "object" && !missing && s.fitBelow(v)
	case []any:
		return s.Type == "array" && !slices.ContainsFunc(v, func(item any) bool { return s.Items != nil && !s.Items.fits(item) })
	case string:
		return s.Type == "string" && (len(s.Enum) == 0 || slices.Contains(s.Enum, v))
	case bool:
		return s.Type == "boolean"
	case int64:
		return s.Type == "integer" && (s.Minimum == nil || v >= *s.Minimum)
	case float64:
		return s.Type == "integer" && v == float64(int64(v)) && (s.Minimum == nil || int64(v) >= *s.Minimum)
	}
	return false
}

func (s schema) fitBelow(v map[string]any) bool {
	for name, below := range s.Properties {
		if value, is := v[name]; is && !below.fits(value) {
			return false
		}
	}
	for _, value := range v {
		if s.Additional != nil && !s.Additional.fits(value) {
			return false
		}
	}
	return true
}
