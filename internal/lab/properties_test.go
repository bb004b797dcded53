package lab

import (
	"maps"
	"strings"
	"testing"
)

// drawn is a cluster as Start makes it, without folders and processes.
func drawn(t *testing.T, version string, o Options) *Cluster {
	t.Helper()
	o, err := o.complete()
	if err != nil {
		t.Fatal(err)
	}
	c := &Cluster{options: o, release: release{version: version}, dir: "/lab", secret: "s3cret"}
	if err := c.addNodes(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.block.release() })
	port := 21000 // a test needs ports that it can name
	for _, n := range c.nodes {
		for _, d := range n.doors {
			port++
			n.ports[d.Name] = port
		}
	}
	return c
}

func TestOneCombinedNode(t *testing.T) {
	c := drawn(t, "4.3.1", Options{})
	want := `advertised.listeners=PLAINTEXT://127.0.0.1:21001
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:21002
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
listeners=PLAINTEXT://127.0.0.1:21001,CONTROLLER://127.0.0.1:21002
log.dirs=/lab/node-1/data
node.id=1
offsets.topic.replication.factor=1
process.roles=broker,controller
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.replication.factor=1
`
	if got := properties(c.Node(1).settings()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if c.Node(1).Address() != "127.0.0.1:21001" || c.Node(2) != nil {
		t.Error("the node is not found by its id and address")
	}
}

func TestBrokersAndControllersApart(t *testing.T) {
	c := drawn(t, "4.3.1", Options{Brokers: 3, Controllers: 3, Racks: []string{"a", "b"}})
	const voters = "101@127.0.0.1:21004,102@127.0.0.1:21005,103@127.0.0.1:21006"
	broker, controller := c.Node(3).settings(), c.Node(102).settings()
	for key, want := range map[string]string{
		"process.roles": "broker", "listeners": "PLAINTEXT://127.0.0.1:21003", "controller.quorum.voters": voters,
		"broker.rack": "a", "log.dirs": "/lab/node-3/data",
	} {
		if broker[key] != want {
			t.Errorf("broker: %s=%s, want %s", key, broker[key], want)
		}
	}
	for key, want := range map[string]string{
		"process.roles": "controller", "listeners": "CONTROLLER://127.0.0.1:21005", "controller.quorum.voters": voters,
	} {
		if controller[key] != want {
			t.Errorf("controller: %s=%s, want %s", key, controller[key], want)
		}
	}
	for _, key := range []string{"broker.rack", "advertised.listeners", "inter.broker.listener.name"} {
		if v, ok := controller[key]; ok {
			t.Errorf("the controller has %s=%s", key, v)
		}
	}
	if _, ok := broker["offsets.topic.replication.factor"]; ok {
		t.Error("three brokers need no other replication than Kafka's own")
	}
	if got := strings.Join(c.Controllers(), " "); got != "127.0.0.1:21004 127.0.0.1:21005 127.0.0.1:21006" {
		t.Errorf("controllers: %s", got)
	}
	if got := strings.Join(c.Bootstrap(""), " "); got != "127.0.0.1:21001 127.0.0.1:21002 127.0.0.1:21003" {
		t.Errorf("bootstrap: %s", got)
	}
	if len(c.Brokers()) != 3 || len(c.Nodes()) != 6 || len(c.Bootstrap("TLS")) != 0 {
		t.Error("three of six nodes are brokers, and none has a listener TLS")
	}
}

func TestInternalTopicsSuitTheBrokers(t *testing.T) {
	for _, test := range []struct {
		version string
		brokers int
		offsets string
		share   bool
	}{
		{"4.3.1", 1, "1", true}, {"4.1.2", 2, "2", true}, {"3.9.2", 1, "1", false}, {"4.0.1", 2, "2", false}, {"4.3.1", 3, "", false},
	} {
		s := drawn(t, test.version, Options{Brokers: test.brokers}).Node(1).settings()
		_, share := s["share.coordinator.state.topic.replication.factor"]
		if s["offsets.topic.replication.factor"] != test.offsets || share != test.share {
			t.Errorf("%+v: offsets %q, share %v", test, s["offsets.topic.replication.factor"], share)
		}
	}
}

func TestTheCallersSettingsWin(t *testing.T) {
	own := map[string]string{"a": "1", "b": "1", "c": "1", "d": Removed}
	got := merge(own, map[string]string{"b": "2", "c": "2", "d": "2"}, map[string]string{"c": Removed, "e": ""})
	if want := map[string]string{"a": "1", "b": "2", "d": "2", "e": ""}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(own) != 4 {
		t.Error("what was given is changed")
	}
}

func TestConfigureHoldsUntilItIsRemoved(t *testing.T) {
	c := drawn(t, "4.3.1", Options{
		Config:     map[string]string{"log.retention.ms": "1", "num.io.threads": "2"},
		NodeConfig: map[int]map[string]string{2: {"log.retention.ms": "2"}}, Brokers: 2,
	})
	c.dir = t.TempDir()
	if err := c.makeFolders(); err != nil {
		t.Fatal(err)
	}
	line := func(id int) string {
		t.Helper()
		if err := c.Node(id).writeProperties(); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(tail(c.Node(id).Properties(), 99), "\n") {
			if strings.HasPrefix(l, "log.retention.ms=") {
				return l
			}
		}
		return ""
	}
	for _, step := range []struct {
		configure map[string]string
		want      string
	}{
		{nil, "log.retention.ms=2"},
		{map[string]string{"log.retention.ms": "3"}, "log.retention.ms=3"},
		{map[string]string{"num.io.threads": "4"}, "log.retention.ms=3"},
		{map[string]string{"log.retention.ms": Removed}, ""},
	} {
		c.Node(2).Configure(step.configure)
		if got := line(2); got != step.want {
			t.Errorf("after %v: %q, want %q", step.configure, got, step.want)
		}
	}
	if got := line(1); got != "log.retention.ms=1" {
		t.Errorf("node 1 has %q", got)
	}
}

func TestPropertiesAreWrittenAsJavaReadsThem(t *testing.T) {
	for value, want := range map[string]string{
		`C:\kafka`: `k=C:\\kafka`, "two\nlines": `k=two\nlines`, "  led by blanks": `k=\  led by blanks`,
		"a=b:c#d!e": "k=a=b:c#d!e", "": "k=", "Zürich 🚆": `k=Z\u00fcrich \ud83d\ude86`, "\ttab": `k=\ttab`,
	} {
		if got := properties(map[string]string{"k": value}); got != want+"\n" {
			t.Errorf("%q is written %q, want %q", value, got, want)
		}
	}
	if got := properties(map[string]string{"a b:c=d#e": "1"}); got != `a\ b\:c\=d\#e=1`+"\n" {
		t.Errorf("the key is written %q", got)
	}
}
