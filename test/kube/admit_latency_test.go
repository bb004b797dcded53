package kube

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// How many rounds are measured, and how many pods are created in each by each variant.
// BREAKWATER_ROUNDS and BREAKWATER_CREATES change them.
const (
	latencyRounds  = 3
	latencyCreates = 20
	latencyWarmUp  = 20 // creations that do not count: caches, connections, compiled expressions
)

// variant is a namespace with what is asked before a pod is stored in it.
type variant struct {
	name string
	stage
	pods dynamic.ResourceInterface
	pod  *unstructured.Unstructured
}

// nothing is the variant that the others are held against.
const nothing = "nothing"

// TestHowLongACreationTakes: on one API server the right broker is created with nothing
// that judges it, with our webhook, and with the exported policies, in turn. It measures,
// and fails where what it measures is not what it says: a variant that does not judge, or
// a creation that failed.
func TestHowLongACreationTakes(t *testing.T) {
	rounds, creates := told(t, "BREAKWATER_ROUNDS", latencyRounds, strconv.Atoi), told(t, "BREAKWATER_CREATES", latencyCreates, strconv.Atoi)
	all := latencyStage(t)
	for range latencyWarmUp {
		for _, v := range all {
			v.creates()
		}
	}
	f := &latency{Rounds: rounds, Creates: creates, Variants: map[string]*created{}}
	calls := all[0].counts(webhookCalls)
	for range rounds {
		f.round(all, creates)
	}
	f.Calls = all[0].counts(webhookCalls) - calls
	f.conclude()
	leaveFigures(t, f)
	if f.Calls != rounds*creates {
		t.Errorf("the API server called the webhook %d times for %d pods of its namespace: others were judged, or some were not", f.Calls, rounds*creates)
	}
	judgesAsItSays(all)
}

// latencyStage is a lab with the three variants, of which each judges its own namespace.
func latencyStage(t *testing.T) []variant {
	t.Helper()
	hooked := admitStage(t, true)
	r := hooked.admits(append(hooked.rotating()[:6], "--overlap", "40s", "--certificate-age", "1h", "--authority-age", "2h")...)
	hooked.install(r.addr) // no balancer: in a cluster the Service is one hop in the kernel
	advisory := kubelab.ID{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingWebhookConfiguration", Name: "breakwater-advisory"}
	if err := hooked.client.Delete(t.Context(), advisory, kubelab.Write{}); err != nil { // it would be asked about the others
		t.Fatal(err)
	}
	bare, checked := stageIn(t, hooked.lab), stageIn(t, hooked.lab)
	checked.applyPolicies(&rule.Settings{}, export.Label{})
	var all []variant
	for _, v := range []variant{{name: nothing, stage: bare}, {name: "webhook", stage: hooked}, {name: "exported_policies", stage: checked}} {
		v.pods = v.client.Dynamic().Resource(schema.GroupVersionResource{Version: "v1", Resource: "pods"}).Namespace(v.ns)
		objects, err := kubelab.Objects(v.in(aRightBroker))
		if err != nil {
			t.Fatal(err)
		}
		v.pod = objects[0]
		all = append(all, v)
	}
	judgesAsItSays(all)
	return all
}

// judgesAsItSays waits until the write-up's broker is refused by what each variant has,
// and by nothing where there is nothing. No counter tells it: Kubernetes counts a policy's
// check only if the object fails it (dispatcher.go of its validating policies, 1.37).
func judgesAsItSays(all []variant) {
	refusals := map[string]string{nothing: "<nil>", "webhook": "breakwater refuses", "exported_policies": "ValidatingAdmissionPolicy 'breakwater-pods-deny'"}
	for _, v := range all {
		v.Helper()
		v.eventually(func() error {
			_, err := v.client.Create(v.Context(), v.in(theWriteUpsBroker), kubelab.Write{DryRun: true})
			if said := fmt.Sprint(err); !strings.Contains(said, refusals[v.name]) {
				return fmt.Errorf("with %s the write-up's broker is answered with %s", v.name, said)
			}
			return nil
		})
	}
}

// creates is how long one creation takes. It must succeed.
func (v *variant) creates() time.Duration {
	v.Helper()
	began := time.Now()
	_, err := v.pods.Create(v.Context(), v.pod, metav1.CreateOptions{})
	took := time.Since(began)
	if err != nil {
		v.Fatalf("with %s the right broker is not created: %v", v.name, err)
	}
	return took
}

// round creates pods of all variants in turn, each time beginning with another one, and
// takes them away at its end.
func (f *latency) round(all []variant, creates int) {
	took := map[string][]time.Duration{}
	for n := range creates {
		for i := range all {
			v := &all[(n+i)%len(all)]
			took[v.name] = append(took[v.name], v.creates())
		}
	}
	now := int64(0)
	for _, v := range all {
		c := f.Variants[v.name]
		if c == nil {
			c = &created{}
			f.Variants[v.name] = c
		}
		slices.Sort(took[v.name])
		c.P50Round, c.P99Round = append(c.P50Round, quantile(took[v.name], 0.5)), append(c.P99Round, quantile(took[v.name], 0.99))
		if err := v.pods.DeleteCollection(v.Context(), metav1.DeleteOptions{GracePeriodSeconds: &now}, metav1.ListOptions{}); err != nil {
			v.Fatal(err)
		}
	}
}

// webhookCalls is a counter of the API server: its name, and what stands in the labels.
var webhookCalls = [2]string{"apiserver_admission_webhook_admission_duration_seconds_count", `name="enforcing.admission.breakwater"`}

// counts adds up a counter of the API server.
func (s stage) counts(what [2]string) (sum int) {
	s.Helper()
	text, err := s.lab.Metrics(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, what[0]+"{") || !strings.Contains(line, what[1]) {
			continue
		}
		fields := strings.Fields(line)
		n, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			s.Fatal(err)
		}
		sum += int(n)
	}
	return sum
}
