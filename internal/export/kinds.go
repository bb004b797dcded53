package export

import "github.com/breakwaterhq/breakwater/internal/rule"

// kind is one kind of objects, with what expressions see of one: a list of
// facts, because a StrimziPodSet has several pods.
type kind struct {
	name     string // in the names of policies
	sees     rule.Sees
	group    string
	versions []string // a rule with "*" is not type-checked
	resource string
	kind     string
	deleted  bool       // judged when it is about to be deleted, and not before
	steps    []Variable // from the variable objects to shapes: for each of them what is known of what it shows
}

// subject is the name that expressions have for what they judge.
var subject = map[rule.Sees]string{
	rule.SeesTopics: "topic", rule.SeesDeletion: "topic", rule.SeesPods: "pod", rule.SeesClusters: "cluster", rule.SeesClusterDeletion: "cluster",
}

// kinds are all that policies are written for. Their expressions are made when
// somebody asks for them: no other command waits for that.
func kinds() []kind {
	strimziVersions := []string{"v1", "v1beta2"}
	return []kind{
		{"topics", rule.SeesTopics, "kafka.strimzi.io", strimziVersions, "kafkatopics", "KafkaTopic", false, topicSteps()},
		{"topic-deletion", rule.SeesDeletion, "kafka.strimzi.io", strimziVersions, "kafkatopics", "KafkaTopic", true, topicSteps()},
		{"pods", rule.SeesPods, "", []string{"v1"}, "pods", "Pod", false, podSteps("Pod", "[o]")},
		{"statefulsets", rule.SeesPods, "apps", []string{"v1"}, "statefulsets", "StatefulSet", false, podSteps("StatefulSet", "[o.spec.template]")},
		{"deployments", rule.SeesPods, "apps", []string{"v1"}, "deployments", "Deployment", false, podSteps("Deployment", "[o.spec.template]")},
		{"strimzipodsets", rule.SeesPods, "core.strimzi.io", strimziVersions, "strimzipodsets", "StrimziPodSet", false, podSteps("StrimziPodSet", podsOfSet())},
		{"kafkas", rule.SeesClusters, "kafka.strimzi.io", strimziVersions, "kafkas", "Kafka", false, flat(clusterFacts("Kafka"))},
		{"kafkanodepools", rule.SeesClusters, "kafka.strimzi.io", strimziVersions, "kafkanodepools", "KafkaNodePool", false, flat(clusterFacts("KafkaNodePool"))},
		{"kafka-deletion", rule.SeesClusterDeletion, "kafka.strimzi.io", strimziVersions, "kafkas", "Kafka", true, flat(deletedCluster("Kafka"))},
		{"kafkanodepool-deletion", rule.SeesClusterDeletion, "kafka.strimzi.io", strimziVersions, "kafkanodepools", "KafkaNodePool", true, flat(deletedCluster("KafkaNodePool"))},
	}
}

// many tells whether one object has several subjects.
func (k *kind) many() bool { return k.kind == "StrimziPodSet" }

// flat is the only step to what is known of o, an object.
func flat(shapes string) []Variable {
	return []Variable{{"shapes", "variables.objects.map(o, " + shapes + ")"}}
}
