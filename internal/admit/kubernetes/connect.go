package kubernetes

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// patience is how long one question to the API server may take. Whoever asks
// asks again; a question that hangs would hold up a rotation.
const patience = 10 * time.Second

// agent is what we are called in the logs of the API server.
const agent = "breakwater-admit"

// The resources that are read and written.
var (
	secrets    = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	configMaps = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	webhooks   = schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"}
	bindings   = schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingadmissionpolicybindings"}
	reviews    = schema.GroupVersionResource{Group: "authentication.k8s.io", Version: "v1", Resource: "selfsubjectreviews"}
)

// Access says which API server is meant, and as whom it is asked.
type Access struct {
	// Kubeconfig is a file. Empty: those that the variable KUBECONFIG names, else
	// ~/.kube/config, else the account of the pod that this process runs in.
	Kubeconfig string
	// Context is one of the kubeconfig. Empty: its current one.
	Context string
}

// Client asks one API server. Its methods may be called from several goroutines.
type Client struct {
	dynamic dynamic.Interface
	server  string // its URL
	context string // of the kubeconfig; "" where none names the cluster
}

// Connect finds out which API server is meant. It asks it nothing yet.
func Connect(a Access) (*Client, error) {
	files := clientcmd.NewDefaultClientConfigLoadingRules()
	files.ExplicitPath = a.Kubeconfig
	loads := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(files, &clientcmd.ConfigOverrides{CurrentContext: a.Context})
	config, err := loads.ClientConfig()
	switch {
	case clientcmd.IsEmptyConfig(err):
		return nil, fmt.Errorf("no Kubernetes cluster is named: there is no kubeconfig, and this is no pod: give one by --kubeconfig or KUBECONFIG")
	case err != nil:
		return nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	c, err := New(config)
	if err != nil {
		return nil, err
	}
	c.context = a.Context
	if raw, err := loads.RawConfig(); err == nil && c.context == "" {
		c.context = raw.CurrentContext
	}
	return c, nil
}

// Cluster names the API server, as "https://10.0.0.1:6443 (context prod)".
func (c *Client) Cluster() string {
	if c.context == "" {
		return c.server
	}
	return c.server + " (context " + c.context + ")"
}

// New makes a client of a connection that is known already.
func New(config *rest.Config) (*Client, error) {
	own := rest.CopyConfig(config)
	own.Timeout, own.UserAgent, own.WarningHandler = patience, agent, rest.NoWarnings{}
	own.QPS = -1 // we ask seldom, and whoever breaks the glass waits for nobody
	asks, err := dynamic.NewForConfig(own)
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	return &Client{dynamic: asks, server: config.Host}, nil
}
