package kubernetes

import (
	"context"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// recordKey is the key of a record under which lies what was taken away.
const recordKey = "removed.json"

// The annotations of a record.
const (
	annotationBy      = "breakwater/by"
	annotationAt      = "breakwater/at"
	annotationReason  = "breakwater/reason"
	annotationRemoved = "breakwater/removed"
)

// record keeps what an order takes away in a ConfigMap that nobody can change. An
// Event would be gone after an hour.
func (c *Client) record(ctx context.Context, o Order, r *Removed) (name string, err error) {
	at := o.At.UTC()
	name = "breakwater-break-glass-" + at.Format("20060102-150405")
	_, err = c.dynamic.Resource(configMaps).Namespace(o.Namespace).Create(ctx, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "immutable": true,
		"metadata": map[string]any{
			"name": name, "namespace": o.Namespace, "labels": map[string]any{ManagedBy: Manager},
			"annotations": map[string]any{
				annotationBy: r.By, annotationAt: at.Format(time.RFC3339), annotationReason: o.Reason, annotationRemoved: strings.Join(r.Names, " "),
			},
		},
		"data": map[string]any{recordKey: string(r.Text)},
	}}, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	return name, nil
}

// Restore is the command that puts back what a record keeps. It needs nothing of
// ours.
func Restore(namespace, record string) string {
	return "kubectl -n " + namespace + " get configmap " + record + ` -o jsonpath='{.data.removed\.json}' | kubectl create -f -`
}

// TakeAway is the command that takes bindings away. It needs nothing of ours.
func TakeAway(bindings []string) string {
	return "kubectl delete validatingadmissionpolicybindings " + strings.Join(bindings, " ")
}

// ListBindings is the command that shows those of exported policies.
const ListBindings = "kubectl get validatingadmissionpolicybindings -l " + ManagedBy + "=" + Manager
