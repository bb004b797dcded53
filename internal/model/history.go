package model

// History is what a watch remembers of one cluster. Times are ms since 1970.
//
// Tracks hold a sample for each cycle in which the number was told: every 5 s
// for the last two minutes, every 60 s for the last six hours. Moments are kept
// for changes alone, the oldest first, and only the last Moments of them; the
// first one is what was found when the watch began, or the oldest that is still
// kept. A topic that was deleted and created again starts anew: its tracks hold
// nothing of the old one.
type History interface {
	Since() int64 // since when the cluster has been watched

	LogEnd(topic string, partition int32) Track   // log end offset, as consumers see it: the high watermark
	LogStart(topic string, partition int32) Track // log start offset
	Stable(topic string, partition int32) Track   // last stable offset
	Committed(group, topic string, partition int32) Track

	Topic(name string) []TopicMoment
	Partition(topic string, partition int32) []PartitionMoment
	Group(id string) []GroupMoment
	Broker(id int32) []BrokerMoment
	Quorum() []QuorumMoment
	Voters() []int32 // of the metadata quorum, when it last told; nil: it never did

	Voter(id int32) Track                       // records of the metadata log that a voter or observer is behind the leader
	Usable(broker int32, path string) Track     // free bytes of a volume
	CatchUp(broker int32) Track                 // records that a broker lacks of replicas that it holds out of sync
	Moving(topic string, partition int32) int64 // since when a partition is being reassigned; 0: it is not
	Unknown(fact Fact, of Subject) int64        // since when a fact has been missing; 0: it is not
}

// Moments is how many changes of one thing a History keeps.
const Moments = 64

// TopicMoment is a topic from one time on.
type TopicMoment struct {
	At         int64
	ID         string // topic id; "" while there is no topic of the name
	Partitions int
	Last       int64 // the sum of the log end offsets of the one before, when it was last seen; 0: not known
}

// PartitionMoment is the state of a partition from one time on.
type PartitionMoment struct {
	At          int64
	Leader      int32 // -1: none
	LeaderEpoch int32
	ISR         []int32 // sorted
	Moving      bool    // it was being reassigned
}

// GroupMoment is a group from one time on.
type GroupMoment struct {
	At      int64
	State   string // in Kafka's words; "" where it was not told
	Epoch   int32  // group epoch of the consumer protocol; -1: the protocol has none
	Members int
	Joined  []string // member ids that were not there before
	Left    []string // member ids that are gone since
}

// BrokerMoment is how a broker answered from one time on, and what the metadata
// of the others said of it at that time.
type BrokerMoment struct {
	At     int64
	Before int64 // when it was looked at last before that; 0: not by this process
	Answer Answer
	Leads  int // partitions that it led
	InSync int // partitions with two or more replicas in whose in-sync replicas it was
	Holds  int // partitions of which it holds a replica
	Fenced bool
	Listed bool
}

// QuorumMoment is the leader of the metadata quorum from one time on.
type QuorumMoment struct {
	At     int64
	Leader int32 // -1: none
	Epoch  int32
}
