package lab

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
)

// Options say what to start. The zero value is one combined node of
// DefaultVersion with a PLAINTEXT listener.
type Options struct {
	// Version is a release line ("3.9", "4.1", "4.3": its newest patch) or a
	// full version; empty is DefaultVersion, or what KAFKA_HOME holds.
	Version string
	// Brokers is how many brokers there are: 1 to 9, default 1. Their ids are
	// 1, 2, …
	Brokers int
	// Controllers is how many nodes are controllers and nothing else, 0 to 5:
	// 0 makes every broker a controller, too. Their ids are 101, 102, …
	Controllers int
	// Dir holds the nodes' folders, and stays. Without it a temporary folder
	// is made, and removed at Close.
	Dir string
	// Keep is asked at Close whether the temporary folder is to stay, as
	// t.Failed; it also stays when this process dies. Nil never keeps it.
	Keep func() bool
	// Config is added to every node's server.properties, NodeConfig to those
	// of one node. They win over what the lab writes.
	Config     map[string]string
	NodeConfig map[int]map[string]string
	// Racks is the racks of brokers 1, 2, …, taken in turn when they are fewer
	// than the brokers. Empty gives no rack.
	Racks []string
	// Listeners are the doors of each broker for clients. Default: one named
	// PLAINTEXT. See Security for what belongs to those that are not.
	Listeners []Listener
	Security  Security
	// ClusterID is 22 letters of unpadded base64, made by chance where empty.
	ClusterID string
	// Detach lets the nodes outlive this process. They still end with it until
	// Cluster.Detach is called, so that an interrupted start leaves nothing.
	Detach bool
	// Progress is told what takes long, one line each. Nil is silence.
	Progress io.Writer
	// JavaFlags are added to the command line of every node's Java.
	JavaFlags []string

	noArchive bool // for the node that makes the archive of classes
}

// A Listener is one door of a broker.
type Listener struct {
	Name     string   // capitals, digits and '_', unlike any other; not CONTROLLER, not INTERNAL
	Protocol Protocol // default Plaintext
}

// A Protocol is how a listener speaks, by Kafka's own word
// (security.protocol).
type Protocol string

// The protocols of Kafka's listeners.
const (
	Plaintext     Protocol = "PLAINTEXT"
	SASLPlaintext Protocol = "SASL_PLAINTEXT"
	SSL           Protocol = "SSL"
	SASLSSL       Protocol = "SASL_SSL"
)

func (p Protocol) sasl() bool { return p == SASLPlaintext || p == SASLSSL }
func (p Protocol) tls() bool  { return p == SSL || p == SASLSSL }

const (
	maxBrokers      = 9
	maxControllers  = 5
	firstController = 101
	controllerName  = "CONTROLLER"
	internalName    = "INTERNAL"
)

var listenerName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// complete fills in the defaults, or says what cannot be.
func (o Options) complete() (Options, error) {
	if o.Brokers == 0 {
		o.Brokers = 1
	}
	if o.Brokers < 0 || o.Brokers > maxBrokers {
		return o, fmt.Errorf("a lab has 1 to %d brokers, not %d", maxBrokers, o.Brokers)
	}
	if o.Controllers < 0 || o.Controllers > maxControllers {
		return o, fmt.Errorf("a lab has 0 to %d separate controllers, not %d", maxControllers, o.Controllers)
	}
	if len(o.Listeners) == 0 {
		o.Listeners = []Listener{{Name: "PLAINTEXT", Protocol: Plaintext}}
	}
	o.Listeners = slices.Clone(o.Listeners)
	seen := map[string]bool{controllerName: true, internalName: true}
	for i, l := range o.Listeners {
		if l.Protocol == "" {
			o.Listeners[i].Protocol = Plaintext
		}
		if seen[l.Name] || !listenerName.MatchString(l.Name) {
			return o, fmt.Errorf("listener %d cannot be named %q: names are capitals, digits and '_', unlike each other, and not %s or %s",
				i+1, l.Name, controllerName, internalName)
		}
		if !slices.Contains([]Protocol{"", Plaintext, SASLPlaintext, SSL, SASLSSL}, l.Protocol) {
			return o, fmt.Errorf("listener %s has the unknown protocol %q", l.Name, l.Protocol)
		}
		seen[l.Name] = true
	}
	if o.Detach && o.Dir == "" {
		return o, errors.New("nodes that outlive this process need a folder of their own: set Dir")
	}
	o.Config, o.NodeConfig = maps.Clone(o.Config), maps.Clone(o.NodeConfig)
	return o, o.Security.check(o.Listeners)
}

// internal says whether brokers need a door of their own: where rights are
// checked, or where the first client listener is not plain.
func (o Options) internal() bool {
	return o.Security.Authorizer || o.Listeners[0].Protocol != Plaintext
}

// betweenBrokers is the listener by which brokers speak to each other.
func (o Options) betweenBrokers() Listener {
	switch {
	case o.Security.Authorizer:
		return Listener{internalName, SASLPlaintext}
	case o.internal():
		return Listener{internalName, Plaintext}
	default:
		return o.Listeners[0]
	}
}

// controllerDoor is the listener of every controller.
func (o Options) controllerDoor() Listener {
	if o.Security.Authorizer {
		return Listener{controllerName, SASLPlaintext}
	}
	return Listener{controllerName, Plaintext}
}

// brokerDoors is every listener that a broker has.
func (o Options) brokerDoors() []Listener {
	doors := slices.Clone(o.Listeners)
	if o.internal() {
		doors = append(doors, o.betweenBrokers())
	}
	return doors
}
