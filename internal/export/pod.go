package export

// The steps by which a pod is recognised as Kafka's and read: those of
// internal/source/file/kube, in its order. Lists of at most one value stand for
// what need not be there.

// brokerSettings are the variables that only a broker or a controller has.
var brokerSettings = list(
	"KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_PROCESS_ROLES", "KAFKA_NODE_ID", "KAFKA_BROKER_ID", "KAFKA_LOG_DIRS",
	"KAFKA_ZOOKEEPER_CONNECT", "KAFKA_CFG_LISTENERS", "KAFKA_CFG_PROCESS_ROLES", "KAFKA_CFG_NODE_ID", "KAFKA_CFG_ZOOKEEPER_CONNECT",
	"KAFKA_CFG_LOG_DIRS", "KAFKA_CFG_ADVERTISED_LISTENERS", "KAFKA_CONTROLLER_QUORUM_VOTERS", "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS",
)

// Images of Kafka's, by their last two names. A registry, a tag and a digest
// do not count.
const (
	tag       = `(:[^/@]*)?(@.*)?$`
	apache    = `(^|/)apache/kafka(-native)?` + tag
	confluent = `(^|/)confluentinc/cp-(kafka|server)` + tag
	bitnami   = `(^|/)bitnami(legacy|secure)?/kafka` + tag
	anyKafka  = `(^|/)kafka` + tag + `|` + apache + `|` + confluent
)

// dataPath is where images and charts keep Kafka's data.
const dataPath = `^(/var/lib/kafka|/bitnami/kafka|/mnt/data|/var/kafka|/kafka/data|/kafka-data|/kafka-logs|/opt/kafka/data|/data/kafka|/var/lib/kafka-data)(/.*)?$`

// label is a label of the pods; ” where they have none.
func label(name string) string { return "('" + name + "' in carried ? labels['" + name + "'] : '')" }

// recognition finds Kafka's container, the product and the roles.
var recognition = []value{
	{"labels", "has(p.metadata) && has(p.metadata.labels) ? p.metadata.labels : {}"},
	{"carried", "labels.filter(k, dyn(labels[k]) != null)"},
	{"spec", "has(p.spec) && p.spec != null ? [p.spec] : []"},
	{"containers", "spec.size() > 0 && has(spec[0].containers) && spec[0].containers != null ? spec[0].containers : []"},
	{"_found", `[containers.filter(c, c.name == 'kafka'),
  containers.filter(c, has(c.image) && c.image.matches('` + anyKafka + `')),
  containers.filter(c, has(c.env) && c.env.exists(e, e.name in ` + brokerSettings + `)),
  containers.filter(c, containers.size() == 1)].filter(some, some.size() > 0)`},
	{"main", "_found.size() > 0 ? [_found[0][0]] : []"},
	{"image", "main.size() > 0 && has(main[0].image) ? main[0].image : ''"},
	{"env", "main.size() > 0 && has(main[0].env) ? main[0].env : []"},
	{"mounts", "main.size() > 0 && has(main[0].volumeMounts) ? main[0].volumeMounts : []"},
	{"ports", "main.size() > 0 && has(main[0].ports) ? main[0].ports : []"},
	{"command", "main.size() > 0 && has(main[0].command) ? main[0].command : []"},
	{"words", "command + (main.size() > 0 && has(main[0].args) ? main[0].args : [])"},
	{"_app", label("app") + " != '' ? " + label("app") + " : " + label("app.kubernetes.io/name")},
	{"_runs", `main.size() > 0 && (env.exists(e, e.name in ` + brokerSettings + `)
  || words.exists(w, w.contains('kafka-server-start') || w.contains('kafka.Kafka'))
  || _app in ['kafka-broker', 'kafka-controller']
  || _app == 'kafka' && (ports.exists(c, has(c.containerPort) && string(c.containerPort) in ['9092', '9093', '9094', '9095'])
    || mounts.exists(m, m.mountPath.matches('` + dataPath + `'))))`},
	{"_component", label("app.kubernetes.io/component")},
	{"_named", label("app.kubernetes.io/name") + " == 'kafka'"},
	{"product", label("strimzi.io/kind") + ` == 'Kafka' && ('strimzi.io/broker-role' in carried || 'strimzi.io/controller-role' in carried) ? 'strimzi' :
  ` + label("app") + ` == 'kafka' && 'kafka_cr' in carried && 'brokerId' in carried ? 'koperator' :
  ` + label("platform.confluent.io/type") + ` in ['kafka', 'kraftcontroller'] ? 'confluent' :
  (` + label("app.kubernetes.io/part-of") + ` == 'kafka' || _named && image.contains('bitnami'))
    && _component in ['broker', 'kafka', 'controller-eligible', 'controller'] ? 'bitnami' :
  _named && _component in ['broker', 'controller'] && (` + label("app.kubernetes.io/managed-by") + `.contains('stackable') || image.contains('stackable')) ? 'stackable' :
  !_runs ? '' : _named && _component in ['broker', 'controller'] ? 'labelled' : 'none'`},
	{"_roles", "env.filter(e, e.name in ['KAFKA_PROCESS_ROLES', 'KAFKA_CFG_PROCESS_ROLES'] && has(e.value)).map(e, e.value).join(',')"},
	{"_controls", "_roles.contains('controller')"},
	{"_serves", "_roles.contains('broker') || !_controls"},
	{"broker", `product == 'strimzi' ? ` + label("strimzi.io/broker-role") + ` == 'true' :
  product == 'koperator' ? ` + label("isBrokerNode") + ` != 'false' :
  product == 'confluent' ? ` + label("platform.confluent.io/type") + ` == 'kafka' :
  product == 'bitnami' ? _component in ['broker', 'kafka'] || _component == 'controller-eligible' && (main.size() == 0 || _serves) :
  product in ['stackable', 'labelled'] ? _component == 'broker' : _serves`},
	{"controller", `product == 'strimzi' ? ` + label("strimzi.io/controller-role") + ` == 'true' :
  product == 'koperator' ? ` + label("isControllerNode") + ` == 'true' :
  product == 'confluent' ? ` + label("platform.confluent.io/type") + ` == 'kraftcontroller' :
  product == 'bitnami' ? _component in ['controller-eligible', 'controller'] :
  product in ['stackable', 'labelled'] ? _component == 'controller' : _controls`},
	{"role", "broker && controller ? 'brokers and controllers' : controller ? 'controllers' : 'brokers'"},
}

// numberOfPods is how many pods the object makes, and whether they are all
// that the cluster has.
func numberOfPods(kind string) []value {
	count, owned, alone := "has(o.spec.replicas) ? int(o.spec.replicas) : 1", "product == 'koperator'", "count < 2"
	switch kind {
	case "Pod":
		count = "1"
		owned += " || has(o.metadata.ownerReferences) && o.metadata.ownerReferences.size() > 0"
		alone = "env.exists(e, e.name in ['KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR', 'KAFKA_CFG_OFFSETS_TOPIC_REPLICATION_FACTOR'] && has(e.value) && e.value.trim() == '1')"
	case "StrimziPodSet":
		count, owned, alone = "all.size()", "true", "false"
	}
	return []value{
		{"kind", quote(kind)},
		{"annotations", "has(o.metadata.annotations) ? o.metadata.annotations : {}"},
		{"ignore", annotation("breakwater/ignore")},
		{"count", count},
		{"owned", owned},
		{"solitary", "broker && !owned && " + alone},
		{"deletes", deletes(kind)},
	}
}

// deletes are the occasions on which the volumes go with their object.
func deletes(kind string) string {
	if kind != "StatefulSet" {
		return "[]"
	}
	return `!has(o.spec.persistentVolumeClaimRetentionPolicy) ? [] : [
  has(o.spec.persistentVolumeClaimRetentionPolicy.whenDeleted) ? o.spec.persistentVolumeClaimRetentionPolicy.whenDeleted : '',
  has(o.spec.persistentVolumeClaimRetentionPolicy.whenScaled) ? o.spec.persistentVolumeClaimRetentionPolicy.whenScaled : ''].filter(when, when == 'Delete')`
}
