package lab

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
)

// A Node is one Kafka process, running or not. It keeps its id, ports and
// folder over every restart.
type Node struct {
	cluster    *Cluster
	id         int
	broker     bool
	controller bool
	doors      []Listener
	ports      map[string]int // by listener

	mu     sync.Mutex
	own    map[string]string // what Configure was given
	proc   *process          // nil before the first start
	paused bool
}

func (c *Cluster) newNode(id int, broker, controller bool) *Node {
	n := &Node{cluster: c, id: id, broker: broker, controller: controller, ports: map[string]int{}, own: map[string]string{}}
	if broker {
		n.doors = c.options.brokerDoors()
	}
	if controller {
		n.doors = append(n.doors, c.options.controllerDoor())
	}
	return n
}

func (n *Node) roles() string {
	switch {
	case n.broker && n.controller:
		return "broker,controller"
	case n.broker:
		return "broker"
	default:
		return "controller"
	}
}

// ID is node.id.
func (n *Node) ID() int { return n.id }

// Broker says whether the node is a broker, and Controller whether it is a
// controller; a combined node is both.
func (n *Node) Broker() bool { return n.broker }

// Controller says whether the node is a controller.
func (n *Node) Controller() bool { return n.controller }

// Address is host:port of the node's first listener: the first of
// Options.Listeners, or a separate controller's only one.
func (n *Node) Address() string { return hostPort(n.ports[n.doors[0].Name]) }

// Listener is host:port of a listener, or empty where the node has none of
// that name. Controllers have one named CONTROLLER.
func (n *Node) Listener(name string) string {
	port, ok := n.ports[name]
	if !ok {
		return ""
	}
	return hostPort(port)
}

// Dir is the node's folder: server.properties, server.log and its data.
func (n *Node) Dir() string { return nodeDir(n.cluster.dir, n.id) }

func nodeDir(dir string, id int) string { return filepath.Join(dir, fmt.Sprintf("node-%d", id)) }

// DataDir is log.dirs.
func (n *Node) DataDir() string { return filepath.Join(n.Dir(), "data") }

// MetadataDir is the folder of the metadata log and its snapshots.
func (n *Node) MetadataDir() string { return filepath.Join(n.DataDir(), "__cluster_metadata-0") }

// Properties is the path of server.properties, which every start writes anew.
func (n *Node) Properties() string { return filepath.Join(n.Dir(), "server.properties") }

// Log is the path of what the node has printed, over all its starts.
func (n *Node) Log() string { return filepath.Join(n.Dir(), "server.log") }

// Configure adds to the server.properties of the next start. A key whose value
// is Removed is taken out.
func (n *Node) Configure(settings map[string]string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.Copy(n.own, settings)
}

// writeProperties writes server.properties; the caller holds the lock, or is
// alone.
func (n *Node) writeProperties() error {
	o := n.cluster.options
	text := properties(merge(n.settings(), o.Config, o.NodeConfig[n.id], n.own))
	return os.WriteFile(n.Properties(), []byte(text), 0o600) // passwords of throw-away users are in it
}

// Running says whether the process is there, paused or not.
func (n *Node) Running() bool { return n.process() != nil }

// Pid is the process id of the node's Java, or 0 where it does not run.
func (n *Node) Pid() int {
	if p := n.process(); p != nil {
		return p.pid
	}
	return 0
}

// process is what runs, or nil.
func (n *Node) process() *process {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.proc == nil || !n.proc.alive() {
		return nil
	}
	return n.proc
}
