package admit

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// kubernetes is a Kubernetes cluster that holds the objects of a text. It ends the test
// that asks for what no review needs.
type kubernetes struct {
	t       *testing.T
	objects []string // YAML, a kind and a name each
	hangs   bool
	fails   error
	asked   []string
}

var plurals = map[string]string{
	"kafkas": "Kafka", "kafkanodepools": "KafkaNodePool", "statefulsets": "StatefulSet", "strimzipodsets": "StrimziPodSet", "poddisruptionbudgets": "PodDisruptionBudget",
}

func (k *kubernetes) answer(ctx context.Context, r Resource, namespace string) error {
	k.asked = append(k.asked, r.Resource)
	if plurals[r.Resource] == "" || r.Version == "" || namespace == "" {
		k.t.Errorf("%s of %s is asked for in namespace %q", r.Resource, r.Version, namespace)
	}
	if _, limited := ctx.Deadline(); !limited {
		k.t.Error("a question without a deadline")
	}
	if k.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return k.fails
}

func (k *kubernetes) Object(ctx context.Context, r Resource, namespace, name string) ([]byte, error) {
	if err := k.answer(ctx, r, namespace); err != nil {
		return nil, err
	}
	for _, text := range k.objects {
		if strings.Contains(text, "kind: "+plurals[r.Resource]+"\n") && strings.Contains(text, "name: "+name+",") {
			return objectOf(k.t, text), nil
		}
	}
	return nil, ErrAbsent
}

func (k *kubernetes) Objects(ctx context.Context, r Resource, namespace, selector string) ([][]byte, error) {
	if err := k.answer(ctx, r, namespace); err != nil {
		return nil, err
	}
	var out [][]byte
	for _, text := range k.objects {
		if strings.Contains(text, "kind: "+plurals[r.Resource]+"\n") && strings.Contains(text, strings.Replace(selector, "=", ": ", 1)) {
			out = append(out, objectOf(k.t, text))
		}
	}
	return out, nil
}

// kafka is a Kafka cluster that tells what the test says.
type kafka struct {
	topic    TopicFacts
	replicas ReplicaFacts
	fails    error
	hangs    bool
	asked    []string
	kept     time.Time
}

func (k *kafka) answer(ctx context.Context, cluster []string, what string) error {
	k.asked = append(k.asked, strings.Join(cluster, " ")+" "+what)
	if k.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return k.fails
}

func (k *kafka) Topic(ctx context.Context, cluster []string, name string, kept time.Time) (TopicFacts, error) {
	k.kept = kept
	return k.topic, k.answer(ctx, cluster, name)
}

func (k *kafka) Replicas(ctx context.Context, cluster []string, brokers int) (ReplicaFacts, error) {
	err := k.answer(ctx, cluster, "replicas")
	if k.replicas.Replicas <= brokers {
		return ReplicaFacts{}, err
	}
	return k.replicas, err
}

var errAway = errors.New("connection refused")

// under is the judge under a policy.
func under(t *testing.T, text string) *Rules {
	t.Helper()
	p, err := policy.Parse("policy.yaml", []byte(text), rules.All())
	if err != nil {
		t.Fatal(err)
	}
	j := judges()
	j.Settings = &p.Settings
	return j
}

// by is the verdict of a judge.
func by(t *testing.T, j *Rules, q *Request) Verdict {
	t.Helper()
	v, err := j.Judge(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// says fails where the message of a denial lacks a part.
func (v Verdict) says(t *testing.T, parts ...string) {
	t.Helper()
	if v.Allowed {
		t.Fatalf("it is allowed: %+v", v)
	}
	for _, p := range parts {
		if !strings.Contains(v.Message, p) {
			t.Errorf("it does not say %q:\n%s", p, v.Message)
		}
	}
}

// warns fails where no warning has a part.
func (v Verdict) warns(t *testing.T, parts ...string) {
	t.Helper()
	all := strings.Join(v.Warnings, "\n")
	for _, p := range parts {
		if !v.Allowed || !strings.Contains(all, p) {
			t.Errorf("allowed %v, and no warning says %q:\n%s\n%s", v.Allowed, p, all, v.Message)
		}
	}
}

// sentence is what lint says of some objects by a rule.
func sentence(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	j := judges()
	result, err := engine.Run(t.Context(), engine.Request{Rules: j.Known, Settings: j.Settings, Now: j.Now(), Sources: []source.Source{file.Texts(files)}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range result.Findings {
		if result.Findings[i].Rule == name {
			return result.Findings[i].Message
		}
	}
	t.Fatalf("lint does not find %s", name)
	return ""
}
