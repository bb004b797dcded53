package cluster

import (
	"fmt"
	"math"
	"net"
	"strconv"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// world is what is known of the brokers of one cluster. There is more than one
// only where the bootstrap addresses belong to several, which happens.
type world struct {
	id      string
	brokers map[int32]*node

	tellers     []*node // answered, and may be asked for the registered brokers
	asking      bool
	described   bool // DescribeCluster was answered
	complete    bool // … in a version that tells of fenced brokers
	failures    int
	undescribed error // why the last DescribeCluster was not answered
	doubtful    *node // by whom

	operations int32 // bits of what the principal may do to the cluster; math.MinInt32: not told
}

func newWorld(id string) *world {
	return &world{id: id, brokers: map[int32]*node{}, operations: math.MinInt32}
}

func (l *look) worldOf(id string) *world {
	w := l.worlds[id]
	if w == nil {
		w = newWorld(id)
		l.worlds[id] = w
	}
	return w
}

// mostFailures is how many brokers are asked in vain for the registered ones.
const mostFailures = 2

// next is who is to be asked for the registered brokers; nil for nobody. One
// that tells no more than is known already is passed over.
func (w *world) next() *node {
	for len(w.tellers) > 0 && !w.asking && !w.complete && w.failures < mostFailures {
		n := w.tellers[0]
		w.tellers = w.tellers[1:]
		highest, knows := n.apis[describeCluster]
		if knows && (!w.described || highest >= tellsFenced) {
			return n
		}
	}
	return nil
}

var describeCluster = kmsg.NewPtrDescribeClusterRequest().Key()

// learn takes in one broker, and returns its node if it has yet to be asked.
func (w *world) learn(l *look, id int32, host string, port int32, rack *string) *node {
	if w.brokers[id] != nil {
		return nil
	}
	n, fresh := l.node(net.JoinHostPort(host, strconv.Itoa(int(port))))
	if why := n.taken(w, id); why != nil {
		n, fresh = newNode(l, n.address), false
		n.broken, n.err = why, why
	}
	n.seen.ID, n.world = id, w
	if rack != nil {
		n.seen.Rack = *rack
	}
	w.brokers[id] = n
	if !fresh {
		return nil
	}
	return n
}

// taken is why the node of an address cannot be that of a broker; nil if it
// can.
func (n *node) taken(w *world, id int32) error {
	switch {
	case n.world == nil && n.heard && n.story != nil && n.story.cluster != w.id:
		return strayed(n, n.story.cluster)
	case n.world == w:
		return fmt.Errorf("brokers %d and %d advertise the same address %s: clients reach one of them at the most", n.seen.ID, id, n.address)
	case n.world != nil:
		return strayed(n, n.world.id)
	}
	return nil
}

func strayed(n *node, cluster string) error {
	return fmt.Errorf("%s answers as a broker of another cluster, %s: the address is wrong, or was given to another machine", n.address, cluster)
}
