package cli

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// goingTopic is the review that deletes a topic of the cluster of a namespace.
func goingTopic(namespace string) string {
	return `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-2","operation":"DELETE",
  "kind":{"group":"kafka.strimzi.io","version":"v1","kind":"KafkaTopic"},"resource":{"group":"kafka.strimzi.io","version":"v1","resource":"kafkatopics"},
  "name":"orders.v2","namespace":"` + namespace + `","oldObject":{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic",
    "metadata":{"name":"orders.v2","namespace":"` + namespace + `","labels":{"strimzi.io/cluster":"plant"}},"spec":{"partitions":6,"replicas":3}}}}`
}

// clusterAt is a breakwater.yaml with a cluster at a bootstrap list, and its scopes.
func clusterAt(bootstrap, scopes string) string {
	return "clusters:\n  plant: {bootstrap: [\"" + strings.ReplaceAll(bootstrap, ",", "\", \"") + "\"]}\n" + scopes
}

const plantScope = "scopes: {plant: {same_as: [\"strimzi:kafka/plant\"]}}\n"

func TestADeletionIsHeldAgainstKafka(t *testing.T) {
	at := broken(t)
	project(t, map[string]string{"delete.json": goingTopic("kafka"), "other.json": goingTopic("shop"), "deny.yaml": "admit: {not_known: deny}\n",
		"b.yaml":     clusterAt(at, plantScope),
		"tied.yaml":  clusterAt(at, "scopes: {factory: {same_as: [\"cluster:plant\", \"strimzi:kafka/plant\"]}}\n"),
		"loose.yaml": clusterAt(at, ""), "none.yaml": "scopes: {plant: {same_as: [\"strimzi:kafka/plant\"]}}\n"})
	review := func(file, config string, more ...string) outcome {
		return breakwater(append([]string{"admit", "review", file, "--config", config, "--budget", "2s"}, more...)...)
	}
	lost := []string{"It would be refused:\n", "- change/topic-destroyed: ", "all its records are lost", "; Kafka holds at most 5320863 records of it, and 2 groups read it: fulfilment (2 members, 886851 unread), invoicing (1 member, 18 unread)"}
	for _, config := range []string{"b.yaml", "tied.yaml"} {
		review("delete.json", config).want(t, finding.ExitFindings, lost, nil)
	}

	unknown := "not known: what Kafka holds of topic orders.v2, and who reads it (no cluster of breakwater.yaml is strimzi:"
	review("other.json", "b.yaml").want(t, finding.ExitFindings, []string{unknown + "shop/plant)", "!records of it"}, nil)
	review("delete.json", "loose.yaml").want(t, finding.ExitFindings, []string{unknown + "kafka/plant)", "!records of it"}, nil)
	review("other.json", "b.yaml", "--policy", "deny.yaml").want(t, finding.ExitFindings, []string{"- " + unknown + "shop/plant)"}, nil)
	for _, silent := range []outcome{review("delete.json", "none.yaml"), review("delete.json", "b.yaml", "--alone")} {
		silent.want(t, finding.ExitFindings, []string{"all its records are lost", "!not known", "!records of it"}, nil)
	}
}

// TestAKafkaThatHangsCostsTheBudget: a listener that takes a connection and answers
// nothing is a broker that hangs.
func TestAKafkaThatHangsCostsTheBudget(t *testing.T) {
	hangs, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hangs.Close()
	project(t, map[string]string{"delete.json": goingTopic("kafka"), "breakwater.yaml": clusterAt(hangs.Addr().String(), plantScope)})
	began := time.Now()
	breakwater("admit", "review", "delete.json", "--budget", "50ms").want(t, finding.ExitFindings, []string{"not known: what Kafka holds of topic orders.v2, and who reads it (", "answers nothing within "}, nil)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestWhatKafkaIsAskedByIsCheckedFirst(t *testing.T) {
	project(t, map[string]string{"pod.json": heapPod,
		"lost.yaml":  "clusters: {plant: {command_config: nowhere.properties}}\n" + plantScope,
		"loose.yaml": "clusters: {plant: {command_config: nowhere.properties}}\n"})
	breakwater("admit", "review", "pod.json", "--config", "lost.yaml").want(t, finding.ExitUsage, []string{"!."}, []string{"lost.yaml:1:12: cluster plant: command_config cannot be read: "})
	for _, unasked := range [][]string{{"--config", "lost.yaml", "--alone"}, {"--config", "loose.yaml"}} {
		breakwater(append([]string{"admit", "review", "pod.json"}, unasked...)...).want(t, finding.ExitFindings, []string{"kube/heap-exceeds-limit"}, nil)
	}
	for _, budget := range []string{"9ms", "2001ms", "-1s"} {
		o := breakwater("admit", "review", "pod.json", "--budget="+budget)
		if o.code != finding.ExitUsage || !strings.Contains(o.err, "--budget must lie between 10ms and 2s, not ") {
			t.Errorf("%s: %d %s", budget, o.code, o.err)
		}
	}
}

// TestANewPasswordIsTakenIn: the files of a cluster's login are among those whose
// change counts.
func TestANewPasswordIsTakenIn(t *testing.T) {
	project(t, map[string]string{"password": "one\n", "breakwater.yaml": "clusters:\n  plant:\n    bootstrap: [\"b1:9092\"]\n" +
		"    security: {protocol: SASL_SSL, mechanism: PLAIN, username: u, password_file: password}\n" + plantScope})
	said := &notes{}
	j, err := newLiveJudge(&judgeOptions{budget: admit.DefaultBudget}, nil, time.Now, logTo(&Env{Err: said}))
	if err != nil {
		t.Fatal(err)
	}
	first := j.rules.Load()
	if j.refresh(); j.rules.Load() != first {
		t.Error("nothing has changed, and the files were read again")
	}
	write(t, "password", "two\n")
	if j.refresh(); j.rules.Load() == first || !strings.Contains(said.String(), "is in force") {
		t.Errorf("the new password was not taken in: %s", said)
	}
}

// TestANewAuthorityIsTakenIn, also where a client.properties names it.
func TestANewAuthorityIsTakenIn(t *testing.T) {
	trusted := func() string {
		a, err := kubelab.NewAuthority()
		if err != nil {
			t.Fatal(err)
		}
		return string(a.PEM())
	}
	project(t, map[string]string{"ca.pem": trusted(), "client.properties": "bootstrap.servers=b1:9092\nsecurity.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=ca.pem\n",
		"breakwater.yaml": "clusters: {plant: {command_config: client.properties}}\n" + plantScope})
	j, err := newLiveJudge(&judgeOptions{budget: admit.DefaultBudget}, nil, time.Now, logTo(&Env{Err: &notes{}}))
	if err != nil {
		t.Fatal(err)
	}
	first := j.rules.Load()
	write(t, "ca.pem", trusted())
	if j.refresh(); j.rules.Load() == first {
		t.Error("the new authority was not taken in")
	}
}
