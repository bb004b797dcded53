package lab

import (
	"errors"
	"os"
	"slices"
)

// A Cluster is nodes that run, or could. Its methods may be called from
// several goroutines.
type Cluster struct {
	options   Options
	release   release
	id        string
	dir       string
	temporary bool
	nodes     []*Node
	block     *block
	java      string
	archive   string // of classes; empty where there is none
	secret    string // of the nodes' own user
	authority *authority
}

// Close kills what runs and removes the temporary folder. It may be called
// again.
func (c *Cluster) Close() error {
	var errs []error
	for _, n := range c.nodes {
		errs = append(errs, n.Kill())
	}
	if c.block != nil {
		errs = append(errs, c.block.release())
	}
	if c.temporary && (c.options.Keep == nil || !c.options.Keep()) {
		errs = append(errs, os.RemoveAll(c.dir))
	}
	return errors.Join(errs...)
}

// scratch is the folder that nobody wants once this process is dead.
func (c *Cluster) scratch() string {
	if c.temporary && c.options.Keep == nil {
		return c.dir
	}
	return ""
}

// Detach lets the nodes outlive this process, which has no hold of them any
// more. It needs Options.Detach.
func (c *Cluster) Detach() error {
	if !c.options.Detach {
		return errors.New("this lab was not started to outlive its owner: set Options.Detach")
	}
	for _, n := range c.nodes {
		n.free()
	}
	return c.block.release()
}

// ID is the cluster id.
func (c *Cluster) ID() string { return c.id }

// Version is the Kafka version that runs, as "4.3.1".
func (c *Cluster) Version() string { return c.release.version }

// Dir is the folder that holds those of the nodes.
func (c *Cluster) Dir() string { return c.dir }

// Nodes is every node, brokers first, by id.
func (c *Cluster) Nodes() []*Node { return slices.Clone(c.nodes) }

// Brokers is the nodes that are brokers, by id.
func (c *Cluster) Brokers() []*Node { return c.nodes[:c.options.Brokers:c.options.Brokers] }

// Node is the node of an id, or nil.
func (c *Cluster) Node(id int) *Node {
	for _, n := range c.nodes {
		if n.id == id {
			return n
		}
	}
	return nil
}

// Bootstrap is the address of every broker's listener of that name; an empty
// name is the first listener. It is empty where there is no such listener.
func (c *Cluster) Bootstrap(listener string) []string {
	if listener == "" {
		listener = c.options.Listeners[0].Name
	}
	var out []string
	for _, n := range c.Brokers() {
		if port, ok := n.ports[listener]; ok {
			out = append(out, hostPort(port))
		}
	}
	return out
}

// Controllers is the address of every controller's listener.
func (c *Cluster) Controllers() []string {
	var out []string
	for _, n := range c.nodes {
		if n.controller {
			out = append(out, hostPort(n.ports[controllerName]))
		}
	}
	return out
}
