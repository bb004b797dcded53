package cli

import (
	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes"
)

// accessOptions say which Kubernetes cluster is meant.
type accessOptions struct {
	kubernetes.Access
	namespace string
}

func (o *accessOptions) addFlags(c *cobra.Command, when string) {
	f := c.Flags()
	f.StringVar(&o.Kubeconfig, "kubeconfig", "", when+"the kubeconfig `FILE`; else that of KUBECONFIG, ~/.kube/config, or the pod's own account")
	f.StringVar(&o.Context, "context", "", when+"the `NAME` of one of its contexts")
	addNamespace(c, &o.namespace)
}

func addNamespace(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "namespace", admitNamespace, "the namespace `NAME` that breakwater is in")
}
