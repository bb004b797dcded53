package model

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
)

// Layout is where a topic's partitions live, as one broker's metadata told.
type Layout struct {
	TopicID    string // 22 characters; "" before Kafka 2.8
	Internal   bool   // one of Kafka's own
	ToldBy     int32  // the broker whose metadata it is
	Partitions []Partition
}

// Partition is the state of one partition.
type Partition struct {
	Index       int32
	Leader      int32 // broker; -1: none
	LeaderEpoch int32
	Replicas    []int32 // brokers; the first is the preferred leader
	ISR         []int32 // in-sync replicas
	Offline     []int32 // replicas on brokers that are down or log directories that failed

	// Eligible are the replicas that Kafka 4.0 and later may elect without loss
	// although they are not in sync, LastKnown those that were the last to lead
	// (KIP-966). They are asked for where the in-sync replicas are empty; nil
	// where nobody was asked.
	Eligible, LastKnown []int32

	Offsets Offsets
}

// Offsets are where a partition's log starts and ends, read after the commits
// that they are held against.
type Offsets struct {
	Start, End  int64
	StartKnown  bool
	EndKnown    bool
	Stable      int64 // last stable offset: where a consumer with read_committed has to wait
	StableKnown bool
	Why         string // why one of them is not known; "" where nobody asked
}

// HostedBy tells whether a broker holds a replica of any partition.
func (l *Layout) HostedBy(broker int32) bool {
	return slices.ContainsFunc(l.Partitions, func(p Partition) bool { return slices.Contains(p.Replicas, broker) })
}

// Missing lists the replicas that are not in sync.
func (p *Partition) Missing() []int32 {
	var out []int32
	for _, r := range p.Replicas {
		if !slices.Contains(p.ISR, r) {
			out = append(out, r)
		}
	}
	return out
}

// Declared is the number of partitions and the replication factor as values.
// Of partitions that differ in it the factor of the most counts; where no
// number has most, it is not known.
func (l *Layout) Declared() (partitions, replicas Value) {
	at := Origin{Address: "metadata of broker " + strconv.Itoa(int(l.ToldBy))}
	partitions = KnownValue(strconv.Itoa(len(l.Partitions)), at)
	if factor, same := l.factor(); same {
		return partitions, KnownValue(strconv.Itoa(factor), at)
	}
	count := map[int]int{}
	for i := range l.Partitions {
		count[len(l.Partitions[i].Replicas)]++
	}
	most, tied := 0, false
	for factor, n := range count {
		switch {
		case n > count[most]:
			most, tied = factor, false
		case n == count[most] && factor != most:
			tied = true
		}
	}
	switch {
	case len(l.Partitions) == 0:
		return partitions, Value{}
	case tied:
		return partitions, UnknownValue("", "its partitions have different numbers of replicas", at)
	}
	return partitions, KnownValue(strconv.Itoa(most), at)
}

// factor is the number of replicas of each partition, where all have the same.
func (l *Layout) factor() (n int, same bool) {
	for i := range l.Partitions {
		if i > 0 && len(l.Partitions[i].Replicas) != n {
			return 0, false
		}
		n = len(l.Partitions[i].Replicas)
	}
	return n, len(l.Partitions) > 0
}

// Partition is the one of a number, of partitions that are sorted by it; nil where
// there is none. It copies none: others may fill in parts of them meanwhile.
func (l *Layout) Partition(index int32) *Partition {
	if i := int(index); i >= 0 && i < len(l.Partitions) && l.Partitions[i].Index == index {
		return &l.Partitions[i] // mostly all are there
	}
	at, found := sort.Find(len(l.Partitions), func(i int) int { return cmp.Compare(index, l.Partitions[i].Index) })
	if !found {
		return nil
	}
	return &l.Partitions[at]
}
