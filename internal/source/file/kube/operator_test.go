package kube

import (
	"strings"
	"testing"
)

const operator = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: strimzi-cluster-operator
  namespace: ops
  labels: {app: strimzi, release: theirs, chart: strimzi-kafka-operator-0.44.0}
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.45.0
          args: [/opt/strimzi/bin/cluster_operator_run.sh]
          env:
            - {name: STRIMZI_KAFKA_IMAGES, value: "3.8.0=quay.io/strimzi/kafka:0.45.0-kafka-3.8.0\n3.9.0=x"}
`

func TestM42_ReadOperator(t *testing.T) {
	found, judged := objects(t, operator)
	if len(found) != 1 || !judged[0] {
		t.Fatalf("%d objects, judged %v", len(found), judged)
	}
	o := found[0]
	if o.Operator == nil || o.Operator.Product != "strimzi" || o.Operator.Version.Raw() != "0.45.0" || o.Operator.Version.Origin().String() != "k.yaml:12:18" ||
		o.Operator.Version.Written() != "quay.io/strimzi/operator:0.45.0" || !strings.HasPrefix(o.Operator.Images.Raw(), "3.8.0=") {
		t.Errorf("the operator is %+v", o.Operator)
	}
	if len(o.Place.Names) > 0 || o.Place.Hint != "" {
		t.Errorf("the operator is of the cluster %+v", o.Place)
	}
}

func TestM42_OperatorVersions(t *testing.T) {
	for image, want := range map[string]string{
		"registry.local:5000/mirror/strimzi/operator:1.2.0": "1.2.0",
		"strimzi/operator:0.45.0@sha256:abc":                "0.45.0",
		"quay.io/strimzi/operator@sha256:abc":               "0.44.0",
		"quay.io/strimzi/operator:latest":                   "0.44.0",
		"quay.io/strimzi/operator":                          "0.44.0",
		"quay.io/strimzi/kafka:0.45.0-kafka-3.9.0":          "no operator",
		"quay.io/mystrimzi/operator:0.45.0":                 "no operator",
		"nginx:1.0":                                         "no operator",
	} {
		found, _ := objects(t, strings.Replace(operator, "quay.io/strimzi/operator:0.45.0", image, 1))
		got := "no operator"
		if len(found) == 1 && found[0].Operator != nil {
			got = found[0].Operator.Version.Raw()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", image, got, want)
		}
	}
	bare := strings.NewReplacer(", chart: strimzi-kafka-operator-0.44.0", "", "operator:0.45.0", "operator@sha256:abc").Replace(operator)
	if v := only(t, bare).Operator.Version; v.Raw() != "" || v.Written() == "" {
		t.Errorf("without tag and chart: %+v", v)
	}
}

func TestTheTopicOperatorIsNoClusterOperator(t *testing.T) {
	found, _ := objects(t, strings.Replace(operator, "cluster_operator_run.sh", "topic_operator_run.sh", 1))
	if len(found) > 0 {
		t.Errorf("read as %+v", found[0].Operator)
	}
}
