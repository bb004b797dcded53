package cli

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestAReviewIsJudgedByAPolicy(t *testing.T) {
	project(t, map[string]string{"review.json": heapReview, "pod.json": heapPod, "mild.yaml": mildPolicy,
		"map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n"})
	refused := []string{"It would be refused:\nbreakwater refuses Pod kafka/broker-0 for 1 reason:\n- kube/heap-exceeds-limit: ", "\n  fix: ", "Audit log: kube.heap-exceeds-limit: "}
	for _, file := range []string{"review.json", "pod.json"} {
		breakwater("admit", "review", file).want(t, finding.ExitFindings, refused, nil)
		breakwater("admit", "review", file, "--policy", "mild.yaml").want(t, finding.ExitClean, []string{"It would be stored.\n", "!heap"}, nil)
	}
	breakwaterIn(Env{In: strings.NewReader(heapPod)}, "admit", "review", "-").want(t, finding.ExitFindings, refused, nil)
	breakwater("admit", "review", "map.yaml").want(t, finding.ExitClean, []string{"It would be stored.\n"}, nil)
}

// TestAReviewKnowsWhatTopicsAreFor: the workloads of the policy count as in lint.
func TestAReviewKnowsWhatTopicsAreFor(t *testing.T) {
	project(t, map[string]string{
		"topic.yaml":  "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: iot, namespace: kafka, labels: {strimzi.io/cluster: plant}}\nspec: {partitions: 3, replicas: 3, config: {min.insync.replicas: 2}}\n",
		"policy.yaml": "workloads: [{topics: [\"iot\"], max_payload: 12MiB}]\n",
	})
	breakwater("admit", "review", "topic.yaml").want(t, finding.ExitClean, []string{"It would be stored.\n"}, nil)
	breakwater("admit", "review", "topic.yaml", "--policy", "policy.yaml").want(t, finding.ExitFindings, []string{"- topic/payload-exceeds-limit: ", "12 MiB"}, nil)
}

// TestEachDocumentIsReviewed: the exit code is that of the worst, wherever it stands.
func TestEachDocumentIsReviewed(t *testing.T) {
	const odd = "apiVersion: v1\nkind: pod\nmetadata: {name: x}\n"
	project(t, map[string]string{"two.yaml": odd + "---\n---\n" + heapPod, "half.yaml": odd + "---\nkind: Pod\n"})
	breakwater("admit", "review", "two.yaml").want(t, finding.ExitFindings, []string{"Document 1: It would be stored.\n", "Not judged: no rule reads it, or not all of it: ", "Document 2: It would be refused:\n"}, nil)
	breakwater("admit", "review", "half.yaml").want(t, finding.ExitUsage, nil, []string{"half.yaml, document 2: it is neither a review nor an object"})
}

func TestWhatIsNoReview(t *testing.T) {
	project(t, map[string]string{"text.txt": "hello", "list.json": "[]", "nothing.yaml": "", "half.yaml": "kind: Pod\n", "broken.yaml": "a: [",
		"empty.json": `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}`, "old.json": strings.Replace(heapReview, "/v1", "/v1beta1", 1),
		"keys.yaml": "apiVersion: v1\nkind: Pod\nspec: {1: 2}\n"})
	for file, want := range map[string]string{
		"text.txt": "it is neither a review nor an object", "list.json": "it is neither a review nor an object", "nothing.yaml": "it has no apiVersion",
		"half.yaml": "it has no apiVersion", "broken.yaml": "it is neither a review nor an object", "empty.json": "the review has no request",
		"old.json": "only admission.k8s.io/v1 is spoken", "keys.yaml": "it cannot be written as JSON", "nowhere": "cannot read nowhere: no such file or directory",
	} {
		o := breakwater("admit", "review", file)
		if o.code != finding.ExitUsage || o.out != "" || !strings.Contains(o.err, want) || !strings.Contains(o.err, file) {
			t.Errorf("%s: %d %q %q", file, o.code, o.out, o.err)
		}
	}
	large := strings.NewReader(strings.Repeat(" ", admit.MaxBody+1))
	breakwaterIn(Env{In: large}, "admit", "review", "-").refuses(t, "- has more than 7 MiB, which no review has")
	breakwater("admit", "review").refuses(t, "admit review needs a file, or - for standard input, as in 'breakwater admit review pod.yaml'")
	breakwater("admit", "review", "text.txt", "--policy", "nowhere").refuses(t, "cannot read the policy: open nowhere: no such file or directory")
}

// FuzzReviewOf: foreign bytes are a sentence or a review, never a panic.
func FuzzReviewOf(f *testing.F) {
	for _, seed := range []string{heapReview, heapPod, "kind: 5\napiVersion: [", "apiVersion: v1\nkind: Pod\nmetadata: 7\n", "a: &a [*a]", "{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		documents, err := documentsOf(text)
		if err == nil && len(documents) == 0 {
			t.Error("neither a document nor an error")
		}
		for _, d := range documents {
			if review, err := reviewOf(d); err == nil && len(review) == 0 {
				t.Error("neither a review nor an error")
			}
		}
	})
}
