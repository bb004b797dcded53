package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Order is that the webhooks must go.
type Order struct {
	Namespace string // where the record is kept
	Reason    string
	Local     string // who gives it, as this machine knows them: told beside the cluster's own name
	At        time.Time
	Look      bool // only look which would go
	Policies  bool // the bindings of exported policies that refuse go, too

	// Taking is told what goes and where it is kept, before it goes: whoever is
	// interrupted can put it back. nil: nobody is.
	Taking func(*Removed)
}

// Removed is what an order has done.
type Removed struct {
	Names   []string // of the configurations and bindings, in order
	Text    []byte   // all of them in JSON, as kubectl create takes them
	By      string   // who gave the order
	Record  string   // the ConfigMap that keeps it; "": none does
	Failure error    // why no record was kept

	Refusing []string // the bindings of exported policies that go on refusing
	Unlisted error    // why it is not known whether there are any
}

// BreakGlass takes our webhook configurations away, so that the API server asks
// nobody any more. What was taken away, by whom and why is kept in a ConfigMap
// first. A record that cannot be kept holds up nothing: whoever breaks the glass
// has an outage, and may have it because the namespace is gone.
//
// Exported policies refuse without us. Their bindings go if the order says so; if not,
// they are looked for once the webhooks are gone, and told. What cannot be listed of one
// kind keeps nothing of the other.
func (c *Client) BreakGlass(ctx context.Context, o Order) (Removed, error) {
	all, failed := c.meant(ctx, o.Policies)
	var err error
	out := Removed{Names: namesOf(all)}
	if len(all) > 0 {
		if out.Text, err = restorable(all); err == nil && !o.Look {
			err = c.take(ctx, o, all, &out)
		}
	}
	if !o.Policies {
		refusing, unlisted := c.listed(ctx, bindings, refuses)
		out.Refusing, out.Unlisted = namesOf(refusing), unlisted
	}
	return out, errors.Join(failed, err)
}

// meant are the objects that are to go.
func (c *Client) meant(ctx context.Context, policies bool) ([]*unstructured.Unstructured, error) {
	all, err := c.listed(ctx, webhooks, ours)
	if err != nil {
		err = fmt.Errorf("the webhook configurations cannot be listed: %w", err)
	}
	if !policies {
		return all, err
	}
	refusing, failed := c.listed(ctx, bindings, refuses)
	if failed != nil {
		failed = fmt.Errorf("the bindings of exported policies cannot be listed: %w", failed)
	}
	return append(all, refusing...), errors.Join(err, failed)
}

// take keeps a record of objects, and takes them away.
func (c *Client) take(ctx context.Context, o Order, all []*unstructured.Unstructured, out *Removed) error {
	out.By = c.caller(ctx, o.Local)
	out.Record, out.Failure = c.record(ctx, o, out)
	if o.Taking != nil {
		o.Taking(out)
	}
	return c.remove(ctx, all)
}

// listed are the objects of a resource that are meant. An API server that has no such
// resource has none.
func (c *Client) listed(ctx context.Context, r schema.GroupVersionResource, meant func(*unstructured.Unstructured) bool) (all []*unstructured.Unstructured, err error) {
	list, err := c.dynamic.Resource(r).List(ctx, metav1.ListOptions{})
	switch {
	case apierrors.IsNotFound(err) && r == bindings: // before Kubernetes 1.30
		return nil, nil
	case err != nil:
		return nil, err
	}
	for i := range list.Items {
		if o := &list.Items[i]; meant(o) {
			all = append(all, o)
		}
	}
	return all, nil
}

func namesOf(all []*unstructured.Unstructured) (out []string) {
	for _, o := range all {
		out = append(out, o.GetName())
	}
	return out
}

// resourceOf is what an object is deleted from.
func resourceOf(o *unstructured.Unstructured) schema.GroupVersionResource {
	if o.GetKind() == bindingKind {
		return bindings
	}
	return webhooks
}

// remove deletes just those objects that were read: not what has come under the
// same name since.
func (c *Client) remove(ctx context.Context, all []*unstructured.Unstructured) error {
	var errs []error
	for _, o := range all {
		uid := o.GetUID()
		err := c.dynamic.Resource(resourceOf(o)).Delete(ctx, o.GetName(), metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &uid}})
		if err != nil && !apierrors.IsNotFound(err) {
			errs = append(errs, fmt.Errorf("the %s %s is still there: %w", o.GetKind(), o.GetName(), err))
		}
	}
	return errors.Join(errs...)
}

// caller is who we are to the API server.
func (c *Client) caller(ctx context.Context, local string) string {
	question := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}}
	name := "somebody whom the API server does not name"
	if answer, err := c.dynamic.Resource(reviews).Create(ctx, question, metav1.CreateOptions{}); err == nil {
		if user, _, _ := unstructured.NestedString(answer.Object, "status", "userInfo", "username"); user != "" {
			name = user
		}
	}
	if local != "" {
		name += " (" + local + ")"
	}
	return name
}

// restorable are objects as they can be created again: without what the API server
// has added.
func restorable(all []*unstructured.Unstructured) ([]byte, error) {
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "v1", "kind": "List"}}
	for _, o := range all {
		bare := o.DeepCopy()
		for _, added := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"} {
			unstructured.RemoveNestedField(bare.Object, "metadata", added)
		}
		list.Items = append(list.Items, *bare)
	}
	return list.MarshalJSON()
}
