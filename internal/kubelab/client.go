package kubelab

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// manager is who owns the fields that Apply sets.
const manager = "kubelab"

// A Client writes and reads objects of every kind, as YAML and as maps. It is
// the user admin of its lab. Its methods may be called from several goroutines.
type Client struct {
	dynamic dynamic.Interface
	kinds   *kinds

	mu       sync.Mutex
	warnings []string
}

// Write says how an object is written. The zero value is what the API server
// does by itself.
type Write struct {
	// FieldValidation is what becomes of a field that the kind does not have:
	// "Strict" refuses the object, "Warn" drops the field and warns, "Ignore"
	// drops it without a word. Empty is the server's default, which is Warn for
	// requests of programs; kubectl asks for Strict.
	FieldValidation string
	// DryRun has everything done except storing.
	DryRun bool
	// Subresource is what of the object is written, as "status" or "eviction".
	Subresource string
}

// An ID names one object.
type ID struct {
	APIVersion string // as "v1" or "kafka.strimzi.io/v1"
	Kind       string
	Namespace  string // empty for what has none
	Name       string
}

// Client returns a new client: the warnings that it keeps are its own.
func (l *Lab) Client() (*Client, error) {
	c := &Client{kinds: &kinds{ask: l.Get}}
	config := l.Config()
	config.WarningHandler = c
	var err error
	c.dynamic, err = dynamic.NewForConfig(config)
	return c, err
}

// HandleWarningHeader keeps a warning, as client-go calls it.
func (c *Client) HandleWarningHeader(_ int, _, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.warnings = append(c.warnings, text)
}

var _ rest.WarningHandler = (*Client)(nil)

// Warnings are those of the API server since the last call, in their order. An
// answer that denies has warnings, too.
func (c *Client) Warnings() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.warnings
	c.warnings = nil
	return out
}

// Create creates the one object that a text holds.
func (c *Client) Create(ctx context.Context, text string, w Write) (*unstructured.Unstructured, error) {
	o, err := one(text)
	if err != nil {
		return nil, err
	}
	at, err := c.resource(ctx, IDOf(o))
	if err != nil {
		return nil, err
	}
	return at.Create(ctx, o, metav1.CreateOptions{FieldValidation: w.FieldValidation, DryRun: w.dryRun()}, w.subresources()...)
}

// Update replaces an object that is there.
func (c *Client) Update(ctx context.Context, o *unstructured.Unstructured, w Write) (*unstructured.Unstructured, error) {
	at, err := c.resource(ctx, IDOf(o))
	if err != nil {
		return nil, err
	}
	return at.Update(ctx, o, metav1.UpdateOptions{FieldValidation: w.FieldValidation, DryRun: w.dryRun()}, w.subresources()...)
}

// Apply creates or changes every object of a text, in its order, by server-side
// apply, until one is refused.
func (c *Client) Apply(ctx context.Context, text string, w Write) error {
	all, err := Objects(text)
	if err != nil {
		return err
	}
	for _, o := range all {
		if err := c.apply(ctx, o, w); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) apply(ctx context.Context, o *unstructured.Unstructured, w Write) error {
	body, err := o.MarshalJSON()
	if err != nil {
		return err
	}
	force := true
	options := metav1.PatchOptions{FieldManager: manager, Force: &force, FieldValidation: w.FieldValidation, DryRun: w.dryRun()}
	_, err = c.patch(ctx, IDOf(o), types.ApplyPatchType, body, options, w)
	return err
}

// Patch changes an object by a JSON merge patch, as {"spec": {"replicas": 3}}.
func (c *Client) Patch(ctx context.Context, id ID, patch string, w Write) (*unstructured.Unstructured, error) {
	return c.patch(ctx, id, types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldValidation: w.FieldValidation, DryRun: w.dryRun()}, w)
}

func (c *Client) patch(ctx context.Context, id ID, kind types.PatchType, body []byte, o metav1.PatchOptions, w Write) (*unstructured.Unstructured, error) {
	at, err := c.resource(ctx, id)
	if err != nil {
		return nil, err
	}
	return at.Patch(ctx, id.Name, kind, body, o, w.subresources()...)
}

// Get reads an object, or one of its subresources.
func (c *Client) Get(ctx context.Context, id ID, subresources ...string) (*unstructured.Unstructured, error) {
	at, err := c.resource(ctx, id)
	if err != nil {
		return nil, err
	}
	return at.Get(ctx, id.Name, metav1.GetOptions{}, subresources...)
}

// List reads every object of a kind in a namespace; an empty namespace is all
// of them. The name of the id is not looked at.
func (c *Client) List(ctx context.Context, id ID) ([]unstructured.Unstructured, error) {
	at, err := c.resource(ctx, id)
	if err != nil {
		return nil, err
	}
	list, err := at.List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

// Delete removes an object at once, as far as its finalizers let it.
func (c *Client) Delete(ctx context.Context, id ID, w Write) error {
	at, err := c.resource(ctx, id)
	if err != nil {
		return err
	}
	now := int64(0)
	return at.Delete(ctx, id.Name, metav1.DeleteOptions{GracePeriodSeconds: &now, DryRun: w.dryRun()})
}

// Dynamic is client-go's own client, for what this one does not do.
func (c *Client) Dynamic() dynamic.Interface { return c.dynamic }

// resource is where the objects of a kind are.
func (c *Client) resource(ctx context.Context, id ID) (dynamic.ResourceInterface, error) {
	what, namespaced, err := c.kinds.find(ctx, id.APIVersion, id.Kind)
	switch {
	case err != nil:
		return nil, err
	case !namespaced && id.Namespace != "":
		return nil, fmt.Errorf("a %s has no namespace, but %s is to be in %s", id.Kind, id.Name, id.Namespace)
	case !namespaced:
		return c.dynamic.Resource(what), nil
	}
	return c.dynamic.Resource(what).Namespace(id.Namespace), nil
}

func (w Write) dryRun() []string {
	if !w.DryRun {
		return nil
	}
	return []string{metav1.DryRunAll}
}

func (w Write) subresources() []string {
	return slices.DeleteFunc([]string{w.Subresource}, func(s string) bool { return s == "" })
}

func one(text string) (*unstructured.Unstructured, error) {
	all, err := Objects(text)
	if err == nil && len(all) != 1 {
		err = errors.New("one object is created at a time: use Apply for several")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Evict asks for a pod to leave its node, as a drain does. The text is an
// Eviction of policy/v1.
func (c *Client) Evict(ctx context.Context, text string) error {
	o, err := one(text)
	if err != nil {
		return err
	}
	pods, err := c.resource(ctx, ID{APIVersion: "v1", Kind: "Pod", Namespace: o.GetNamespace()})
	if err != nil {
		return err
	}
	_, err = pods.Create(ctx, o, metav1.CreateOptions{}, "eviction")
	return err
}
