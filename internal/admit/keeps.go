package admit

import "encoding/json"

// managed is the annotation that, with the value false, takes a topic out of the hands of
// Strimzi's operator. It then changes nothing of the topic, and leaves it in Kafka where
// the object is deleted.
const managed = "strimzi.io/managed"

// keepsTopic tells whether an UPDATE leaves a KafkaTopic the object of the same topic of
// the same operator. Where it does not, the topic itself stays in Kafka as it is: Strimzi
// deletes one only with its object. A changed name it refuses in the object's status.
func (c *change) keepsTopic() bool {
	is, was := &c.is.Metadata, &c.was.Metadata
	return is.Annotations[managed] != "false" && is.Labels[clusterLabel] == was.Labels[clusterLabel] && topicName(&c.is) == topicName(&c.was)
}

// topicName is the name that a KafkaTopic gives its topic in Kafka.
func topicName(h *head) string {
	var spec struct {
		TopicName string `json:"topicName"`
	}
	if json.Unmarshal(h.Spec, &spec) != nil || spec.TopicName == "" {
		return h.Metadata.Name
	}
	return spec.TopicName
}
