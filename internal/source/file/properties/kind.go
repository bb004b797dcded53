package properties

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// kind is whose configuration a text is.
type kind uint8

const (
	foreign kind = iota
	broker
	client
	worker
	connector
	mirrorMaker
	streams
	clusterLink
	librdkafka
)

// unjudged is what is said of a text that is recognised, and that no rule
// reads.
var unjudged = map[kind]string{
	worker:      "a Kafka Connect worker configuration: not judged yet",
	connector:   "a Kafka Connect connector's configuration: not judged yet",
	mirrorMaker: "a MirrorMaker 2 configuration: not judged yet",
	streams:     "a Kafka Streams configuration: not judged yet",
	clusterLink: "a cluster link's configuration: not judged yet",
	librdkafka:  "a librdkafka client's configuration: not judged yet",
}

// marks tell the software beside Kafka, much of which has bootstrap.servers as
// well: one of its own keys, and one of those that it needs.
var marks = []struct {
	kind     kind
	own, and []string
	without  []string
}{
	{connector, []string{"connector.class"}, []string{"name", "tasks.max", "topics"}, nil},
	{worker,
		[]string{"key.converter", "value.converter", "config.storage.topic", "status.storage.topic"},
		[]string{"bootstrap.servers", "offset.storage.topic", "offset.storage.file.filename"}, nil},
	{streams,
		[]string{"application.id"},
		[]string{"bootstrap.servers", "default.key.serde", "default.value.serde", "num.standby.replicas", "num.stream.threads", "processing.guarantee", "state.dir"}, nil},
	{clusterLink,
		[]string{"acl.sync.enable", "cluster.link.prefix", "connection.mode", "consumer.offset.sync.enable", "link.mode"},
		[]string{"bootstrap.servers", "security.protocol"}, nil},
	{librdkafka,
		[]string{"metadata.broker.list", "sasl.mechanisms", "sasl.password", "sasl.username", "ssl.ca.location", "ssl.certificate.location", "ssl.key.location"},
		[]string{"bootstrap.servers", "metadata.broker.list", "security.protocol"}, onlyJava},
}

// onlyJava are keys that no client but Java's has: beside one of them, a key
// of librdkafka is a mistake in a Java client's file.
var onlyJava = []string{"key.serializer", "value.serializer", "key.deserializer", "value.deserializer", "sasl.jaas.config", "ssl.truststore.location", "max.poll.records", "buffer.memory", "max.block.ms"}

// kindOf tells by its keys whose configuration a text is.
func kindOf(in format.Input) kind {
	keys := keysOf(in)
	if isIdentity(keys) || slices.ContainsFunc(keys, isElse) {
		return foreign
	}
	if k := beside(keys); k != foreign {
		return k
	}
	t := tallyOf(keys)
	t.addName(in.Path)
	t.addDecisive(keys, in.Path)
	switch {
	case max(t.broker, t.client) < enough || !mostlyKafka(keys):
		return foreign
	case t.broker > t.client:
		return broker
	default:
		return client
	}
}

// keysOf lists the keys of a text, nil if it is of another format that can be
// read as .properties by mistake: of INI, HOCON, YAML or a script.
func keysOf(in format.Input) []string {
	switch path.Ext(in.Path) {
	case ".yaml", ".yml", ".toml":
		return nil
	}
	hocon := path.Ext(in.Path) == ".conf"
	var keys []string
	s, l := lines{text: in.Text}, logical{}
	for s.next(&l) && len(keys) < most {
		keyEnd, valueStart := l.split()
		value := l.text[valueStart:]
		if isForeign(l.text, value) || hocon && isQuoted(value) {
			return nil
		}
		key, bad := unescape(l.text[:keyEnd])
		if bad >= 0 {
			key = string(l.text[:keyEnd])
		}
		keys = append(keys, key)
	}
	return keys
}

// isForeign tells a line that no .properties file has: a section of INI, a
// block of HCL or HOCON, a list item, a document mark or an opened mapping of
// YAML.
func isForeign(line, value []byte) bool {
	starts := func(mark string) bool { return bytes.HasPrefix(line, []byte(mark)) }
	ends := func(mark string) bool { return bytes.HasSuffix(line, []byte(mark)) }
	return starts("[") && ends("]") || starts("}") || ends("{") ||
		starts("- ") || starts("---") || ends(":") && len(value) == 0
}

// isQuoted tells a value in quotes, which are HOCON's syntax and would be part
// of a .properties value.
func isQuoted(value []byte) bool {
	value = bytes.TrimSpace(value)
	return len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
}

// isIdentity tells meta.properties, which Kafka itself writes into each log
// directory: it has a node's id and configures nothing.
func isIdentity(keys []string) bool {
	return slices.Contains(keys, "cluster.id") && slices.Contains(keys, "version") && len(keys) <= 5
}

// isElse tells a key of a server or framework that has keys of Kafka's among
// its own, and that reads them in its own way.
func isElse(key string) bool {
	for _, prefix := range []string{"confluent.controlcenter.", "kafkastore.", "ksql.", "micronaut.", "mp.messaging.", "quarkus.", "spring."} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// beside is the software beside Kafka whose keys these are; foreign if there
// is none.
func beside(keys []string) kind {
	if isMirrorMaker(keys) {
		return mirrorMaker
	}
	for _, m := range marks {
		if hasAny(keys, m.own) && hasAny(keys, m.and) && !hasAny(keys, m.without) {
			return m.kind
		}
	}
	return foreign
}

// isMirrorMaker looks for "A->B.enabled", or for "clusters" and the address
// of one of them.
func isMirrorMaker(keys []string) bool {
	clusters := slices.Contains(keys, "clusters")
	return slices.ContainsFunc(keys, func(k string) bool {
		return strings.HasSuffix(k, ".enabled") && strings.Contains(k, "->") ||
			clusters && strings.HasSuffix(k, ".bootstrap.servers")
	})
}

func hasAny(keys, of []string) bool {
	return slices.ContainsFunc(of, func(k string) bool { return slices.Contains(keys, k) })
}
