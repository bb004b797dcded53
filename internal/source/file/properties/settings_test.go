package properties

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func read(t *testing.T, path, text string) (*model.Snapshot, *model.Document, error) {
	t.Helper()
	b, doc := &model.Builder{}, &model.Document{Path: path}
	err := Format{}.Read(format.Input{Path: path, Text: []byte(text)}, doc, b)
	now, _ := b.Snapshots()
	return now, doc, err
}

func readBroker(t *testing.T, text string) *model.Broker {
	t.Helper()
	now, _, err := read(t, "etc/server.properties", text)
	if err != nil || len(now.Brokers) != 1 || len(now.Clients) != 0 {
		t.Fatalf("%d brokers, %d clients, error %v", len(now.Brokers), len(now.Clients), err)
	}
	return now.Brokers[0]
}

func readClient(t *testing.T, path, text string) *model.Client {
	t.Helper()
	now, _, err := read(t, path, text)
	if err != nil || len(now.Clients) != 1 || len(now.Brokers) != 0 {
		t.Fatalf("%d clients, %d brokers, error %v", len(now.Clients), len(now.Brokers), err)
	}
	return now.Clients[0]
}

func TestBroker(t *testing.T) {
	const path = "etc/server.properties"
	tests := map[string]struct {
		text    string
		name    string
		roles   model.Roles
		names   []string
		managed bool
		at      model.Origin
	}{
		"combined node": {
			text: "process.roles=broker, controller \nnode.id=4\nadvertised.listeners=PLAINTEXT://b4:9092\nlisteners=PLAINTEXT://0.0.0.0:9092",
			name: "4", roles: model.RoleBroker | model.RoleController, names: []string{"bootstrap:b4:9092"}, at: model.AtFile(path, 2, 9),
		},
		"controller": {
			text: "node.id=9\nprocess.roles=controller\nlisteners=CONTROLLER://c9:9093\ncontroller.quorum.voters=9@c9:9093,8@c8:9093",
			name: "9", roles: model.RoleController, names: []string{"bootstrap:c9:9093", "bootstrap:c9:9093", "bootstrap:c8:9093"}, at: model.AtFile(path, 1, 9),
		},
		"bootstrap servers of a quorum": {
			text: "node.id=9\nprocess.roles=broker\ncontroller.quorum.bootstrap.servers=c1:9093,c2:9093",
			name: "9", roles: model.RoleBroker, names: []string{"bootstrap:c1:9093", "bootstrap:c2:9093"}, at: model.AtFile(path, 1, 9),
		},
		"ZooKeeper":          {text: "broker.id=0\nzookeeper.connect=z:2181\nlog.dirs=/a", name: "0", names: []string{"zookeeper:z:2181/"}, at: model.AtFile(path, 1, 11)},
		"both ids":           {text: "node.id=2\nbroker.id=2\nlog.dirs=/a", name: "2", at: model.AtFile(path, 1, 9)},
		"an id of its own":   {text: "# x\nbroker.id=-1\nlog.dirs=/a", name: path, at: model.AtFile(path, 2, 1)},
		"an id filled in":    {text: "process.roles=broker\nnode.id=${ID}", name: path, roles: model.RoleBroker, at: model.AtFile(path, 1, 1)},
		"the last id counts": {text: "node.id=1\nnode.id=2\nprocess.roles=broker", name: "2", roles: model.RoleBroker, at: model.AtFile(path, 2, 9)},
		"no host":            {text: "node.id=1\nprocess.roles=x\nlisteners=PLAINTEXT://:9092,SSL://localhost:9093", name: "1", at: model.AtFile(path, 1, 9)},
		"host filled in":     {text: "log.dirs=/a\nadvertised.listeners=PLAINTEXT://${HOST}:9092\nlisteners=PLAINTEXT://b1:9092", name: path, names: []string{"bootstrap:b1:9092"}, at: model.AtFile(path, 1, 1)},
		"a fragment":         {text: "default.replication.factor=3\nauto.create.topics.enable=false", name: path, managed: true, at: model.AtFile(path, 1, 1)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := readBroker(t, tt.text)
			if b.Name != tt.name || b.Roles != tt.roles || b.Managed != tt.managed || b.At != tt.at {
				t.Errorf("broker %q, roles %b, managed %v, at %v", b.Name, b.Roles, b.Managed, b.At)
			}
			if b.Place.File != path || !reflect.DeepEqual(b.Place.Names, tt.names) {
				t.Errorf("place %+v, want names %v", b.Place, tt.names)
			}
			if b.Format != "properties" || b.Version.IsSet() {
				t.Errorf("format %q, version %q", b.Format, b.Version.Raw())
			}
		})
	}
}

func TestClientRoles(t *testing.T) {
	tests := []struct {
		name, path, text string
		want             model.ClientRoles
	}{
		{"producer's keys", "a.properties", "bootstrap.servers=b:1\nacks=all", model.RoleProducer},
		{"consumer's keys", "a.properties", "bootstrap.servers=b:1\ngroup.id=g\nmax.poll.records=1", model.RoleConsumer},
		{"admin's keys", "a.properties", "security.protocol=SSL\nbootstrap.controllers=c:1", model.RoleAdmin},
		{"both", "a.properties", "bootstrap.servers=b:1\nacks=all\ngroup.id=g", model.RoleProducer | model.RoleConsumer},
		{"keys before the name", "consumer.properties", "bootstrap.servers=b:1\nlinger.ms=5", model.RoleProducer},
		{"a broker has the key, too", "a.properties", "bootstrap.servers=b:1\ncompression.type=lz4", model.RoleProducer},
		{"shared keys, named producer", "orders-producer.properties", "bootstrap.servers=b:1\nclient.id=a", model.RoleProducer},
		{"shared keys, named consumer", "consumer.properties", "bootstrap.servers=b:1", model.RoleConsumer},
		{"shared keys, named admin", "admin.properties", "bootstrap.servers=b:1", model.RoleAdmin},
		{"the folder does not count", "producers/a.properties", "bootstrap.servers=b:1\nretries=3", 0},
		{"shared keys", "client.properties", "bootstrap.servers=b:1\nsecurity.protocol=SSL", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readClient(t, tt.path, tt.text).Roles; got != tt.want {
				t.Errorf("roles %b, want %b", got, tt.want)
			}
		})
	}
}

func TestClient(t *testing.T) {
	c := readClient(t, "p.properties", "# x\nacks=all\nbootstrap.servers=b1:9092, LOCALHOST:9092,B2:9092")
	want := model.Place{File: "p.properties", Names: []string{"bootstrap:b1:9092", "bootstrap:b2:9092"}}
	if !reflect.DeepEqual(c.Place, want) {
		t.Errorf("place %+v, want %+v", c.Place, want)
	}
	if c.Name != "p.properties" || c.Library != "java" || c.Format != "properties" || c.At != model.AtFile("p.properties", 2, 1) {
		t.Errorf("client %+v", c)
	}
}

func TestSettings(t *testing.T) {
	now, doc, err := read(t, "p.properties", "bootstrap.servers=b1:9092\nacks = all \t\nssl.key.password=${file:/s:pw}\nretries=1\n  retries : 2\nlinger.ms=\n")
	if err != nil {
		t.Fatal(err)
	}
	config := now.Clients[0].Config
	if acks := config.Get("acks"); acks.Raw() != "all" || acks.Origin() != model.AtFile("p.properties", 2, 8) {
		t.Errorf("acks %q at %v", acks.Raw(), acks.Origin())
	}
	if linger := config.Get("linger.ms"); !linger.IsSet() || linger.Raw() != "" {
		t.Errorf("linger.ms %q", linger.Raw())
	}
	if got := config.Get("retries").Raw(); got != "2" {
		t.Errorf("retries %s: the last one counts", got)
	}
	if len(doc.Duplicates) != 1 || doc.Duplicates[0].Key != "retries" || doc.Duplicates[0].Second.At != model.AtFile("p.properties", 5, 3) {
		t.Errorf("duplicates %+v", doc.Duplicates)
	}
	if len(doc.Unresolved) != 1 || doc.Unresolved[0].Name != "ssl.key.password" {
		t.Errorf("unresolved %+v", doc.Unresolved)
	}
}

func TestReadRefuses(t *testing.T) {
	tests := map[string]struct {
		text string
		want error
	}{
		"not Kafka": {"a=1", format.ErrNotKafka},
		"Connect":   {"bootstrap.servers=b:1\nkey.converter=x", format.Unjudged{Reason: "a Kafka Connect worker configuration: not judged yet"}},
		"template":  {"broker.id={{ id }}\nlog.dirs=/a", format.TemplateError{}},
		"fields":    {"broker.id={id}\nlog.dirs=/a\n{sasl_config}\n", format.TemplateError{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now, _, err := read(t, "server.properties", tt.text)
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if len(now.Brokers)+len(now.Clients) > 0 {
				t.Error("adds what it refuses")
			}
		})
	}
}

func TestReadPointsIntoBadText(t *testing.T) {
	_, _, err := read(t, "server.properties", "broker.id=1\nlog.dirs=C:\\users")
	var syntax *format.SyntaxError
	if !errors.As(err, &syntax) || syntax.Line != 2 || syntax.Column != 12 || !strings.Contains(syntax.Message, "Java refuses the whole file") {
		t.Errorf("error %+v", err)
	}
}

func TestTemplateMarkInACommentIsNoTemplate(t *testing.T) {
	readBroker(t, "# made from {{ id }}\nbroker.id=1\nlog.dirs=/a")
}

func TestBrokersOfOneZooKeeperAreOneCluster(t *testing.T) {
	for connect, want := range map[string][]string{
		"zk1:2181,zk2:2181":      {"zookeeper:zk1:2181/", "zookeeper:zk2:2181/"},
		"zk1:2181,ZK2:2181/a/b":  {"zookeeper:zk1:2181/a/b", "zookeeper:zk2:2181/a/b"},
		"localhost:2181/kafka":   nil,
		"${ZOOKEEPER}:2181":      nil,
		"":                       nil,
		"zk1:2181/a,zk2:2181/a/": {"zookeeper:zk1:2181/a,zk2:2181/a/"},
	} {
		if got := zookeepers(connect); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", connect, got, want)
		}
	}
}

// Marks of the tools that fill a file in are placeholders as a whole value
// alone.
func TestPlaceholdersOfAWholeValue(t *testing.T) {
	const text = "node.id=$NODE_ID\nlog.dirs=@LOG_DIR@\nnum.partitions=%%PARTITIONS%%\nlisteners=__LISTENERS__\n" +
		"ssl.principal.mapping.rules=RULE:^CN=(.*?)$/$1/\nsuper.users=User:$ADMIN\nssl.key.password=a@B@c$D\nprocess.roles=broker\n"
	now, doc, err := read(t, "server.properties", text)
	if err != nil {
		t.Fatal(err)
	}
	var unknown []string
	for _, u := range doc.Unresolved {
		unknown = append(unknown, u.Name)
	}
	if want := []string{"node.id", "log.dirs", "num.partitions", "listeners"}; !slices.Equal(unknown, want) {
		t.Errorf("unknown are %q, want %q", unknown, want)
	}
	if b := now.Brokers[0]; b.Name != "server.properties" || b.Config.Get("super.users").Raw() != "User:$ADMIN" {
		t.Errorf("the broker is %+v", b)
	}
}

func TestRolesOfAFileWithOneKey(t *testing.T) {
	if got := readClient(t, "p.properties", "acks=0\n").Roles; got != model.RoleProducer {
		t.Errorf("acks alone gives roles %b", got)
	}
	b, _, err := read(t, "x.properties", "unclean.leader.election.enable=true\n")
	if err != nil || len(b.Brokers) != 1 || !b.Brokers[0].Managed || b.Brokers[0].Name != "x.properties" {
		t.Errorf("error %v, brokers %+v", err, b.Brokers)
	}
}
