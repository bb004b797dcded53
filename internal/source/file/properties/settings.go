package properties

import (
	"path"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// settings is what a text declares.
type settings struct {
	path   string
	file   string // that holds the text
	config model.Config
	at     model.Origin // where the first one stands
}

// settingsOf notes duplicates and unresolved values in the document. White
// space around a value is left out: Kafka trims what it parses, passwords
// apart, and nobody judges these.
func settingsOf(in format.Input, doc *model.Document, entries []entry) settings {
	s := settings{path: in.Path, at: in.At(entries[0].keyAt.line, entries[0].keyAt.column)}
	s.file = s.at.File
	for _, e := range entries {
		v := format.Value(javaTrim(e.value), in.At(e.valueAt.line, e.valueAt.column))
		format.Declare(doc, &s.config, e.key, v, in.At(e.keyAt.line, e.keyAt.column))
	}
	return s
}

// javaTrim is String.trim: it takes away everything up to the space.
func javaTrim(s string) string { return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' }) }

// text is a value that can be judged; "" if there is none.
func (s settings) text(name string) string {
	if v := s.config.Get(name); v.Usable() {
		return v.Raw()
	}
	return ""
}

// own are the keys that a complete file of a broker or a controller has some
// of. A text without any is a fragment, whose platform adds them.
var own = []string{
	"advertised.listeners", "broker.id", "controller.quorum.bootstrap.servers", "controller.quorum.voters",
	"listeners", "log.dir", "log.dirs", "node.id", "process.roles", "zookeeper.connect",
}

func (s settings) broker() *model.Broker {
	b := &model.Broker{
		Name: s.path, Place: model.Place{File: s.file, Names: s.addresses()},
		Roles: s.roles(), Managed: true, Config: s.config, Format: Format{}.Name(), At: s.at,
	}
	for _, name := range own {
		b.Managed = b.Managed && !s.config.Get(name).IsSet()
	}
	for _, name := range []string{"broker.id", "node.id"} {
		if id := s.text(name); id != "" && !strings.HasPrefix(id, "-") { // -1: Kafka makes one up
			b.Name, b.At = id, s.config.Get(name).Origin()
		}
	}
	return b
}

func (s settings) roles() model.Roles {
	var roles model.Roles
	for role := range strings.SplitSeq(s.text("process.roles"), ",") {
		switch javaTrim(role) {
		case "broker":
			roles |= model.RoleBroker
		case "controller":
			roles |= model.RoleController
		}
	}
	return roles
}

// addresses are the names by which a broker's cluster is known for certain:
// where its clients reach it, and its controllers. All nodes of a cluster
// have the controllers in common, which no two clusters share.
func (s settings) addresses() []string {
	reached := s.text("advertised.listeners")
	if reached == "" {
		reached = s.text("listeners")
	}
	names := format.Bootstrap(reached)
	for voter := range strings.SplitSeq(s.text("controller.quorum.voters"), ",") {
		_, address, _ := strings.Cut(voter, "@")
		names = append(names, format.Bootstrap(address)...)
	}
	names = append(names, format.Bootstrap(s.text("controller.quorum.bootstrap.servers"))...)
	return append(names, zookeepers(s.text("zookeeper.connect"))...)
}

// zookeepers are the names of a cluster by its ZooKeeper, as
// "zookeeper:HOST:PORT/PATH": one ensemble may serve several clusters, each
// below its own path, which stands once behind the last address.
func zookeepers(connect string) []string {
	hosts, chroot, _ := strings.Cut(connect, "/")
	names := format.Bootstrap(hosts)
	for i, name := range names {
		names[i] = "zookeeper:" + strings.TrimPrefix(name, "bootstrap:") + "/" + chroot
	}
	return names
}

func (s settings) client() *model.Client {
	return &model.Client{
		Name: s.path, Place: model.Place{File: s.file, Names: format.Bootstrap(s.text("bootstrap.servers"))},
		Roles: s.clientRoles(), Library: "java", Config: s.config, Format: Format{}.Name(), At: s.at,
	}
}

// clientRoles is what the keys that one kind of client alone has say, or else
// the file's name.
func (s settings) clientRoles() model.ClientRoles {
	var roles model.ClientRoles
	for _, set := range s.config.Settings() {
		switch names()[set.Name] & byClients {
		case byProducer:
			roles |= model.RoleProducer
		case byConsumer:
			roles |= model.RoleConsumer
		case byAdmin:
			roles |= model.RoleAdmin
		}
	}
	if roles != 0 {
		return roles
	}
	return rolesByName(path.Base(s.path))
}

func rolesByName(base string) model.ClientRoles {
	var roles model.ClientRoles
	for word, role := range map[string]model.ClientRoles{
		"producer": model.RoleProducer, "consumer": model.RoleConsumer, "admin": model.RoleAdmin,
	} {
		if strings.Contains(base, word) {
			roles |= role
		}
	}
	return roles
}
