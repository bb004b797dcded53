package model

// Topic is one declared topic.
type Topic struct {
	Name string
	// NameUnknown says why the name is only filled in later, and Name but
	// stands in for it; "" for a name that is known.
	NameUnknown string
	Place       Place
	Home        Home
	Partitions  Value
	Replicas    Value
	Config      Config  // its own overrides
	Observed    Config  // what a cluster said of itself for keys that are not overrides
	Format      string  // the format that declares it, for "two owners"
	Recreated   bool    // a plan destroys it and creates it anew: its records are lost
	At          Origin  // its name, or where it starts
	Layout      *Layout // of a topic on a running cluster; nil for one that is only declared
}

// Subject names the topic in findings.
func (t *Topic) Subject() Subject {
	return Subject{Cluster: t.Home.Scope, Kind: KindTopic, Name: t.Name}
}

// PartitionSubject names one of the topic's partitions in findings.
func (t *Topic) PartitionSubject(partition int32) Subject {
	return Subject{Cluster: t.Home.Scope, Kind: KindPartition, Name: t.Name, Partition: partition}
}

// Roles are the process roles of a node.
type Roles uint8

// The roles of a KRaft node; a node without one runs on ZooKeeper, or its
// roles are not known.
const (
	RoleBroker Roles = 1 << iota
	RoleController
)

// Has tells whether the node has every one of the roles.
func (r Roles) Has(o Roles) bool { return r&o == o }

// Broker is one node's static configuration, or one configuration that a
// group of nodes shares, as in Strimzi's Kafka resource.
type Broker struct {
	Name    string // node.id, the shared configuration's name, or the file
	Place   Place
	Home    Home
	Roles   Roles
	Shared  bool       // stands for several nodes; their number is in NodeSets
	Managed bool       // an operator or a platform adds keys that are not in the document (roles, voters, listeners)
	Version Value      // MAJOR.MINOR[.PATCH] where the document says so
	Config  Config     // static
	Dynamic Config     // its own dynamic overrides, then the cluster's dynamic defaults
	Default Config     // the defaults that the broker itself names
	Logins  []Listener // the listeners that an operator sets up with a login
	Format  string
	At      Origin
	Seen    *Sighting // of a broker of a running cluster; nil for one that is only declared
}

// Subject names the broker in findings.
func (b *Broker) Subject() Subject {
	return Subject{Cluster: b.Home.Scope, Kind: KindBroker, Name: b.Name}
}

// NodeSet is a number of like nodes: a KafkaNodePool, or spec.kafka.replicas.
type NodeSet struct {
	Name  string
	Place Place
	Home  Home
	Roles Roles
	Count Value
	At    Origin
}

// ClientRoles are what a client does with Kafka.
type ClientRoles uint8

// The roles of a client; a file may serve several.
const (
	RoleProducer ClientRoles = 1 << iota
	RoleConsumer
	RoleAdmin
)

// Has tells whether the client has every one of the roles.
func (r ClientRoles) Has(o ClientRoles) bool { return r&o == o }

// Client is the configuration of a producer, a consumer or an admin client.
type Client struct {
	Name    string // the file, as named
	Place   Place
	Home    Home
	Roles   ClientRoles // none: only keys that all clients share
	Library string      // "java"
	Config  Config
	Format  string
	At      Origin
}

// Subject names the client in findings.
func (c *Client) Subject() Subject {
	return Subject{Cluster: c.Home.Scope, Kind: KindClient, Name: c.Name}
}

// Workload is what topics are for, as a policy declares it. Values that are
// not set were not declared.
type Workload struct {
	Topics           []string // patterns
	Clients          []string // files of the clients that use them
	MaxPayload       Value    // bytes as the application serialises it
	CompressionRatio Value    // size on the wire over size serialised, 1 unless said
	Critical         Value    // boolean
	OutageTolerance  Value    // ms that consumers may be down
	Unbounded        Value    // the reason why nothing is ever deleted
	EraseWithin      Value    // ms within which data must be gone
	IdleTime         Value    // ms that a group may commit nothing
	RecordTime       Value    // ms that handling one record takes at worst
	Rate             Value    // bytes per second into each topic
	AtLeastOnce      Value    // boolean
	DeadLetter       Value    // the name of the dead-letter topic
	At               Origin
}
