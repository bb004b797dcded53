package kubelab

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// The versions of Strimzi's API. Its releases 0.49 to 0.51 serve both, from 1.0
// on there is v1 alone.
const (
	V1      = "v1"
	V1Beta2 = "v1beta2"
)

//go:embed crds/*.yaml
var crds embed.FS

// CRDs are the kinds of Strimzi that brokers and topics are made of: Kafka,
// KafkaNodePool, KafkaTopic and StrimziPodSet, in the versions that are to be
// served: V1 where none is named. The first of them is the one that is stored.
func CRDs(versions ...string) ([]*unstructured.Unstructured, error) {
	if len(versions) == 0 {
		versions = []string{V1}
	}
	files, err := crds.ReadDir("crds")
	if err != nil {
		return nil, err
	}
	var out []*unstructured.Unstructured
	for _, f := range files {
		text, err := crds.ReadFile("crds/" + f.Name())
		if err != nil {
			return nil, err
		}
		crd, err := one(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		if err := serve(crd, versions); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		out = append(out, crd)
	}
	return out, nil
}

// serve puts the versions that are asked for in the place of v1.
func serve(crd *unstructured.Unstructured, versions []string) error {
	written, _, err := unstructured.NestedSlice(crd.Object, "spec", "versions")
	if err != nil {
		return err
	}
	var served []any
	for i, name := range versions {
		if name != V1 && name != V1Beta2 || slices.Contains(versions[:i], name) {
			return fmt.Errorf("version %q is not served: %s and %s are, each once", name, V1, V1Beta2)
		}
		version := runtime.DeepCopyJSON(written[0].(map[string]any))
		version["name"], version["storage"] = name, i == 0
		if kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind"); name == V1Beta2 && kind == "Kafka" {
			if err := withNodes(version); err != nil {
				return err
			}
		}
		served = append(served, version)
	}
	return unstructured.SetNestedSlice(crd.Object, served, "spec", "versions")
}

// withNodes adds what v1beta2 of Kafka still has, and v1 has in KafkaNodePool
// alone.
func withNodes(version map[string]any) error {
	kafka := []string{"schema", "openAPIV3Schema", "properties", "spec", "properties", "kafka", "properties"}
	for field, schema := range map[string]any{
		"replicas": map[string]any{"type": "integer", "minimum": int64(1)},
		"storage":  map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true},
	} {
		if err := unstructured.SetNestedField(version, schema, append(slices.Clone(kafka), field)...); err != nil {
			return err
		}
	}
	return nil
}

// InstallCRDs creates CRDs, or changes them to those versions, and returns once
// objects of them are taken.
func (c *Client) InstallCRDs(ctx context.Context, versions ...string) error {
	all, err := CRDs(versions...)
	if err != nil {
		return err
	}
	for _, crd := range all {
		if err := c.apply(ctx, crd, Write{FieldValidation: "Strict"}); err != nil {
			return err
		}
	}
	for _, crd := range all {
		err := Until(ctx, func() error { return c.established(ctx, IDOf(crd)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// established says why a CRD is not yet served.
func (c *Client) established(ctx context.Context, id ID) error {
	crd, err := c.Get(ctx, id)
	if err != nil {
		return err
	}
	if !holds(crd, "Established") {
		return fmt.Errorf("the API server does not serve %s yet", id.Name)
	}
	return nil
}
