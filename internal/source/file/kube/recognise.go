package kube

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// recognise tells whether pods are Kafka's, by their labels, or by image,
// settings, port and mount of a container; it fills in what that shows.
func recognise(p *model.PodSet) bool {
	p.Kafka = kafkaContainer(p)
	for _, by := range []func(*model.PodSet) bool{byStrimzi, byKoperator, byConfluent, byBitnami, byStackable, byContainer} {
		if by(p) {
			return true
		}
	}
	return false
}

// byContainer recognises the pods of nobody's product by a container that runs
// a broker.
func byContainer(p *model.PodSet) bool {
	c := p.Main()
	if c == nil || !looksLikeKafka(p) {
		return false
	}
	p.Recognised = c.Image
	if app := p.Labels.Get("app"); strings.HasPrefix(app.Raw(), "kafka") {
		p.Recognised = app
	}
	p.Cluster = p.Labels.Get("app.kubernetes.io/instance").Raw()
	p.Roles = rolesOf(c)
	if known, is := images[imageBase(c.Image.Raw())]; is {
		p.DataMount = known.data
	}
	return true
}

// images are those of Kafka's brokers by their names without registry and tag: the
// directory of the data where no setting names one, and how variables are settings.
var images = map[string]struct {
	data string
	by   family
}{
	"apache/kafka": {"/tmp/kraft-combined-logs", apache}, "apache/kafka-native": {"/tmp/kraft-combined-logs", apache},
	"confluentinc/cp-kafka": {"/var/lib/kafka/data", confluents}, "confluentinc/cp-server": {"/var/lib/kafka/data", confluents},
	"bitnami/kafka": {"/bitnami/kafka/data", bitnamis}, "bitnamilegacy/kafka": {"/bitnami/kafka/data", bitnamis}, "bitnamisecure/kafka": {"/bitnami/kafka/data", bitnamis},
}

// looksLikeKafka tells whether the container runs a broker: its settings, its
// command, or its name with the label that says so. An image alone is not
// enough, because clients use the same ones.
func looksLikeKafka(p *model.PodSet) bool {
	c := p.Main()
	if c == nil {
		return false
	}
	for _, name := range brokerSettings {
		if c.Env.Own(name).IsSet() {
			return true
		}
	}
	if startsByItself(c) {
		return true
	}
	app := p.Labels.Get("app").Raw()
	if app == "" {
		app = p.Labels.Get("app.kubernetes.io/name").Raw()
	}
	if app == "kafka-broker" || app == "kafka-controller" {
		return true
	}
	return app == "kafka" && (slices.ContainsFunc(c.Ports, isKafkaPort) || slices.ContainsFunc(c.Mounts, isDataMount))
}

// brokerSettings are the environment variables of the images that only a
// broker or a controller has.
var brokerSettings = []string{
	"KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_PROCESS_ROLES", "KAFKA_NODE_ID", "KAFKA_BROKER_ID", "KAFKA_LOG_DIRS",
	"KAFKA_ZOOKEEPER_CONNECT", "KAFKA_CFG_LISTENERS", "KAFKA_CFG_PROCESS_ROLES", "KAFKA_CFG_NODE_ID", "KAFKA_CFG_ZOOKEEPER_CONNECT",
	"KAFKA_CFG_LOG_DIRS", "KAFKA_CFG_ADVERTISED_LISTENERS", "KAFKA_CONTROLLER_QUORUM_VOTERS", "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS",
}

func isKafkaPort(p model.Port) bool {
	return slices.Contains([]string{"9092", "9093", "9094", "9095"}, p.Container.Raw())
}

func isDataMount(m model.Mount) bool { return isDataPath(m.Path.Raw()) }

// isDataPath tells the paths below which images and charts keep Kafka's data.
func isDataPath(path string) bool {
	for _, at := range []string{"/var/lib/kafka", "/bitnami/kafka", "/mnt/data", "/var/kafka", "/kafka/data", "/kafka-data", "/kafka-logs", "/opt/kafka/data", "/data/kafka", "/var/lib/kafka-data"} {
		if path == at || strings.HasPrefix(path, at+"/") {
			return true
		}
	}
	return false
}

// rolesOf are the roles that a container's settings name; a broker's where
// they name none.
func rolesOf(c *model.Container) (roles model.Roles) {
	for _, name := range []string{"KAFKA_PROCESS_ROLES", "KAFKA_CFG_PROCESS_ROLES"} {
		v := c.Env.Own(name)
		if strings.Contains(v.Raw(), "broker") {
			roles |= model.RoleBroker
		}
		if strings.Contains(v.Raw(), "controller") {
			roles |= model.RoleController
		}
	}
	if roles == 0 {
		return model.RoleBroker
	}
	return roles
}

func controllerOnly(c *model.Container) bool { return c != nil && rolesOf(c) == model.RoleController }

// kafkaContainer is the index of the container that runs Kafka: the one of
// that name, else the one whose image has it, else the only one; -1 if none.
func kafkaContainer(p *model.PodSet) int {
	for i := range p.Containers {
		if p.Containers[i].Name == "kafka" {
			return i
		}
	}
	for i := range p.Containers {
		base := imageBase(p.Containers[i].Image.Raw())
		if _, known := images[base]; known || strings.HasSuffix(base, "/kafka") || base == "kafka" {
			return i
		}
	}
	for i := range p.Containers {
		for _, name := range brokerSettings {
			if p.Containers[i].Env.Own(name).IsSet() {
				return i
			}
		}
	}
	if len(p.Containers) == 1 {
		return 0
	}
	return -1
}

func imageNamed(c *model.Container, part string) bool {
	return c != nil && strings.Contains(c.Image.Raw(), part)
}

// imageBase is an image's organisation and name, without registry, tag and
// digest.
func imageBase(image string) string {
	image, _, _ = strings.Cut(image, "@")
	parts := strings.Split(image, "/")
	last := len(parts) - 1
	parts[last], _, _ = strings.Cut(parts[last], ":")
	return strings.Join(parts[max(0, last-1):], "/")
}
