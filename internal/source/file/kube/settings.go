package kube

import (
	"regexp"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Format is the name of what configures brokers by the environment of a container.
const Format = "kube"

// A family is how images make settings of variables.
type family struct {
	prefix string // of a variable that is a setting
	two    string // what two underscores stand for; one is a dot
	three  string
	edits  bool // the variables change a file that the image brings, so that an unset key is what that says
}

// The families are those of Apache Kafka (KafkaDockerWrapper.scala,
// getServerConfigsFromEnv), of Confluent ("Docker Image Configuration Reference") and of
// Bitnami, whose rule knows single underscores alone (libkafka.sh,
// kafka_configure_from_environment_variables).
var (
	apache     = family{"KAFKA_", "_", "-", false}
	confluents = family{"KAFKA_", "-", "_", false}
	bitnamis   = family{"KAFKA_CFG_", "..", "...", true}
)

// familyOf finds the family of an image. One of nobody's makes settings as most do, but
// which of its variables are settings only their names tell.
func familyOf(c *model.Container) (f family, known bool) {
	if is, known := images[imageBase(c.Image.Raw())]; known {
		return is.by, true
	}
	for _, s := range c.Env.Settings() {
		if strings.HasPrefix(s.Name, bitnamis.prefix) {
			return bitnamis, false
		}
	}
	return apache, false
}

// setting is the key that a variable is made to; "" where it is none of Kafka's.
func (f family) setting(variable string) string {
	name, is := strings.CutPrefix(variable, f.prefix)
	if !is || name == "" || ofTheImage(variable) {
		return ""
	}
	dots := strings.ReplaceAll(strings.ToLower(name), "_", ".")
	return strings.ReplaceAll(strings.ReplaceAll(dots, "...", f.three), "..", f.two)
}

// ofTheImage tells the variables that the start scripts read themselves: of the
// process and its logs, and files whose names they make paths of.
func ofTheImage(variable string) bool {
	for _, part := range []string{"_OPTS", "_CREDENTIALS", "_FILENAME"} {
		if strings.HasSuffix(variable, part) {
			return true
		}
	}
	for _, part := range []string{"KAFKA_JMX_", "KAFKA_LOG4J", "KAFKA_CFG_LOG4J", "KAFKA_TOOLS_", "KAFKA_HEAP_"} {
		if strings.HasPrefix(variable, part) {
			return true
		}
	}
	return slices.Contains([]string{"KAFKA_VERSION", "KAFKA_HOME", "KAFKA_DEBUG", "KAFKA_MODE", "KAFKA_CLUSTER_ID", "KAFKA_CLASSPATH"}, variable)
}

// isKey tells whether any release of Kafka has a broker setting of that name.
func isKey(name string) bool {
	return len(catalog.Lines(model.Key{Layer: model.LayerBroker, Name: name})) > 0
}

// settingsOf are the broker's settings as the variables of its container make them.
// There are none where an operator writes the broker's file.
func settingsOf(set *model.PodSet) (config model.Config) {
	c := set.Main()
	if c == nil || set.Operated || set.Product == strimzi || set.Product == koperator {
		return config
	}
	f, known := familyOf(c)
	for _, s := range c.Env.Settings() {
		if key := f.setting(s.Name); key != "" && (known || isKey(key)) {
			config.Set(key, s.Value, s.At)
		}
	}
	f.commanded(c, &config)
	config.Rest(elsewhere(c, known && !f.edits))
	return config
}

// brokerOf are the brokers as the environment of their container configures them;
// nil where no variable does. A command that starts Kafka by itself reads no
// variables. What they say stays with the pods: a script may write its file by them.
func brokerOf(out *model.Object, set *model.PodSet) *model.Broker {
	if set.Settings.Len() == 0 || startsByItself(set.Main()) {
		return nil
	}
	return &model.Broker{Name: out.Name, Roles: set.Roles, Shared: true, Managed: true, Config: set.Settings, Format: Format, At: out.At}
}

// assignment is a variable that a shell is given.
var assignment = regexp.MustCompile(`\bKAFKA_[A-Z0-9_]+=`)

// commanded makes unknown what the command sets when the container starts.
func (f family) commanded(c *model.Container, config *model.Config) {
	for _, word := range slices.Concat(c.Command, c.Args) {
		for _, found := range assignment.FindAllString(word.Raw(), -1) {
			variable := strings.TrimSuffix(found, "=")
			if key := f.setting(variable); key != "" && isKey(key) {
				config.Set(key, model.UnknownValue("", "the command sets "+variable+" when the container starts", word.Origin()), word.Origin())
			}
		}
	}
}

// elsewhere is what a setting is that no variable of the container gives: unset, or
// not known where envFrom, a file that is mounted, an image of nobody's, or the
// command may give it.
func elsewhere(c *model.Container, whole bool) model.Value {
	switch {
	case startsByItself(c):
		return model.UnknownValue("", "the file that the command starts Kafka with may give it", c.At)
	case !whole:
		return model.UnknownValue("", "the image may bring it", c.Image.Origin())
	}
	for _, m := range c.Mounts {
		if path := m.Path.Raw(); strings.Contains(path, "config") || strings.HasSuffix(path, ".properties") {
			return model.UnknownValue("", "a file below "+path+" may give it", m.Path.Origin())
		}
	}
	return c.Env.Other()
}

// startsByItself tells a command that runs a broker with a file of its own.
func startsByItself(c *model.Container) bool {
	return slices.ContainsFunc(slices.Concat(c.Command, c.Args), func(v model.Value) bool {
		return strings.Contains(v.Raw(), "kafka-server-start") || strings.Contains(v.Raw(), "kafka.Kafka")
	})
}

// declare adds the brokers that a workload configures, and how many there are.
func declare(out *model.Object, b *model.Builder) {
	for _, set := range out.Sets {
		n := brokerOf(out, set)
		if n == nil {
			continue
		}
		n.Place = out.Place
		b.Broker(n)
		if count, told := brokersOf(out, set); told {
			b.NodeSet(&model.NodeSet{Name: out.Name, Place: out.Place, Roles: set.Roles, Count: count, At: out.At})
		}
	}
}

// brokersOf is how many brokers a workload adds to its cluster. A pod has siblings
// that no document shows, and so has a workload of one: many give each broker one of
// its own. Where no label names the cluster, others may be of it: the number is
// only assumed.
func brokersOf(out *model.Object, set *model.PodSet) (model.Value, bool) {
	if n, known := set.Pods(); out.Kind == "Pod" || set.Owned || known && n < 2 {
		return model.Value{}, false
	}
	if instanceOf(out) == "" && set.Labels.Get("app.kubernetes.io/instance").Raw() != set.Cluster {
		return set.Count.Joined(model.Assumed), true
	}
	return set.Count, true
}
