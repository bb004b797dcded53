package kubernetes

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

// stateKey is the key of the Secret that holds the state. Other keys are left
// alone.
const stateKey = "state.json"

// Place is a Secret, and the webhook configurations that trust what lies in it.
type Place struct {
	secrets   dynamic.ResourceInterface
	webhooks  dynamic.ResourceInterface
	namespace string
	secret    string
	names     []string // of the webhook configurations
}

var _ rotate.Place = (*Place)(nil)

// Place is where certificates lie: a Secret of a namespace, and the webhook
// configurations of these names. It needs the rights to get and patch them, and
// to create the Secret where it is not there yet.
func (c *Client) Place(namespace, secret string, webhookNames []string) *Place {
	return &Place{
		secrets: c.dynamic.Resource(secrets).Namespace(namespace), webhooks: c.dynamic.Resource(webhooks),
		namespace: namespace, secret: secret, names: webhookNames,
	}
}

// Load reads the state. A Secret without one, as the manifests make it, is an
// ErrNone with a version: what is saved next goes into it.
func (p *Place) Load(ctx context.Context) (state []byte, version string, err error) {
	o, err := p.secrets.Get(ctx, p.secret, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, "", rotate.ErrNone
	case err != nil:
		return nil, "", fmt.Errorf("the Secret %s/%s cannot be read: %w", p.namespace, p.secret, err)
	}
	text, found, err := unstructured.NestedString(o.Object, "data", stateKey)
	if err != nil || !found {
		return nil, o.GetResourceVersion(), rotate.ErrNone
	}
	state, err = base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, o.GetResourceVersion(), rotate.ErrNone // the API server stores nothing else than base64
	}
	return state, o.GetResourceVersion(), nil
}

// Save writes the state, unless somebody else has written to the Secret since
// that version.
func (p *Place) Save(ctx context.Context, state []byte, version string) error {
	var err error
	if version == "" {
		err = p.create(ctx, state)
	} else {
		err = p.replace(ctx, state, version)
	}
	switch {
	case apierrors.IsConflict(err), apierrors.IsAlreadyExists(err):
		return rotate.ErrConflict
	case err != nil:
		return fmt.Errorf("the Secret %s/%s cannot be written: %w", p.namespace, p.secret, err)
	}
	return nil
}

func (p *Place) create(ctx context.Context, state []byte) error {
	o := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
		"metadata": map[string]any{"name": p.secret, "namespace": p.namespace, "labels": map[string]any{ManagedBy: Manager}},
		"data":     map[string]any{stateKey: base64.StdEncoding.EncodeToString(state)},
	}}
	_, err := p.secrets.Create(ctx, o, metav1.CreateOptions{})
	return err
}

// replace is a merge patch, so that other keys stay. With a version in it the API
// server refuses a patch of what has another one.
func (p *Place) replace(ctx context.Context, state []byte, version string) error {
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"resourceVersion": version},
		"data":     map[string]any{stateKey: state}, // []byte is base64 in JSON
	})
	if err != nil {
		return err
	}
	_, err = p.secrets.Patch(ctx, p.secret, types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}
