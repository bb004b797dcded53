package api

// Brokers is /api/v1/brokers.
type Brokers struct {
	Head
	List[Broker]
}

// Broker is one broker as it was found by asking it.
type Broker struct {
	Cluster string `json:"cluster"`
	Name    string `json:"name"` // its id, or an address of which nobody knows the broker
	Address string `json:"address"`
	Rack    string `json:"rack"`
	Told    Told   `json:"told"`
	Answer  string `json:"answer"` // answered, refused, silent, unusable, unlocated, unheard, hung up, not asked
	Detail  string `json:"detail"` // why it did not answer
	SlowMs  int64  `json:"slowMs"` // how long its first answer took, where that was long; else 0
	Listed  bool   `json:"listed"` // by the metadata of another broker
	Fenced  bool   `json:"fenced"`
	Leaders Amount `json:"leaders"`
	Holds   Amount `json:"replicas"`
	Version Text   `json:"version"`

	Behind *Behind `json:"behind,omitempty"` // null: it is in sync, or was not asked
}

// Text is a word that may not be known.
type Text struct {
	Value *string `json:"value"`
	Why   string  `json:"why,omitempty"` // why it is null
}

// Groups is /api/v1/groups.
type Groups struct {
	Head
	List[Group]
}

// Group is what a group has not read, over all that it reads.
type Group struct {
	Cluster     string  `json:"cluster"`
	ID          string  `json:"id"`
	Type        string  `json:"type"`
	State       string  `json:"state"`
	InUse       bool    `json:"inUse"`
	Members     Amount  `json:"members"`
	Coordinator *int32  `json:"coordinator"` // broker; null: none is known
	Told        Told    `json:"told"`
	Partitions  int     `json:"partitions"`
	Records     Amount  `json:"records"`
	AtMost      bool    `json:"atMost"`                // all of the records may be markers of transactions, which nobody reads
	Kafka       Amount  `json:"kafkaLag"`              // the sum of what Kafka's own tool tells
	KafkaTool   string  `json:"kafkaTool"`             // which one that is
	KafkaWhy    string  `json:"kafkaLagWhy,omitempty"` // why that is another number than records
	Lost        Amount  `json:"lost"`                  // records that were deleted before they were acknowledged, at the most
	Age         Age     `json:"age"`                   // of the oldest unread record
	CatchUp     CatchUp `json:"catchUp"`
}

// Age is since when the first unread record has waited.
type Age struct {
	Ms     *int64 `json:"ms"`                 // null: not known
	Within *int64 `json:"withinMs,omitempty"` // by how much it may be lower in truth
	How    string `json:"how,omitempty"`      // record, timestamp, history, at least
	Why    string `json:"why,omitempty"`      // why it is null
}

// CatchUp is how long it will take until nothing is unread.
type CatchUp struct {
	Ms    *int64 `json:"ms"`    // null: not known, or never
	Never bool   `json:"never"` // at the rates of late
	Why   string `json:"why,omitempty"`
}

// OneGroup is /api/v1/groups/{id}.
type OneGroup struct {
	Head
	Group      Group     `json:"group"`
	Partitions List[Lag] `json:"partitions"`
}

// LagOf is /api/v1/lag.
type LagOf struct {
	Head
	List[Lag]
}

// Lag is what a group has not read of one partition.
type Lag struct {
	Cluster   string `json:"cluster"`
	Group     string `json:"group"`
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Leader    *int32 `json:"leader"` // broker; null: none
	Told      Told   `json:"told"`
	Committed Amount `json:"committed"`
	Start     Amount `json:"logStart"`
	End       Amount `json:"logEnd"`
	Records   Amount `json:"records"`
	AtMost    bool   `json:"atMost"`                // some of the records may be markers of transactions, which nobody reads
	Kafka     Amount `json:"kafkaLag"`              // what Kafka's own tool tells: it counts offsets, not records
	KafkaWhy  string `json:"kafkaLagWhy,omitempty"` // why that is another number than records
	Lost      Amount `json:"lost"`
	Age       Age    `json:"age"`
	Read      Rate   `json:"readPerSecond"`
	Written   Rate   `json:"writtenPerSecond"`
}
