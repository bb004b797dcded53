package kubernetes

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

// Published tells whether every webhook of every configuration trusts all of a
// bundle. It may trust more. A configuration that is not there calls nobody.
func (p *Place) Published(ctx context.Context, bundle string) (bool, error) {
	for _, name := range p.names {
		o, err := p.configuration(ctx, name)
		if err != nil {
			return false, err
		}
		for _, trusted := range bundlesOf(o) {
			if !holds(trusted, bundle) {
				return false, nil
			}
		}
	}
	return true, nil
}

// Publish makes every webhook of every configuration trust a bundle, and nothing
// else. One that cannot be written keeps none of the others from it.
func (p *Place) Publish(ctx context.Context, bundle string) error {
	var errs []error
	for _, name := range p.names {
		errs = append(errs, p.publish(ctx, name, bundle))
	}
	return errors.Join(errs...)
}

func (p *Place) publish(ctx context.Context, name, bundle string) error {
	o, err := p.configuration(ctx, name)
	if err != nil || o == nil {
		return err
	}
	patch, err := trusting(o, bundle)
	if err != nil || patch == nil {
		return err
	}
	_, err = p.webhooks.Patch(ctx, name, types.JSONPatchType, patch, metav1.PatchOptions{})
	switch {
	case apierrors.IsConflict(err):
		return rotate.ErrConflict
	case apierrors.IsNotFound(err): // taken away meanwhile
		return nil
	case err != nil:
		return fmt.Errorf("the caBundle of the ValidatingWebhookConfiguration %s cannot be written: %w", name, err)
	}
	return nil
}

// configuration is one of ours; nil where it is not there.
func (p *Place) configuration(ctx context.Context, name string) (*unstructured.Unstructured, error) {
	o, err := p.webhooks.Get(ctx, name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("the ValidatingWebhookConfiguration %s cannot be read: %w", name, err)
	}
	return o, nil
}

// bundlesOf are the caBundles of a configuration's webhooks, in PEM: "" for one
// that has none.
func bundlesOf(o *unstructured.Unstructured) (out []string) {
	if o == nil {
		return nil
	}
	all, _, _ := unstructured.NestedSlice(o.Object, "webhooks") // of another shape: the API server stores none
	for _, w := range all {
		hook, _ := w.(map[string]any)
		text, _, _ := unstructured.NestedString(hook, "clientConfig", "caBundle")
		bundle, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			bundle = nil
		}
		out = append(out, string(bundle))
	}
	return out
}

// holds tells whether one bundle has every certificate of another.
func holds(trusted, bundle string) bool {
	for rest := []byte(bundle); ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return true
		}
		if !strings.Contains(trusted, strings.TrimSpace(string(pem.EncodeToMemory(b)))) {
			return false
		}
	}
}

// operation is one of a JSON patch (RFC 6902).
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// trusting is the patch that makes every webhook trust a bundle, and that the API
// server refuses where the configuration has changed since it was read; nil where
// there is nothing to change.
func trusting(o *unstructured.Unstructured, bundle string) ([]byte, error) {
	all := []operation{{"replace", "/metadata/resourceVersion", o.GetResourceVersion()}}
	for i, is := range bundlesOf(o) {
		if is != bundle {
			all = append(all, operation{"add", fmt.Sprintf("/webhooks/%d/clientConfig/caBundle", i), []byte(bundle)})
		}
	}
	if len(all) == 1 {
		return nil, nil
	}
	return json.Marshal(all)
}
