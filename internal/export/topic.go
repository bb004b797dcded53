package export

// topicFacts is what is known of a KafkaTopic: of o, an object. It is a list,
// which is empty for a topic that the operator does not manage.
//
// A number that is not one is left to the rule: config holds values as they
// are, and partitions and replicas are lists of at most one.
var topicFacts = "(" + annotation("strimzi.io/managed") + " == 'false' ? [] : [" + facts([]value{
	{"_spec", "has(o.spec) ? dyn(o.spec) : dyn({})"},
	{"called", "has(o.metadata.name) ? o.metadata.name : ''"},
	{"name", "has(_spec.topicName) ? string(_spec.topicName) : has(o.metadata.name) ? o.metadata.name : ''"},
	{"partitions", "has(_spec.partitions) && string(_spec.partitions) != '-1' ? [_spec.partitions] : []"},
	{"replicas", "has(_spec.replicas) && string(_spec.replicas) != '-1' ? [_spec.replicas] : []"},
	{"config", "has(_spec.config) ? _spec.config : dyn({})"},
	{"cluster", "has(o.metadata.labels) && 'strimzi.io/cluster' in o.metadata.labels ? o.metadata.labels['strimzi.io/cluster'] : ''"},
	{"ignore", annotation("breakwater/ignore")},
	{"confirmed", annotation("breakwater/confirm-delete")},
}) + "])"

// topicSteps lead from objects to what is known of the topics that they declare. An
// object that goes over to another topic, or to another cluster, declares a new one, as
// for admission: Strimzi leaves the old one in Kafka as it is.
func topicSteps() []Variable {
	return []Variable{
		{"topics", "variables.objects.map(o, " + topicFacts + ")"},
		{"shapes", `variables.topics.size() == 2 && variables.topics[0].exists(now,
  !variables.topics[1].exists(was, was.name == now.name && was.cluster == now.cluster)) ? [variables.topics[0]] : variables.topics`},
	}
}

// annotation is the value of an annotation of o; ” where there is none.
func annotation(name string) string {
	return "(has(o.metadata.annotations) && '" + name + "' in o.metadata.annotations ? o.metadata.annotations['" + name + "'] : '')"
}
