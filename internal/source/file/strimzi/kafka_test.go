package strimzi

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func cluster(version, metadata, spec string) string {
	return "apiVersion: kafka.strimzi.io/" + version + "\nkind: Kafka\nmetadata: {name: plant" + metadata + "}\nspec: {" + spec + "}\n"
}

func TestReadKafka(t *testing.T) {
	now, doc := mustRead(t, `apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: plant
  namespace: kafka
spec:
  kafka:
    version: 4.1.0
    listeners:
      - {name: plain, port: 9092, type: internal, tls: false}
      - {name: tls, port: 9093, type: internal, tls: true}
      - {name: out, port: 9094, type: loadbalancer, tls: true}
      - {name: web, port: 9095, type: ingress, configuration: {bootstrap: {host: Kafka.example.org}}}
    config:
      min.insync.replicas: 2
      log.retention.hours: 168
  entityOperator: {topicOperator: {watchedNamespace: topics}}
`)
	n := now.Brokers[0]
	if n.Name != "plant" || n.Format != "strimzi" || !n.Shared || !n.Managed || n.Roles != model.RoleBroker || n.At.String() != "k.yaml:4:9" {
		t.Errorf("the brokers are %+v", n)
	}
	if n.Version.Raw() != "4.1.0" || n.Config.Get("min.insync.replicas").Raw() != "2" || n.Config.Get("log.retention.hours").Origin().Line != 16 {
		t.Errorf("version %v, config %+v", n.Version, n.Config.Settings())
	}
	want := []string{
		"strimzi:kafka/plant", "strimzi:topics/plant",
		"bootstrap:plant-kafka-bootstrap.kafka:9092", "bootstrap:plant-kafka-bootstrap.kafka.svc:9092", "bootstrap:plant-kafka-bootstrap.kafka.svc.cluster.local:9092",
		"bootstrap:plant-kafka-bootstrap.kafka:9093", "bootstrap:plant-kafka-bootstrap.kafka.svc:9093", "bootstrap:plant-kafka-bootstrap.kafka.svc.cluster.local:9093",
		"bootstrap:kafka.example.org:443",
	}
	if !slices.Equal(n.Place.Names, want) {
		t.Errorf("its names are\n%s\nwant\n%s", strings.Join(n.Place.Names, "\n"), strings.Join(want, "\n"))
	}
	if len(now.NodeSets) != 0 || len(doc.Unresolved) != 0 {
		t.Errorf("node sets %v, unresolved %v", now.NodeSets, doc.Unresolved)
	}
}

func TestKafkaWithoutANamespaceHasAHint(t *testing.T) {
	now, _ := mustRead(t, cluster("v1", "", "kafka: {listeners: [{port: 9092, type: internal}]}"))
	if p := now.Brokers[0].Place; p.Hint != "strimzi:plant" || p.Names != nil {
		t.Errorf("its place is %+v", p)
	}
}

func TestOldListeners(t *testing.T) {
	now, _ := mustRead(t, cluster("v1beta1", ", namespace: k", "kafka: {listeners: {tls: {}, plain: {}, external: {type: route}}}"))
	names := now.Brokers[0].Place.Names
	if !slices.Contains(names, "bootstrap:plant-kafka-bootstrap.k:9092") || !slices.Contains(names, "bootstrap:plant-kafka-bootstrap.k:9093") || len(names) != 7 {
		t.Errorf("its names are %v", names)
	}
}

func TestLogins(t *testing.T) {
	for spec, want := range map[string]string{
		"[{name: a, tls: false, authentication: {type: scram-sha-512}}, {name: b, tls: true}]": "a scram-sha-512 false",
		"[{name: a, authentication: {type: tls}}, {name: b, tls: true, authentication: {}}]":   "a tls ",
		"[{name: a, tls: '${TLS}', authentication: {type: '${AUTH}'}}]":                        "a ${AUTH}? ${TLS}?",
		"[{name: a, tls: true, authentication: '{{ .Values.auth }}'}]":                         "a {{ .Values.auth }}? true",
		"'{{ .Values.listeners }}'": " {{ .Values.listeners }}? ",
		"{plain: {authentication: {type: scram-sha-512}}, tls: {authentication: {type: tls}}}":                                                           "plain scram-sha-512 false; tls tls true",
		"{external: {type: route, authentication: {type: scram-sha-512}}}":                                                                               "external scram-sha-512 true",
		"{external: {tls: false, authentication: {type: scram-sha-512}}}":                                                                                "external scram-sha-512 false",
		"[{name: a, authentication: {type: custom, listenerConfig: {sasl.enabled.mechanisms: OAUTHBEARER}}}, {name: b, authentication: {type: custom}}]": "a OAUTHBEARER ; b custom ",
		"[]": "",
	} {
		now, _ := mustRead(t, cluster("v1", ", namespace: k", "kafka: {listeners: "+spec+"}"))
		var got []string
		word := func(v model.Value) string {
			if v.IsSet() && !v.Usable() {
				return v.Raw() + "?"
			}
			return v.Raw()
		}
		for _, l := range now.Brokers[0].Logins {
			got = append(got, l.Name+" "+word(l.Auth)+" "+word(l.TLS))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\nhas the logins %q, want %q", spec, got, want)
		}
	}
}

func TestRolesAndCount(t *testing.T) {
	annotated := func(a string) string { return ", annotations: {" + a + "}" }
	for name, c := range map[string]struct {
		version, metadata, spec string
		roles                   model.Roles
		count                   string
	}{
		"v1":                     {"v1", "", "kafka: {}", model.RoleBroker, ""},
		"v1 has no replicas":     {"v1", "", "kafka: {replicas: 3}", model.RoleBroker, ""},
		"ZooKeeper":              {"v1beta2", "", "kafka: {replicas: 3}, zookeeper: {replicas: 3}", 0, "3"},
		"old, no ZooKeeper":      {"v1beta2", "", "kafka: {replicas: 3}", model.RoleBroker, "3"},
		"KRaft by annotation":    {"v1beta2", annotated("strimzi.io/kraft: enabled, strimzi.io/node-pools: enabled"), "kafka: {replicas: 3}, zookeeper: {}", model.RoleBroker, ""},
		"ZooKeeper with pools":   {"v1beta2", annotated("strimzi.io/node-pools: enabled"), "kafka: {replicas: 3}, zookeeper: {}", 0, ""},
		"while it migrates":      {"v1beta2", annotated("strimzi.io/kraft: migration"), "kafka: {}", 0, ""},
		"KRaft disabled":         {"v1beta2", annotated("strimzi.io/kraft: disabled"), "kafka: {replicas: 1}, zookeeper: {}", 0, "1"},
		"replicas filled in":     {"v1beta1", "", "kafka: {replicas: '${N}'}, zookeeper: {}", 0, "${N}"},
		"replicas null, no pool": {"v1beta2", "", "kafka: {replicas: ~}, zookeeper: {}", 0, ""},
	} {
		now, _ := mustRead(t, cluster(c.version, c.metadata, c.spec))
		if got := now.Brokers[0].Roles; got != c.roles {
			t.Errorf("%s: roles %d, want %d", name, got, c.roles)
		}
		count := ""
		for _, set := range now.NodeSets {
			count = set.Count.Raw()
			if set.Roles != model.RoleBroker || set.Name != "plant" || set.Place.Hint != "strimzi:plant" {
				t.Errorf("%s: the node set is %+v", name, set)
			}
		}
		if count != c.count {
			t.Errorf("%s: counts %q, want %q", name, count, c.count)
		}
	}
}

func TestKafkaThatSaysNothingOfItsBrokers(t *testing.T) {
	now, _ := mustRead(t, cluster("v1", "", "entityOperator: {}"))
	if len(now.Brokers) != 0 {
		t.Errorf("a patch declares %+v", now.Brokers[0])
	}
}

func TestBrokerValuesThatAreNotKnown(t *testing.T) {
	now, doc := mustRead(t, cluster("v1", "", "kafka: {version: '${V}', config: {a: ~, b: [c], d: 1, d: 2}}"))
	n := now.Brokers[0]
	if n.Version.Usable() || n.Config.Get("a").Usable() || n.Config.Get("b").Usable() || n.Config.Get("d").Raw() != "2" {
		t.Errorf("version %v, config %+v", n.Version, n.Config.Settings())
	}
	if len(doc.Unresolved) != 3 || len(doc.Duplicates) != 1 {
		t.Errorf("unresolved %v, duplicates %v", doc.Unresolved, doc.Duplicates)
	}
}

func TestReadPool(t *testing.T) {
	for name, c := range map[string]struct {
		spec  string
		roles model.Roles
		count string
		why   string
	}{
		"brokers":          {"replicas: 3, roles: [broker]", model.RoleBroker, "3", ""},
		"controllers":      {"replicas: 3, roles: [controller]", model.RoleController, "3", ""},
		"both":             {"replicas: 3, roles: [controller, broker]", model.RoleController | model.RoleBroker, "3", ""},
		"none yet":         {"replicas: 0, roles: [broker]", model.RoleBroker, "0", ""},
		"no roles":         {"replicas: 3", possibly, "3", "spec.roles is not given"},
		"no replicas":      {"roles: [broker]", model.RoleBroker, "", "spec.replicas is not given"},
		"roles filled in":  {"replicas: 3, roles: ['${R}']", possibly, "3", "the role ${R} is not known"},
		"number filled in": {"replicas: '${N}', roles: [broker]", model.RoleBroker, "${N}", "${N} is filled in when it is deployed"},
	} {
		now, doc := mustRead(t, "apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: b, namespace: k, labels: {strimzi.io/cluster: plant}}\nspec: {"+c.spec+"}\n")
		set := now.NodeSets[0]
		if set.Name != "b" || !slices.Equal(set.Place.Names, []string{"strimzi:k/plant"}) || set.At.Line != 3 {
			t.Errorf("%s: the node set is %+v", name, set)
		}
		if set.Roles != c.roles || set.Count.Raw() != c.count || set.Count.Why() != c.why {
			t.Errorf("%s: roles %d, count %q because %q, want %d, %q, %q", name, set.Roles, set.Count.Raw(), set.Count.Why(), c.roles, c.count, c.why)
		}
		if (len(doc.Unresolved) == 0) != (c.why == "") {
			t.Errorf("%s: unresolved %v", name, doc.Unresolved)
		}
	}
}
