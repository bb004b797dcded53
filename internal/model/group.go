package model

// Group is a consumer, share or streams group, or a classic group of any
// other protocol.
type Group struct {
	ID           string
	Home         Home
	Place        Place
	Type         string // "classic", "consumer", "share", "streams"; "" before Kafka 4.0
	State        string // in Kafka's words: "Stable", "Empty", "PreparingRebalance" …
	Protocol     string // protocol type of a classic group: "consumer", "connect" …
	Coordinator  int32
	Epoch        int32 // group epoch of the consumer protocol; 0: the protocol has none, or it was not told
	Members      []Member
	MembersKnown bool
	Commits      []Commit
	CommitsKnown bool
	Shares       []Share // where a share group stands; nil for other groups
}

// Share is where a share group stands in one partition.
type Share struct {
	Topic     string
	Partition int32
	Start     int64 // share-partition start offset; -1: not told
	Lag       int64 // records that are yet to be delivered or acknowledged; -1: not told
	Unread    *Unread
}

// Subject names the group in findings.
func (g *Group) Subject() Subject {
	return Subject{Cluster: g.Home.Scope, Kind: KindGroup, Name: g.ID}
}

// PartitionSubject names what the group consumes of one partition.
func (g *Group) PartitionSubject(topic string, partition int32) Subject {
	return Subject{Cluster: g.Home.Scope, Kind: KindGroup, Name: g.ID, Part: topic, Partition: partition}
}

// InUse tells whether anybody consumes: a group that is neither empty nor
// dead. A group that keeps its offsets without a member may have been left
// behind, or its application may be down: one look cannot tell.
func (g *Group) InUse() bool { return g.State != "Empty" && g.State != "Dead" && g.State != "" }

// Member is one member of a group.
type Member struct {
	ID         string
	Instance   string // group.instance.id; "" for a dynamic member
	ClientID   string
	Host       string
	Subscribed []string // topics, sorted; nil where it is not told
	Assignors  []string // its assignment strategies, in its order; nil where it is not told
	Assigned   []TopicPartition
}

// Commit is one committed offset.
type Commit struct {
	Topic     string
	Partition int32
	Offset    int64
	Epoch     int32 // leader epoch; -1: not told
	Unread    *Unread
}

// Unread is the first record behind a commit, or at the start of a share
// partition, where somebody has looked for it.
type Unread struct {
	Of     int64 // the offset that it was looked for behind: the committed one, or the start
	None   bool  // there is none: what lies behind the commit are markers of transactions
	Offset int64 // of the record; where there is none, the log end up to which it was looked for, or 0
	At     int64 // its timestamp, ms since 1970
	Within int64 // how much later At may be, in ms; 0: it was read
}
