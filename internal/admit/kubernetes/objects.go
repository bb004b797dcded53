package kubernetes

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/breakwaterhq/breakwater/internal/admit"
)

var _ admit.Cluster = (*Client)(nil)

// Object reads one object. It needs the right to get it.
func (c *Client) Object(ctx context.Context, r admit.Resource, namespace, name string) ([]byte, error) {
	o, err := c.at(r, namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, notTold(err)
	}
	return o.MarshalJSON()
}

// Objects reads the objects of a namespace that a label selector chooses. It needs the
// right to list them.
func (c *Client) Objects(ctx context.Context, r admit.Resource, namespace, selector string) ([][]byte, error) {
	list, err := c.at(r, namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if apierrors.IsNotFound(err) { // a list that is empty is found
		return nil, admit.ErrNoResource
	}
	if err != nil {
		return nil, notTold(err)
	}
	var out [][]byte
	for i := range list.Items {
		text, err := list.Items[i].MarshalJSON()
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

func (c *Client) at(r admit.Resource, namespace string) dynamic.ResourceInterface {
	return c.dynamic.Resource(schema.GroupVersionResource{Group: r.Group, Version: r.Version, Resource: r.Resource}).Namespace(namespace)
}

// notTold is why the API server does not tell of an object.
func notTold(err error) error {
	switch {
	case apierrors.IsNotFound(err) && apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse): // a page, not a Status: nothing serves the path
		return admit.ErrNoResource
	case apierrors.IsNotFound(err):
		return admit.ErrAbsent
	case apierrors.IsForbidden(err):
		return fmt.Errorf("breakwater may not read it: %w", err)
	}
	return err
}
