package kubernetes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
)

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: a, user: {token: t}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
current-context: a
`

func TestWhichClusterIsMeant(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "") // in a pod it would be the pod's own
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	if _, err := Connect(Access{}); err == nil || !strings.Contains(err.Error(), "no Kubernetes cluster is named") {
		t.Errorf("without a kubeconfig: %v", err)
	}
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(kubeconfig), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, right := range []Access{{Kubeconfig: file}, {Kubeconfig: file, Context: "a"}} {
		if _, err := Connect(right); err != nil {
			t.Errorf("%+v: %v", right, err)
		}
	}
	for _, wrong := range []Access{{Kubeconfig: file, Context: "b"}, {Kubeconfig: file + "x"}} {
		if _, err := Connect(wrong); err == nil || !strings.Contains(err.Error(), "the kubeconfig cannot be used") {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	t.Setenv("KUBECONFIG", file)
	if _, err := Connect(Access{}); err != nil {
		t.Errorf("by KUBECONFIG: %v", err)
	}
	if _, err := New(&rest.Config{Host: "https://\x00"}); err == nil {
		t.Error("an address that is none was taken")
	}
}
