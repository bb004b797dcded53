package mend

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// seen is what a broker sees that sees so many, and a topic with three replicas.
func seen(brokers int, topic string, internal bool, inSync ...int32) *kmsg.MetadataResponse {
	out := kmsg.NewPtrMetadataResponse()
	out.Brokers = make([]kmsg.MetadataResponseBroker, brokers)
	if topic != "" {
		one := kmsg.NewMetadataResponseTopic()
		one.Topic, one.IsInternal = &topic, internal
		one.Partitions = []kmsg.MetadataResponseTopicPartition{{Replicas: []int32{1, 2, 3}, ISR: inSync}}
		out.Topics = append(out.Topics, one)
	}
	return out
}

func TestWhatABrokerOfANewClusterSees(t *testing.T) {
	for _, c := range []struct {
		seen *kmsg.MetadataResponse
		says string
	}{
		{seen(3, "", false), ""},
		{seen(3, "__consumer_offsets", true, 3, 1, 2), ""},
		{seen(2, "", false), "broker 7 sees 2 brokers"},
		{seen(4, "", false), "broker 7 sees 4 brokers"},
		{seen(3, "orders", false, 1, 2, 3), "broker 7 still sees the topic orders"},
		{seen(3, "__consumer_offsets", true, 1, 3), "broker 7 sees __consumer_offsets/0 with 2 of 3 replicas in sync"},
	} {
		says := ""
		if err := whole(7, c.seen, 3); err != nil {
			says = err.Error()
		}
		if says != c.says {
			t.Errorf("%q: want %q", says, c.says)
		}
	}
}
