package cluster

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
)

// node is one address that is asked, and the broker behind it once it is
// known which one that is.
type node struct {
	address string
	target  target.Target
	broken  error // why it cannot be asked at all

	small  time.Duration // the limit of a small question
	*wires               // nil: it is never asked

	world  *world  // the cluster that lists it; nil for none
	alias  *node   // the broker whose address it is in other words
	via    *node   // the address under which it answers, if not under its own
	self   int32   // the id that a bootstrap address says it has; -1 where it does not say
	heard  bool    // what became of asking it is known
	listed bool    // it has listed all groups that it coordinates
	hailed bool    // it has answered the smallest question in this look
	images []image // of which its stories were told, by look
	story  *story  // what it told; nil for nothing
	err    error
	slow   time.Duration // what its first answer took, if longer than one question may take
	apart  differences   // what it told otherwise than the others in every look so far

	apis    map[int16]int16 // the highest version of each request that it knows
	seen    model.Sighting
	given   bool // the user named the address
	version model.Value
	static  model.Config
	dynamic model.Config
	preset  model.Config
	noConf  string // why the configuration is not known

	toldAt time.Time // when it told the cluster's dynamic defaults last; zero: never
	shaken time.Time // when the certificates were seen in a handshake last; zero: never
}

// node is the one for an address, and whether it is new. Host names are the
// same in any case.
func (l *look) node(address string) (n *node, fresh bool) {
	address = strings.ToLower(address)
	if n := l.nodes[address]; n != nil {
		return n, false
	}
	n = newNode(l, address)
	l.nodes[address] = n
	return n, true
}

func newNode(l *look, address string) *node {
	n := &node{address: address, target: l.o.Target, small: l.limit(), wires: l.pool.at(address), seen: model.Sighting{ID: -1, Address: address}}
	n.target.Timeout = l.bulk() // of a connection; a question has a limit of its own
	return n
}

// ordered lists the brokers by their ids; an address whose broker is not
// known comes last.
func (l *look) ordered() []*node {
	var out []*node
	for _, n := range l.brokers {
		out = append(out, n)
	}
	for _, n := range l.nodes {
		if l.nameless(n) && len(l.brokers) > 0 {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *node) int {
		return cmp.Or(cmp.Compare(uint32(a.seen.ID), uint32(b.seen.ID)), strings.Compare(a.address, b.address))
	})
	return out
}

// nameless tells whether a node is an address of the user's that nobody answers
// at, and no broker's. When the run has ended before everybody was asked, it may
// be that of a broker that would have said so.
func (l *look) nameless(n *node) bool {
	return n.seen.ID < 0 && n.given && n.story == nil && n.alias == nil && !l.cut
}

// answering lists the brokers that answer, by their ids.
func (l *look) answering() []*node {
	var out []*node
	for _, n := range l.ordered() {
		if n.story != nil {
			out = append(out, n)
		}
	}
	return out
}

// askable lists who can be asked about the cluster: the brokers that answer,
// else the bootstrap addresses that do although no broker can be reached where
// it says.
func (l *look) askable() []*node {
	out := l.answering()
	if len(out) > 0 {
		return out
	}
	for _, address := range slices.Sorted(maps.Keys(l.nodes)) {
		if n := l.nodes[address]; n.story != nil && n.story.cluster == l.world.id {
			out = append(out, n)
		}
	}
	return out
}

// common lists the brokers that tell the common story, slow ones last.
func (l *look) common() []*node {
	return brisk(slices.DeleteFunc(l.askable(), func(n *node) bool { return n.story.digest != l.main.digest }))
}

// brisk puts those last that are slow, the slowest at the end.
func brisk(nodes []*node) []*node {
	slices.SortStableFunc(nodes, func(a, b *node) int { return cmp.Compare(a.slow, b.slow) })
	return nodes
}

// name is the broker in findings: its id, or the address where the id is not
// known.
func (n *node) name() string {
	if n.seen.ID < 0 {
		return n.address
	}
	return strconv.Itoa(int(n.seen.ID))
}

// String is the broker in a sentence, as "broker 2" or, while its id is not known,
// "broker b1:9092".
func (n *node) String() string { return "broker " + n.name() }

func (n *node) subject() model.Subject { return model.Subject{Kind: model.KindBroker, Name: n.name()} }

// broker is the node as rules see it.
func (n *node) broker(place model.Place) *model.Broker {
	seen := n.seen
	b := &model.Broker{Name: n.name(), Place: place, Format: snapshot.Format, Seen: &seen, Version: n.version,
		Config: n.static, Dynamic: n.dynamic, Default: n.preset, Roles: rolesOf(n.static)}
	if !seen.ConfigKnown {
		b.Config.Rest(model.UnknownValue("", cmp.Or(n.noConf, "its configuration was not asked for"), model.Origin{Address: n.String()}))
	}
	return b
}

func rolesOf(static model.Config) model.Roles {
	var roles model.Roles
	for role := range strings.SplitSeq(static.Get("process.roles").Raw(), ",") {
		switch strings.TrimSpace(role) {
		case "broker":
			roles |= model.RoleBroker
		case "controller":
			roles |= model.RoleController
		}
	}
	return roles
}
