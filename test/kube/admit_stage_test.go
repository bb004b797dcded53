package kube

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/cli"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// theWriteUpsBroker is incident D's pod: its log on emptyDir, a heap that fills the
// limit, nothing that keeps brokers apart.
const theWriteUpsBroker = `{apiVersion: v1, kind: Pod, metadata: {name: kafka-broker-0, namespace: NS, labels: {app: kafka-broker},
	ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: kafka-broker, uid: 4d3c8f52-0000-4000-8000-000000000000}]},
	spec: {containers: [{name: kafka, image: "apache/kafka:4.1.0", args: [kafka-server-start.sh, -Xmx8g], env: [{name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}],
		resources: {limits: {memory: 8Gi}, requests: {memory: 8Gi}}, volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]}],
		volumes: [{name: data, emptyDir: {}}]}}`

// aRightBroker is that pod as it should be.
const aRightBroker = `{apiVersion: v1, kind: Pod, metadata: {generateName: kafka-broker-, namespace: NS, labels: {app: kafka-broker},
	ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: kafka-broker, uid: 4d3c8f52-0000-4000-8000-000000000000}]},
	spec: {
		affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: kafka-broker}}}]}},
		topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: kafka-broker}}}],
		containers: [{name: kafka, image: "apache/kafka:4.1.0", args: [kafka-server-start.sh, -Xmx4g], env: [{name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}],
		resources: {limits: {memory: 8Gi}, requests: {memory: 8Gi}}, volumeMounts: [{name: data, mountPath: /var/lib/kafka/data}]}],
		volumes: [{name: data, persistentVolumeClaim: {claimName: data-0}}]}}`

// ourAccount is who breakwater is to the API server, by the manifests.
const ourAccount = "system:serviceaccount:breakwater:breakwater-admit"

// said is what a command prints, read while it runs.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// command runs a command to its end.
func command(t *testing.T, args ...string) (code finding.Exit, out, complaint string) {
	t.Helper()
	var o, e said
	code = cli.Main(t.Context(), args, cli.Env{In: strings.NewReader(""), Out: &o, Err: &e, Getenv: func(string) string { return "" }, Now: time.Now})
	return code, o.String(), e.String()
}

// A replica is one breakwater admit, in this process.
type replica struct {
	addr   string
	cancel context.CancelFunc
	code   chan finding.Exit
	said   *said
}

var answersAt = regexp.MustCompile(`answering reviews at https://(\S+)/advise`)

// admits begins a replica.
func (s stage) admits(args ...string) *replica {
	s.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.Context()))
	r := &replica{cancel: cancel, code: make(chan finding.Exit, 1), said: &said{}}
	env := cli.Env{In: strings.NewReader(""), Out: io.Discard, Err: r.said, Getenv: func(string) string { return "" }, Now: time.Now}
	go func() {
		r.code <- cli.Main(ctx, append([]string{"admit", "--listen", "127.0.0.1:0"}, args...), env)
		close(r.code)
	}()
	s.Cleanup(func() {
		cancel()
		<-r.code
		if s.Failed() {
			s.Logf("the replica at %s said:\n%s", r.addr, r.said)
		}
	})
	s.eventually(func() error {
		m := answersAt.FindStringSubmatch(r.said.String())
		if m == nil {
			return fmt.Errorf("the replica says %s", r.said)
		}
		r.addr = m[1]
		return nil
	})
	return r
}

// end ends a replica as SIGTERM does, and waits.
func (r *replica) end(t *testing.T) {
	t.Helper()
	r.cancel()
	select {
	case code := <-r.code:
		if code != finding.ExitInterrupted {
			t.Errorf("a replica that is asked to end has exit code %d\n%s", code, r.said)
		}
	case <-time.After(patience):
		t.Errorf("the replica does not end\n%s", r.said)
	}
}

// rotating are the flags of a replica that makes its own certificates as fast as it
// can, as the account that the manifests make.
func (s stage) rotating() []string {
	s.Helper()
	file := filepath.Join(s.TempDir(), "kubeconfig")
	text := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: %q, certificate-authority-data: %s}}]\n"+
		"users: [{name: a, user: {token: %s, as: %q}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\ncurrent-context: a\n",
		s.lab.URL(), base64.StdEncoding.EncodeToString(s.lab.CA()), s.lab.Token(), ourAccount)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return []string{"--rotate-secret", "breakwater-admit-certificates", "--kubeconfig", file, "--certificate-name", "127.0.0.1",
		"--overlap", "4s", "--certificate-age", "4s", "--authority-age", "8s", "--drain", "2s"}
}

// admitStage is a lab of its own, because webhooks are asked about all namespaces,
// with the namespace of the stage enforced or not.
func admitStage(t *testing.T, enforced bool) stage {
	t.Helper()
	s := stageIn(t, kubelab.Run(t, kubelab.Options{}))
	if enforced {
		s.enforce()
	}
	return s
}

func (s stage) enforce() {
	s.Helper()
	id := kubelab.ID{APIVersion: "v1", Kind: "Namespace", Name: s.ns}
	if _, err := s.client.Patch(s.Context(), id, `{"metadata": {"labels": {"breakwater/enforce": "true"}}}`, kubelab.Write{}); err != nil {
		s.Fatal(err)
	}
}

// install applies what 'breakwater admit manifests' prints, with a balancer in the
// place of the Service: there is no network of pods here.
func (s stage) install(at string) {
	s.Helper()
	code, text, complaint := command(s.T, "admit", "manifests")
	if code != finding.ExitClean {
		s.Fatal(complaint)
	}
	objects, err := kubelab.Objects(text)
	if err != nil {
		s.Fatal(err)
	}
	for _, o := range objects {
		if o.GetKind() == "ValidatingWebhookConfiguration" {
			calls(s.T, o, at)
		}
		body, err := o.MarshalJSON()
		if err != nil {
			s.Fatal(err)
		}
		if err := s.client.Apply(s.Context(), string(body), kubelab.Write{FieldValidation: "Strict"}); err != nil {
			s.Fatalf("%s %s is not taken: %v", o.GetKind(), o.GetName(), err)
		}
	}
}

// calls makes a configuration call an address instead of a Service.
func calls(t *testing.T, o *unstructured.Unstructured, at string) {
	t.Helper()
	for _, hook := range o.Object["webhooks"].([]any) {
		client := hook.(map[string]any)["clientConfig"].(map[string]any)
		client["url"] = "https://" + at + client["service"].(map[string]any)["path"].(string)
		delete(client, "service")
	}
}

// judged waits until the API server asks about the namespace, and is answered.
func (s stage) judged() {
	s.Helper()
	s.eventually(func() error {
		_, err := s.client.Create(s.Context(), s.in(theWriteUpsBroker), kubelab.Write{DryRun: true})
		if err == nil || !strings.Contains(err.Error(), "breakwater refuses") {
			return fmt.Errorf("nobody judges: %w", errors.Join(err, errors.New("want a refusal")))
		}
		return nil
	})
}

// listens is a listener on loopback.
func listens(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
