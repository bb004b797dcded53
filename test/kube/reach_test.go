package kube

import (
	"encoding/json"
	"net/http"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// statusOf is the status that the API server answers to a GET.
func statusOf(t *testing.T, config *rest.Config, url string) int {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

func fromKubeconfig(t *testing.T, path string) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// event is what the tests look at of an event of audit.k8s.io/v1.
type event struct {
	Verb        string
	Stage       string
	User        struct{ Username string }
	ObjectRef   struct{ Resource, Namespace, Name string }
	Annotations map[string]string
}

func auditOf(t *testing.T, l *kubelab.Lab) (out []event) {
	t.Helper()
	for _, line := range l.Audit() {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v in %.200s", err, line)
		}
		out = append(out, e)
	}
	return out
}
