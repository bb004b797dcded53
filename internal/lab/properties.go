package lab

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Removed is the value, in Options.Config or Node.Configure, that takes a key
// out of server.properties, so that Kafka's default holds.
const Removed = "\x00removed"

// settings is the server.properties of a node, before the caller's own keys.
func (n *Node) settings() map[string]string {
	o := n.cluster.options
	out := map[string]string{
		"process.roles":                  n.roles(),
		"node.id":                        strconv.Itoa(n.id),
		"controller.quorum.voters":       n.cluster.voters(),
		"controller.listener.names":      controllerName,
		"listeners":                      listenersLine(n.doors, n.ports),
		"listener.security.protocol.map": protocolMap(append(o.brokerDoors(), o.controllerDoor())),
		"log.dirs":                       n.DataDir(),
	}
	if n.broker {
		maps.Copy(out, n.brokerSettings())
	}
	maps.Copy(out, n.securitySettings())
	return out
}

func (n *Node) brokerSettings() map[string]string {
	o := n.cluster.options
	out := map[string]string{
		"inter.broker.listener.name": o.betweenBrokers().Name,
		"advertised.listeners":       listenersLine(o.brokerDoors(), n.ports),
	}
	if len(o.Racks) > 0 {
		out["broker.rack"] = o.Racks[(n.id-1)%len(o.Racks)]
	}
	if o.Brokers >= 3 {
		return out // Kafka's own defaults are made for three brokers
	}
	replicas, least := strconv.Itoa(o.Brokers), "1"
	out["offsets.topic.replication.factor"] = replicas
	out["transaction.state.log.replication.factor"] = replicas
	out["transaction.state.log.min.isr"] = least
	if compareVersions(n.cluster.release.version, "4.1") >= 0 { // an older broker does not know the keys
		out["share.coordinator.state.topic.replication.factor"] = replicas
		out["share.coordinator.state.topic.min.isr"] = least
	}
	return out
}

func listenersLine(doors []Listener, ports map[string]int) string {
	var out []string
	for _, d := range doors {
		out = append(out, d.Name+"://"+hostPort(ports[d.Name]))
	}
	return strings.Join(out, ",")
}

func protocolMap(doors []Listener) string {
	var out []string
	for _, d := range doors {
		out = append(out, d.Name+":"+string(d.Protocol))
	}
	return strings.Join(out, ",")
}

// voters names the controllers in controller.quorum.voters.
func (c *Cluster) voters() string {
	var out []string
	for _, n := range c.nodes {
		if n.controller {
			out = append(out, fmt.Sprintf("%d@%s", n.id, hostPort(n.ports[controllerName])))
		}
	}
	return strings.Join(out, ",")
}

// merge lays settings over each other; later ones win.
func merge(layers ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, layer := range layers {
		maps.Copy(out, layer)
	}
	maps.DeleteFunc(out, func(_, v string) bool { return v == Removed })
	return out
}

// properties writes settings as a Java properties file, sorted.
func properties(settings map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(settings)) {
		b.WriteString(ascii(keyEscapes.Replace(k)))
		b.WriteByte('=')
		value := valueEscapes.Replace(settings[k])
		if strings.HasPrefix(value, " ") {
			b.WriteByte('\\')
		}
		b.WriteString(ascii(value))
		b.WriteByte('\n')
	}
	return b.String()
}

// ascii writes other letters as Java does in its properties files, which are
// not UTF-8.
func ascii(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if unit < 0x7f {
			b.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

var (
	valueEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\f", `\f`)
	keyEscapes   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, " ", `\ `, ":", `\:`, "=", `\=`, "#", `\#`, "!", `\!`)
)
