package kubernetes

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/breakwaterhq/breakwater/internal/admit"
)

var pools = admit.Resource{Group: "kafka.strimzi.io", Version: "v1", Resource: "kafkanodepools"}

const poolPath = "/apis/kafka.strimzi.io/v1/namespaces/kafka/kafkanodepools"

func TestObjectsAreReadAsTheyAre(t *testing.T) {
	s, c := serve(t, map[string]string{poolPath + "/brokers": `{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaNodePool","metadata":{"name":"brokers"},"spec":{"replicas":3}}`})
	text, err := c.Object(t.Context(), pools, "kafka", "brokers")
	if err != nil || decoded(t, string(text))["spec"].(map[string]any)["replicas"] != float64(3) {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := c.Object(t.Context(), pools, "kafka", "none"); !errors.Is(err, admit.ErrAbsent) {
		t.Errorf("one that is not there: %v", err)
	}
	if _, err := c.Objects(t.Context(), pools, "kafka", ""); !errors.Is(err, admit.ErrNoResource) { // the store has no such list
		t.Errorf("a kind that the cluster does not have: %v", err)
	}
	s.fails = func(string, string) int { return 403 }
	for _, ask := range []func() error{
		func() error { _, err := c.Object(t.Context(), pools, "kafka", "brokers"); return err },
		func() error { _, err := c.Objects(t.Context(), pools, "kafka", "a=b"); return err },
	} {
		if err := ask(); err == nil || errors.Is(err, admit.ErrAbsent) || !strings.Contains(err.Error(), "breakwater may not read it") {
			t.Errorf("without the right: %v", err)
		}
	}
}

// TestAListHasWholeObjects: the API server leaves apiVersion and kind of a list's items
// out, and rules go by them.
func TestAListHasWholeObjects(t *testing.T) {
	hooks := admit.Resource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"}
	bare := strings.NewReplacer(`"apiVersion":"admissionregistration.k8s.io/v1",`, "", `"kind":"ValidatingWebhookConfiguration",`, "").Replace(hookNamed("a"))
	_, c := serve(t, map[string]string{"/apis/admissionregistration.k8s.io/v1/namespaces/x/validatingwebhookconfigurations/a": bare})
	all, err := c.Objects(t.Context(), hooks, "x", "")
	if err != nil || len(all) != 1 {
		t.Fatalf("%d objects, %v", len(all), err)
	}
	var o struct{ APIVersion, Kind string }
	if err := json.Unmarshal(all[0], &o); err != nil || o.Kind != "ValidatingWebhookConfiguration" || o.APIVersion != "admissionregistration.k8s.io/v1" {
		t.Errorf("%s, %v", all[0], err)
	}
}

// TestAPathThatNothingServesIsNoAnswer: of a version that it does not have, the API
// server answers with a page of text, not with a Status.
func TestAPathThatNothingServesIsNoAnswer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	c, err := New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Object(t.Context(), pools, "kafka", "brokers"); !errors.Is(err, admit.ErrNoResource) {
		t.Errorf("an object: %v", err)
	}
	if _, err := c.Objects(t.Context(), pools, "kafka", ""); !errors.Is(err, admit.ErrNoResource) {
		t.Errorf("a list: %v", err)
	}
}
