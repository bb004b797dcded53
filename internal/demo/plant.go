package demo

import (
	"crypto/sha256"
	"slices"
)

// plant is the model of a cluster: what is asked is answered from it.
type plant struct {
	id      string // Kafka's cluster id
	brokers []broker
	topics  []topic
	groups  []group
	quorum  quorum
}

// broker is one broker. One that is down is fenced: the controllers know it,
// and no client is sent to it.
type broker struct {
	id     int32
	host   string
	port   int32
	rack   string
	down   bool
	static map[string]string // server.properties
	disk   disk
}

// disk is a log directory and the volume below it, in bytes.
type disk struct {
	path          string
	total, usable int64
}

// topic is a topic with its overrides.
type topic struct {
	name     string
	internal bool
	config   map[string]string
	parts    []partition
}

// partition is where a partition lies, and where its log starts and ends.
type partition struct {
	leader, epoch int32 // leader -1: none
	replicas, isr []int32
	start, end    int64
}

// quorum is the metadata quorum: its first voter leads.
type quorum struct {
	voters []int32
	epoch  int32
	end    int64 // of the metadata log; every broker that is up has applied all of it
}

// uuid is the topic's id: the same in every demo.
func (t *topic) uuid() (id [16]byte) {
	sum := sha256.Sum256([]byte(t.name))
	copy(id[:], sum[:])
	return id
}

// topic is the one with this name; nil if there is none.
func (p *plant) topic(name string) *topic {
	for i := range p.topics {
		if p.topics[i].name == name {
			return &p.topics[i]
		}
	}
	return nil
}

// topicByID is the one with this id; nil if there is none.
func (p *plant) topicByID(id [16]byte) *topic {
	for i := range p.topics {
		if p.topics[i].uuid() == id {
			return &p.topics[i]
		}
	}
	return nil
}

// broker is the one with this id; nil if there is none.
func (p *plant) broker(id int32) *broker {
	for i := range p.brokers {
		if p.brokers[i].id == id {
			return &p.brokers[i]
		}
	}
	return nil
}

// up lists the brokers that answer.
func (p *plant) up() []*broker {
	var out []*broker
	for i := range p.brokers {
		if !p.brokers[i].down {
			out = append(out, &p.brokers[i])
		}
	}
	return out
}

// spread lays out partitions: each gets the next of the lists of replicas, in
// turn, and its first replica leads it.
func spread(partitions int, start, end int64, lists ...[]int32) []partition {
	out := make([]partition, partitions)
	for i := range out {
		replicas := lists[i%len(lists)]
		out[i] = partition{leader: replicas[0], epoch: 11, replicas: replicas, isr: slices.Clone(replicas),
			start: start, end: end + int64(i)*17}
	}
	return out
}

// fail takes a broker down and does what the controllers do then: it leaves
// the in-sync replicas, and the next of them leads. The last in-sync replica
// stays one, and the partition has no leader.
func (p *plant) fail(id int32) {
	p.broker(id).down = true
	for i := range p.topics {
		for j := range p.topics[i].parts {
			p.topics[i].parts[j].lose(id)
		}
	}
}

func (part *partition) lose(id int32) {
	if len(part.isr) > 1 {
		part.isr = slices.DeleteFunc(part.isr, func(r int32) bool { return r == id })
	}
	if part.leader != id {
		return
	}
	part.epoch++
	part.leader = -1
	if part.isr[0] != id {
		part.leader = part.isr[0]
	}
}

// offline lists the replicas of a partition on brokers that are down.
func (p *plant) offline(part *partition) []int32 {
	var out []int32
	for _, id := range part.replicas {
		if p.broker(id).down {
			out = append(out, id)
		}
	}
	return out
}
