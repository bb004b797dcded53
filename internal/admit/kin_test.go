package admit

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/scope"
)

// brokers is a StatefulSet of right brokers, with labels and further fields of its spec.
func brokers(name, labels, spec string) string {
	return strings.NewReplacer("name: kafka-broker, namespace: kafka", "name: "+name+", namespace: kafka, labels: {"+labels+"}", "  replicas: 3\n", "  replicas: 3\n"+spec,
		"-Xms8g -Xmx8g", "-Xms4g -Xmx4g", "volumes: [{name: data, emptyDir: {}}]", "volumes: [{name: data, persistentVolumeClaim: {claimName: data-0}}]").Replace(theWriteUp)
}

// tiedTo is a judge whose breakwater.yaml has a scope plant of these identities.
func tiedTo(t *testing.T, k *kafka, identities []string, objects ...string) (*Rules, *kubernetes) {
	t.Helper()
	j, cluster := scaler(t, k, objects...)
	j.Scopes = []scope.Named{{Name: "else", SameAs: []string{"strimzi:kafka/else"}}, {Name: "plant", SameAs: identities}}
	return j, cluster
}

// wideTopic is a Kafka whose topic orders has three replicas.
func wideTopic() *kafka {
	return &kafka{replicas: ReplicaFacts{Topic: "orders", Replicas: 3, Topics: 2, InSync: 2, Of: "orders"}}
}

func TestAScaleDownOfAStatefulSetIsAskedOfItsCluster(t *testing.T) {
	set := brokers("kafka-broker", "", "")
	k := wideTopic()
	j, _ := tiedTo(t, k, []string{"kube:kafka/kafka-broker"}, set)
	const says = "topic orders (and 1 topic more) has 3 replicas and 2 brokers would be left"
	by(t, j, scales("statefulsets", "kafka-broker", 3, 2)).says(t, "- kube/scale-below-replication: spec.replicas: "+says)
	by(t, j, asked(t, Update, set, strings.Replace(set, "replicas: 3", "replicas: 2", 1))).says(t, says)
	if len(k.asked) != 2 || !strings.Contains(k.asked[0], "kube:kafka/kafka-broker") {
		t.Errorf("Kafka was asked for %q", k.asked)
	}
}

// TestBrokersOfOneClusterMayBeInSeveralStatefulSets, which breakwater.yaml names, or
// which are of one release. Those that are left are all counted.
func TestBrokersOfOneClusterMayBeInSeveralStatefulSets(t *testing.T) {
	zones := []string{"kube:kafka/zone-a", "kube:kafka/zone-b", "cluster:plant"}
	for _, c := range []struct {
		name       string
		identities []string
		objects    []string
		left       string // "" where enough are
	}{
		{"all are named", zones, []string{brokers("zone-a", "", ""), brokers("zone-b", "", "")}, ""},
		{"one is not there", zones, []string{brokers("zone-a", "", "")}, "0 brokers would be left"},
		{"another is not of it", zones[:1], []string{brokers("zone-a", "", ""), brokers("zone-b", "", "")}, "0 brokers would be left"},
		{"of one release", []string{"kube:kafka/big"}, []string{brokers("zone-a", "app.kubernetes.io/instance: big", ""), brokers("zone-b", "app.kubernetes.io/instance: big", "")}, ""},
		{"named, and of one release", zones, []string{brokers("zone-a", "app.kubernetes.io/instance: big", ""), strings.Replace(brokers("zone-b", "app.kubernetes.io/instance: big", ""), "replicas: 3", "replicas: 2", 1)}, "2 brokers would be left"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j, cluster := tiedTo(t, wideTopic(), c.identities, c.objects...)
			v := by(t, j, scales("statefulsets", "zone-a", 3, 0))
			if v.Allowed != (c.left == "") || !strings.Contains(v.Message, c.left) {
				t.Errorf("allowed %v, want %q; asked for %q:\n%s", v.Allowed, c.left, cluster.asked, v.Message)
			}
		})
	}
}

func TestBrokersElsewhereThatAreNotKnownRefuseNothing(t *testing.T) {
	two := []string{"kube:kafka/zone-a", "kube:kafka/zone-b"}
	a := brokers("zone-a", "", "")
	smaller := asked(t, Update, a, strings.Replace(a, "replicas: 3", "replicas: 1", 1))
	k := wideTopic()
	j, cluster := tiedTo(t, k, two, a)
	cluster.fails = errAway
	by(t, j, smaller).warns(t, "not known: which statefulsets there are in kafka (connection refused)", "not known: how many brokers would be left")
	j.Cluster = nil // as 'admit review' has none
	by(t, j, smaller).warns(t, "not known: how many brokers would be left (not all StatefulSets of the cluster are known)")
	if len(k.asked) > 0 {
		t.Errorf("Kafka was asked for %q", k.asked)
	}
	j.Scopes[1].SameAs = two[:1]
	by(t, j, smaller).says(t, "1 broker would be left")
}

func TestTheDeletionOfAStatefulSetWantsAWord(t *testing.T) {
	const keeps = "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Delete}\n"
	const deletes = "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}\n"
	set := brokers("kafka-broker", "", keeps)
	j, _ := tiedTo(t, wideTopic(), []string{"kube:kafka/kafka-broker"})
	v := by(t, j, asked(t, Delete, set, ""))
	v.says(t, "breakwater refuses StatefulSet kafka/kafka-broker for 1 reason:\n- the deletion stops the 3 brokers of the StatefulSet; topic orders (and 1 topic more) has 3 replicas and 0 brokers would be left",
		"kubectl annotate statefulsets kafka-broker -n kafka breakwater/confirm-delete=kafka-broker")
	if strings.Contains(v.Message, "volumes") {
		t.Errorf("its volumes stay: %s", v.Message)
	}
	by(t, j, asked(t, Delete, brokers("kafka-broker", "", deletes), "")).says(t, "of the StatefulSet, and deletes their volumes (whenDeleted: Delete); topic orders")

	sure := strings.Replace(set, "labels: {}", "annotations: {breakwater/confirm-delete: kafka-broker}", 1)
	v = by(t, j, asked(t, Delete, sure, ""))
	v.warns(t, "kube/scale-below-replication: topic orders")
	if v.Audit["confirmed-delete"] != "kafka-broker" {
		t.Errorf("the audit log has %v", v.Audit)
	}
	q := asked(t, Delete, set, "")
	q.How.PropagationPolicy = "Orphan"
	if v := by(t, j, q); !v.Allowed || len(v.Warnings) > 0 || v.Audit["skipped"] != "its pods stay as they are" {
		t.Errorf("its pods stay: %+v", v)
	}
}

// TestWhatIsNotKnownOfADeletionOfBrokersIsTold, and a deletion is refused for want of a
// word, never for want of an answer.
func TestWhatIsNotKnownOfADeletionOfBrokersIsTold(t *testing.T) {
	set := brokers("kafka-broker", "", "")
	j, _ := tiedTo(t, &kafka{fails: errAway}, []string{"kube:kafka/kafka-broker"})
	v := by(t, j, asked(t, Delete, set, ""))
	v.says(t, "for 1 reason:\n- the deletion stops the 3 brokers of the StatefulSet\n  fix: ")
	if !strings.Contains(v.Audit["not-known"], "how many replicas the topics have (connection refused)") || len(v.Warnings) != 1 {
		t.Errorf("%+v", v)
	}
	j.Live = nil
	if v := by(t, j, asked(t, Delete, set, "")); v.Allowed || len(v.Warnings) > 0 {
		t.Errorf("nobody is to be asked: %+v", v)
	}
}

func TestTheDeletionOfAnotherStatefulSetIsNotOurs(t *testing.T) {
	k := wideTopic()
	j, _ := tiedTo(t, k, []string{"kube:kafka/kafka-broker", "kube:kafka/postgres"})
	foreign := "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: postgres, namespace: kafka}\nspec: {replicas: 3, template: {metadata: {labels: {app: postgres}}, spec: {containers: [{name: postgres, image: postgres}]}}}\n"
	for name, q := range map[string]*Request{
		"one that breakwater.yaml does not name": asked(t, Delete, brokers("other", "", ""), ""), "somebody else's, by mistake": asked(t, Delete, foreign, ""),
		"of that name in another namespace": asked(t, Delete, strings.Replace(brokers("kafka-broker", "", ""), "namespace: kafka", "namespace: test", 1), ""),
	} {
		if v := by(t, j, q); !v.Allowed || v.Audit["not-judged"] == "" || len(k.asked) > 0 {
			t.Errorf("%s: %+v; Kafka was asked for %q", name, v, k.asked)
		}
	}
}

func TestControllersAloneWantAWord(t *testing.T) {
	controllers := strings.Replace(brokers("quorum", "", ""), "{name: KAFKA_LOG_DIRS,", "{name: KAFKA_PROCESS_ROLES, value: controller}\n            - {name: KAFKA_LOG_DIRS,", 1)
	k := wideTopic()
	j, _ := tiedTo(t, k, []string{"kube:kafka/quorum"})
	by(t, j, asked(t, Delete, controllers, "")).says(t, "- the deletion stops the 3 controllers of the StatefulSet\n")
	if len(k.asked) > 0 {
		t.Errorf("Kafka was asked for %q: no topic is on a controller", k.asked)
	}
}

func TestTheIdentitiesOfAStatefulSet(t *testing.T) {
	h, err := headOf(objectOf(t, brokers("zone-a", "app.kubernetes.io/instance: big", "")))
	if got := identities("kafka", &h); err != nil || !slices.Equal(got, []string{"kube:kafka/zone-a", "kube:kafka/big"}) {
		t.Errorf("%q, %v", got, err)
	}
	j := judges()
	j.Scopes = []scope.Named{{Name: "plant", SameAs: []string{"kube:kafka/zone-a"}}}
	if j.tied("kafka", &h) == nil || j.tied("test", &h) != nil {
		t.Error("the namespace is of the name")
	}
	h.Kind = "Deployment"
	if j.tied("kafka", &h) != nil {
		t.Error("a Deployment of that name is taken for the StatefulSet")
	}
}
