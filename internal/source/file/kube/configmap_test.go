package kube

import (
	"slices"
	"testing"
)

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: kafka
  labels: {app.kubernetes.io/instance: plant}
data:
  server.properties: |
    # of all brokers
    log.dirs=/var/lib/kafka
    process.roles=broker
    min.insync.replicas=1
    listeners=PLAINTEXT://:9092
  broker-7.properties: |
    node.id=7
    process.roles=broker
    log.dirs=/var/lib/kafka
    listeners=PLAINTEXT://:9092
  producer.properties: "bootstrap.servers=plant:9092\nacks=1\nkey.serializer=a\n"
  log4j.properties: |
    log4j.rootLogger=INFO
  broken.properties: |
    listeners=\u00
  application.yaml: |
    a: 1
`

func TestAConfigMapHoldsBrokersAndClients(t *testing.T) {
	now := readOne(t, configMap)
	if len(now.Brokers) != 2 || len(now.Clients) != 1 {
		t.Fatalf("%d brokers and %d clients", len(now.Brokers), len(now.Clients))
	}
	all, one, c := now.Brokers[0], now.Brokers[1], now.Clients[0]
	if v := all.Config.Get("min.insync.replicas"); v.Origin().String() != "k.yaml:12:25" || v.Raw() != "1" {
		t.Errorf("min.insync.replicas is %s at %s", v.Raw(), v.Origin())
	}
	if all.Name != "settings/server.properties" || !all.Shared || all.Place.File != "k.yaml" || !slices.Contains(all.Place.Names, "kube:kafka/plant") {
		t.Errorf("the brokers are %+v", all)
	}
	if o := now.Objects[0]; len(o.Brokers) != 2 || o.Brokers[0] != all || len(o.Clients) != 1 || o.Clients[0] != c {
		t.Errorf("the ConfigMap itself has %v and %v: want what it declares", o.Brokers, o.Clients)
	}
	if dirs, why := all.Config.LogDirs(); len(dirs) != 1 || dirs[0].Origin().String() != "k.yaml:10:14" || why != "" {
		t.Errorf("its directories are %v %q, want where the setting stands", dirs, why)
	}
	if one.Name != "7" || one.Shared {
		t.Errorf("the single broker is %+v", one)
	}
	if v := c.Config.Get("acks"); c.Name != "settings/producer.properties" || v.Raw() != "1" || v.Origin().Line != 19 || !slices.Contains(c.Place.Names, "bootstrap:plant:9092") {
		t.Errorf("the client is %+v with acks %v", c, v.Origin())
	}
}

func TestAConfigMapOfSomethingElse(t *testing.T) {
	now, judged := declared(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {app.properties: 'colour=red'}\n")
	if judged[0] || len(now.Brokers)+len(now.Clients)+len(now.Objects) > 0 {
		t.Errorf("judged %v: %+v", judged, now)
	}
}
