package model

import "time"

// Role is what a snapshot stands for. Several may stand side by side in one
// run: a plan has Now and Desired, a pull request Now and Before.
type Role uint8

// The roles of a snapshot.
const (
	Now    Role = iota // the state that is judged
	Before             // the state that a change starts from
)

// Snapshot is what is known of one state of the world.
type Snapshot struct {
	At        time.Time
	Role      Role
	Topics    []*Topic
	Brokers   []*Broker
	NodeSets  []*NodeSet
	Clients   []*Client
	Workloads []*Workload
	Clusters  []*Cluster
	Objects   []*Object
	Docs      []*Document
	Gaps      []Gap
	Scopes    []*Scope
}

// Scope is one cluster's world: everything that may be judged together.
type Scope struct {
	Name     string
	Declared bool // breakwater.yaml names it
	Topics   []*Topic
	Brokers  []*Broker
	NodeSets []*NodeSet
	Clients  []*Client
	Objects  []*Object
	Cluster  *Cluster // the running cluster; nil where only files were read
	Peers    int      // how many scopes the run has, itself included
}

// Subject names the cluster in findings.
func (s *Scope) Subject() Subject { return Subject{Cluster: s.Name, Kind: KindCluster} }

// Builder gathers what sources find. A source calls its methods from one
// goroutine at a time; Merge joins what several have gathered.
type Builder struct {
	now, before Snapshot
}

// NewBuilder starts an empty world, looked at at the given time.
func NewBuilder(at time.Time) *Builder {
	return &Builder{now: Snapshot{At: at, Role: Now}, before: Snapshot{At: at, Role: Before}}
}

// Topic adds a topic to the state that is judged.
func (b *Builder) Topic(t *Topic) { b.now.Topics = append(b.now.Topics, t) }

// TopicBefore adds a topic as it was before the change.
func (b *Builder) TopicBefore(t *Topic) { b.before.Topics = append(b.before.Topics, t) }

// Broker adds a broker's or controller's configuration.
func (b *Builder) Broker(n *Broker) { b.now.Brokers = append(b.now.Brokers, n) }

// NodeSet adds a number of like nodes.
func (b *Builder) NodeSet(n *NodeSet) { b.now.NodeSets = append(b.now.NodeSets, n) }

// Client adds a client's configuration.
func (b *Builder) Client(c *Client) { b.now.Clients = append(b.now.Clients, c) }

// Workload adds what topics are for.
func (b *Builder) Workload(w *Workload) { b.now.Workloads = append(b.now.Workloads, w) }

// Cluster adds a running cluster.
func (b *Builder) Cluster(c *Cluster) { b.now.Clusters = append(b.now.Clusters, c) }

// Object adds a Kubernetes object of Kafka's.
func (b *Builder) Object(o *Object) { b.now.Objects = append(b.now.Objects, o) }

// Document adds a file that was looked at.
func (b *Builder) Document(d *Document) { b.now.Docs = append(b.now.Docs, d) }

// Gap adds something that could not be found out.
func (b *Builder) Gap(g Gap) { b.now.Gaps = append(b.now.Gaps, g) }

// Merge appends what another builder has gathered.
func (b *Builder) Merge(o *Builder) {
	b.now.append(&o.now)
	b.before.append(&o.before)
}

// Snapshots is what was gathered: the state that is judged, and the one
// before it, which is empty where no source has seen it.
func (b *Builder) Snapshots() (now, before *Snapshot) { return &b.now, &b.before }

func (s *Snapshot) append(o *Snapshot) {
	s.Topics = append(s.Topics, o.Topics...)
	s.Brokers = append(s.Brokers, o.Brokers...)
	s.NodeSets = append(s.NodeSets, o.NodeSets...)
	s.Clients = append(s.Clients, o.Clients...)
	s.Workloads = append(s.Workloads, o.Workloads...)
	s.Clusters = append(s.Clusters, o.Clusters...)
	s.Objects = append(s.Objects, o.Objects...)
	s.Docs = append(s.Docs, o.Docs...)
	s.Gaps = append(s.Gaps, o.Gaps...)
}
