package demo

import (
	"fmt"
	"strconv"
)

// Kafka's own topics.
const (
	offsetsTopic      = "__consumer_offsets"
	transactionsTopic = "__transaction_state"
)

// failed is the broker that is down, the last one. It led most partitions.
const failed = brokers - 1

// newPlant is the cluster of the demo, with brokers at these addresses. All
// that is wrong with it is here, each fault with the outage that it is from.
func newPlant(addresses []address) *plant {
	p := &plant{id: "demo", quorum: quorum{voters: []int32{100, 101}, epoch: 4, end: 1_483_921}} // guide C: a quorum of which none may fail
	for i, at := range addresses {
		p.brokers = append(p.brokers, newBroker(int32(i), at))
	}
	p.topics = []topic{incidentA(), incidentB(), payments(), calibration(), events(), audit(), offsets(), transactions()}
	p.fail(failed) // incident D
	p.groups = []group{p.behind(), p.differing(), p.keepingUp()}
	return p
}

// newBroker has settings that nothing is to be said against.
func newBroker(id int32, at address) broker {
	return broker{
		id: id, host: at.host, port: at.port, rack: fmt.Sprintf("hall-%d", id+1),
		disk: disk{path: "/var/lib/kafka/data", total: 1 << 40, usable: 655 << 30},
		static: map[string]string{
			"node.id":                             strconv.Itoa(int(id)),
			"process.roles":                       "broker",
			"broker.rack":                         fmt.Sprintf("hall-%d", id+1),
			"listeners":                           "PLAINTEXT://" + at.String(),
			"advertised.listeners":                "PLAINTEXT://" + at.String(),
			"controller.listener.names":           "CONTROLLER",
			"controller.quorum.bootstrap.servers": "controller-100:9093,controller-101:9093",
			"log.dirs":                            "/var/lib/kafka/data",
			"auto.create.topics.enable":           "false",
			"default.replication.factor":          "3",
			"min.insync.replicas":                 "2",
			"offsets.retention.minutes":           "43200",
			"replica.fetch.max.bytes":             "10485760",
		},
	}
}

// The replicas of most topics: broker 2 leads most partitions.
var everywhere = [][]int32{{2, 0, 1}, {2, 1, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 2, 0}}

// incidentA is the topic of incident A as it was made by hand: its segments
// are smaller than its messages, and nothing is ever deleted.
func incidentA() topic {
	return topic{name: "iot-telemetry-v2", parts: spread(12, 0, 208_331, everywhere...), config: map[string]string{
		"segment.bytes": "1048576", "max.message.bytes": "10485760", "retention.ms": "-1", "min.insync.replicas": "2"}}
}

// incidentB is a topic of incident B on which acknowledged records may be lost,
// and whose oldest are deleted before the slowest group has read them.
func incidentB() topic {
	return topic{name: "orders.v2", parts: spread(6, 5_017_442, 5_904_210, everywhere...), config: map[string]string{
		"min.insync.replicas": "1", "unclean.leader.election.enable": "true", "retention.ms": "86400000"}}
}

// payments may lose no replica: with broker 2 it is under its minimum.
func payments() topic {
	return topic{name: "payments", parts: spread(4, 0, 91_004, []int32{2, 0}, []int32{2, 1}), config: map[string]string{"min.insync.replicas": "2"}}
}

// calibration has one copy, on the broker that is down.
func calibration() topic {
	return topic{name: "line-calibration", parts: spread(1, 0, 812, []int32{2}), config: map[string]string{"min.insync.replicas": "1"}}
}

// events and audit are as they should be.
func events() topic {
	return topic{name: "machine-events", parts: spread(6, 44_120, 1_203_944, everywhere...), config: map[string]string{"retention.ms": "604800000"}}
}

func audit() topic {
	return topic{name: "audit-log", parts: spread(3, 0, 35_006, everywhere...), config: map[string]string{"retention.ms": "7776000000"}}
}

// offsets is the offsets topic as Kafka makes it.
func offsets() topic {
	return topic{name: offsetsTopic, internal: true, parts: spread(50, 0, 0, everywhere...), config: map[string]string{
		"cleanup.policy": "compact", "compression.type": "producer", "segment.bytes": "104857600"}}
}

// transactions was made while the cluster had one broker. Setting
// transaction.state.log.replication.factor later changes no topic that is
// there.
func transactions() topic {
	return topic{name: transactionsTopic, internal: true, parts: spread(50, 0, 0, []int32{0}, []int32{1}, []int32{2}), config: map[string]string{
		"cleanup.policy": "compact", "compression.type": "uncompressed", "segment.bytes": "104857600",
		"min.insync.replicas": "1", "unclean.leader.election.enable": "false"}}
}

// behind is a group of incident B: the log of one partition starts after what
// it has committed, so that records were deleted which it never read. Its
// other partitions look healthy.
func (p *plant) behind() group {
	g := group{id: "fulfilment", strategy: "cooperative-sticky", members: []member{
		{client: "fulfilment-1", host: "/10.20.1.11", topics: []string{"orders.v2"}},
		{client: "fulfilment-2", host: "/10.20.1.12", topics: []string{"orders.v2"}}}}
	g.assign(p.topic("orders.v2"))
	g.commits[4].offset = p.topic("orders.v2").parts[4].start - 10_427
	return g
}

// differing is a group of guide C: one member was started with other topics.
func (p *plant) differing() group {
	g := group{id: "invoicing", strategy: "cooperative-sticky", members: []member{
		{client: "invoicing-1", host: "/10.20.1.21", topics: []string{"orders.v2", "payments"}},
		{client: "invoicing-2", host: "/10.20.1.22", topics: []string{"payments"}}}}
	g.assign(p.topic("orders.v2"))
	g.assign(p.topic("payments"))
	return g
}

// keepingUp is a group that nothing is to be said against.
func (p *plant) keepingUp() group {
	g := group{id: "dashboards", strategy: "cooperative-sticky", members: []member{
		{client: "dashboards-1", host: "/10.20.1.31", topics: []string{"machine-events"}},
		{client: "dashboards-2", host: "/10.20.1.32", topics: []string{"machine-events"}}}}
	g.assign(p.topic("machine-events"))
	return g
}
