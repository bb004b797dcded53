package kubelab

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kinds knows under which path the objects of a kind are. The API server tells
// it; client-go's own discovery would bring the schema of everything with it.
type kinds struct {
	ask func(ctx context.Context, path string) (string, error)

	mu    sync.Mutex
	known map[string]metav1.APIResource // by version and kind
}

// find is the resource of a kind, and whether it is in a namespace. What is not
// known is asked for each time: a CRD may have come.
func (k *kinds) find(ctx context.Context, version, kind string) (schema.GroupVersionResource, bool, error) {
	group, err := schema.ParseGroupVersion(version)
	if err != nil {
		return schema.GroupVersionResource{}, false, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.known[version+" "+kind]; !ok {
		if err := k.learn(ctx, version); err != nil {
			return schema.GroupVersionResource{}, false, err
		}
	}
	resource, ok := k.known[version+" "+kind]
	if !ok {
		return schema.GroupVersionResource{}, false, fmt.Errorf("the API server has no kind %s in %s", kind, version)
	}
	return group.WithResource(resource.Name), resource.Namespaced, nil
}

func (k *kinds) learn(ctx context.Context, version string) error {
	path := "/apis/" + version
	if version == "v1" {
		path = "/api/v1"
	}
	text, err := k.ask(ctx, path)
	if err != nil {
		return err
	}
	var list metav1.APIResourceList
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if k.known == nil {
		k.known = map[string]metav1.APIResource{}
	}
	for _, r := range list.APIResources {
		if !strings.Contains(r.Name, "/") { // no subresource
			k.known[version+" "+r.Kind] = r
		}
	}
	return nil
}
