package model

import (
	"slices"
	"strconv"
	"strings"
)

// Count is how many nodes of one role a scope has, and what that rests on.
type Count struct {
	N     int
	Exact bool // every node is accounted for; else there are at least N
	From  []Counted
}

// Counted is one declaration that a Count rests on. Its value is as certain
// as the text; how sure it is that it belongs to the scope stands in Home.
type Counted struct {
	Name  string
	Value Value
	Home  Home
}

// BrokerCount is how many brokers the scope has; known is false if nothing
// tells. Node pools and spec.kafka.replicas give the exact number, if the
// cluster that they belong to is there, too: a pool alone may have siblings. Single
// configuration files give a lower bound, because others may lie elsewhere;
// files of one node.id, or that advertise one address, are variants of one
// broker, and so may be all files that say neither.
func (s *Scope) BrokerCount() (c Count, known bool) {
	if s.Cluster != nil {
		return s.seenBrokers()
	}
	if c, known = s.nodes(RoleBroker); known {
		return c, true
	}
	c = Count{}
	for _, b := range s.distinctBrokers() {
		c.N++
		c.From = append(c.From, b.identity())
	}
	return c, c.N > 0
}

// VoterCount is how many controllers vote in the scope's metadata quorum, by
// node pools or by controller.quorum.voters; known is false if nothing tells,
// or if a list is unknown or differs in length from another.
func (s *Scope) VoterCount() (c Count, known bool) {
	if s.Cluster != nil {
		return s.Cluster.voters()
	}
	if c, known = s.nodes(RoleController); known {
		return c, true
	}
	c = Count{Exact: true}
	for _, b := range s.Brokers {
		v := b.Config.Get("controller.quorum.voters")
		n := entries(v.Raw())
		switch {
		case !v.IsSet() || v.Usable() && n == 0:
			continue
		case !v.Usable() || c.N != 0 && c.N != n:
			return Count{}, false
		}
		c.N = n
		c.From = append(c.From, Counted{"controller.quorum.voters", v, b.Home})
	}
	return c, c.N > 0
}

// seenBrokers counts the brokers of a running cluster: all whose id is known,
// whether they answer or not. Controllers that are no brokers are left out, and
// an address of which nobody knows the broker: it may be another one's.
func (s *Scope) seenBrokers() (c Count, known bool) {
	var ids []string
	var home Home
	for _, b := range s.Brokers {
		if b.Seen != nil && b.Seen.ID >= 0 && (b.Roles == 0 || b.Roles.Has(RoleBroker)) {
			ids, home = append(ids, b.Name), b.Home
		}
	}
	at := Origin{Address: "the running cluster"}
	c = Count{N: len(ids), Exact: true, From: []Counted{{"brokers", KnownValue(strings.Join(ids, ","), at), home}}}
	return c, len(ids) > 0
}

// voters counts the voters of a running quorum.
func (c *Cluster) voters() (Count, bool) {
	if c.Quorum == nil || len(c.Quorum.Voters) == 0 {
		return Count{}, false
	}
	ids := make([]string, len(c.Quorum.Voters))
	for i, v := range c.Quorum.Voters {
		ids[i] = strconv.Itoa(int(v.ID))
	}
	at := Origin{Address: "DescribeQuorum by broker " + strconv.Itoa(int(c.Quorum.ToldBy))}
	return Count{N: len(ids), Exact: true, From: []Counted{{"voters", KnownValue(strings.Join(ids, ","), at), c.Home}}}, true
}

// nodes adds up the node sets that have a role. A set whose number is unknown
// makes the sum a lower bound.
func (s *Scope) nodes(role Roles) (c Count, known bool) {
	c.Exact = slices.ContainsFunc(s.Brokers, func(b *Broker) bool { return b.Shared })
	for _, set := range s.NodeSets {
		if !set.Roles.Has(role) {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(set.Count.Raw()))
		if !set.Count.Usable() || err != nil || n < 0 {
			c.Exact = false
			continue
		}
		c.N += n
		c.From = append(c.From, Counted{"replicas of " + set.Name, set.Count, set.Home})
	}
	return c, len(c.From) > 0
}

// distinctBrokers leaves out controllers, shared configurations, and files
// that cannot run beside one that was already counted. Kafka 3.9 ships a
// configuration for ZooKeeper beside those for KRaft, and a cluster runs on
// one of them: of each kind there are at least as many.
func (s *Scope) distinctBrokers() []*Broker {
	var kraft, zookeeper []*Broker
	for _, b := range s.Brokers {
		switch {
		case b.Shared || b.Roles != 0 && !b.Roles.Has(RoleBroker):
		case b.Roles == 0 && b.Config.Get("zookeeper.connect").IsSet():
			zookeeper = append(zookeeper, b)
		default:
			kraft = append(kraft, b)
		}
	}
	kraft, zookeeper = distinct(kraft), distinct(zookeeper)
	if len(kraft) < len(zookeeper) {
		return zookeeper
	}
	return kraft
}

// distinct leaves out variants of one broker. Two that share nothing are
// variants, too, where a third shows it, whichever is read first.
func distinct(brokers []*Broker) []*Broker {
	earlier := make([]int, len(brokers)) // another file of the same broker; the first has itself
	find := func(i int) int {
		for earlier[i] != i {
			i = earlier[i]
		}
		return i
	}
	marked := map[string]int{}
	for i, b := range brokers {
		earlier[i] = i
		for _, mark := range b.marks() {
			if j, seen := marked[mark]; seen {
				one, other := find(i), find(j)
				earlier[max(one, other)] = min(one, other)
			}
			marked[mark] = i
		}
	}
	var out, nameless []*Broker
	for i, b := range brokers {
		switch {
		case len(b.marks()) == 0:
			nameless = append(nameless, b)
		case earlier[i] == i:
			out = append(out, b)
		}
	}
	if len(out) == 0 && len(nameless) > 0 {
		return nameless[:1]
	}
	return out
}

// marks are what no two brokers of a cluster share: the id, and each address.
func (b *Broker) marks() []string {
	out := b.advertised()
	if id, has := b.id(); has {
		out = append(out, "id "+strings.TrimSpace(id.Value.Raw()))
	}
	return out
}

// VariantOf tells whether two configurations are of one node, as
// server.properties and broker.properties in Kafka's own config directory:
// they have one id, or advertise one address.
func (b *Broker) VariantOf(o *Broker) bool {
	if strings.TrimSpace(b.identity().Value.Raw()) == strings.TrimSpace(o.identity().Value.Raw()) {
		return true
	}
	mine, theirs := b.advertised(), o.advertised()
	return slices.ContainsFunc(mine, func(a string) bool { return slices.Contains(theirs, a) })
}

// advertised lists the addresses, as HOST:PORT, that name the node for all
// others. A listener without a host names nothing.
func (b *Broker) advertised() []string {
	v := b.Config.Get("advertised.listeners")
	if !v.IsSet() {
		v = b.Config.Get("listeners")
	}
	if !v.Usable() {
		return nil
	}
	var out []string
	for listener := range strings.SplitSeq(v.Raw(), ",") {
		_, address, found := strings.Cut(strings.TrimSpace(listener), "://")
		if found && !strings.HasPrefix(address, ":") && !strings.HasPrefix(address, "0.0.0.0:") {
			out = append(out, address)
		}
	}
	return out
}

// identity is the value that tells the node from others: its id, or else the
// name of its configuration.
func (b *Broker) identity() Counted {
	if id, has := b.id(); has {
		return id
	}
	return Counted{"broker", KnownValue(b.Name, b.At), b.Home}
}

// id is the node's id, if its configuration says which.
func (b *Broker) id() (id Counted, has bool) {
	for _, name := range []string{"node.id", "broker.id"} {
		if v := b.Config.Get(name); v.Usable() {
			return Counted{name, v, b.Home}, true
		}
	}
	return Counted{}, false
}

// entries counts the entries of a comma-separated list.
func entries(list string) int {
	n := 0
	for entry := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(entry) != "" {
			n++
		}
	}
	return n
}
