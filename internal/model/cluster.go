package model

// Cluster is what was seen of a running cluster beside its topics and
// brokers. What could not be seen is nil, and a Gap says why.
type Cluster struct {
	Place  Place
	Home   Home
	ID     string  // Kafka's own cluster id, 22 characters
	Quorum *Quorum // nil: not seen
	Groups []*Group
	Dark   bool             // no broker answers: nothing else is known of it
	Moving []TopicPartition // partitions that are being reassigned; nil also where nobody was asked

	MovesKnown   bool          // nobody missed a partition that is being reassigned and lacks a replica
	Own          []Certificate // of the client that looked, its own first; nil where it shows none
	Transactions []Transaction // that are open in partitions where one may hang; nobody is asked of others

	Acknowledged []Acknowledged // what ledgers say was stored, by partition
}

// Subject names the cluster in findings.
func (c *Cluster) Subject() Subject { return Subject{Cluster: c.Home.Scope, Kind: KindCluster} }

// TopicPartition names one partition.
type TopicPartition struct {
	Topic     string
	Partition int32
}

// Quorum is the metadata quorum as its leader, the active controller, told of
// it (DescribeQuorum).
type Quorum struct {
	Leader        int32 // -1: none
	Epoch         int32
	HighWatermark int64
	Voters        []QuorumReplica
	Observers     []QuorumReplica
	ToldBy        int32 // the broker that was asked

	// Silent is set where nobody answered within the limit although the same
	// brokers answered everything else: all of the above is then unknown.
	Silent *Silence
}

// QuorumReplica is one replica of the metadata log.
type QuorumReplica struct {
	ID           int32
	LogEnd       int64 // log end offset; -1: the leader has not heard from it since it leads
	LastFetch    int64 // ms since 1970; -1: unknown, and of the leader itself
	LastCaughtUp int64 // ms since 1970; -1: unknown
}

// Silence is a question that was not answered in time.
type Silence struct {
	Asked []int32 // brokers
	Limit int64   // ms

	// Advanced is how many records of the metadata log the brokers have applied
	// while the question was open; 0: none, or not told. The active controller
	// appends one every 500 ms (metadata.max.idle.interval.ms), so a log that
	// goes on has a controller that leads it.
	Advanced int64
}
