package model

import (
	"iter"
	"math/bits"
)

// Fact is one kind of knowledge that a source can bring and a rule can need.
type Fact uint8

// The facts. The number of a fact is not stored anywhere, so the order may
// change.
const (
	FactDocuments    Fact = iota // the files themselves: duplicates, suppressions, unresolved values
	FactTopicConfig              // declared overrides of topics
	FactTopicLayout              // partitions and replicas of topics
	FactBrokerConfig             // static configuration of brokers and controllers
	FactBrokerCount              // how many brokers there are
	FactQuorum                   // the voters of the metadata quorum
	FactClientConfig             // configuration of producers, consumers and admin clients
	FactWorkloads                // the Kubernetes objects that make Kafka's pods
	FactConnections              // how each broker answers when it is asked itself
	FactMetadata                 // leaders and in-sync replicas of partitions
	FactViews                    // the metadata of each broker, held against the others'
	FactLogDirs                  // log directories of brokers
	FactGroups                   // groups and their members
	FactOffsets                  // committed offsets, and where the logs start and end
	FactLedgers                  // what producers were told is stored, from the ledger topic
	factEnd
)

var factNames = [...]string{
	"documents", "topic config", "topic layout", "broker config", "broker count", "quorum", "client config", "workloads",
	"broker connections", "metadata", "metadata of each broker", "log directories", "groups", "offsets", "ledgers",
}

// String is the fact as it stands in a skip or a gap.
func (f Fact) String() string { return factNames[min(f, factEnd-1)] }

// Facts is a set of facts. It is comparable, and the zero Facts is empty.
type Facts struct{ w [4]uint64 }

// FactsOf is the set of the given facts.
func FactsOf(facts ...Fact) Facts {
	var s Facts
	for _, f := range facts {
		s = s.With(f)
	}
	return s
}

// With is the set with one more fact.
func (s Facts) With(f Fact) Facts {
	s.w[f/64] |= 1 << (f % 64)
	return s
}

// Has tells whether the fact is in the set.
func (s Facts) Has(f Fact) bool { return s.w[f/64]&(1<<(f%64)) != 0 }

// Without is the set less the other one.
func (s Facts) Without(o Facts) Facts {
	for i := range s.w {
		s.w[i] &^= o.w[i]
	}
	return s
}

// Union is the set of what either has.
func (s Facts) Union(o Facts) Facts {
	for i := range s.w {
		s.w[i] |= o.w[i]
	}
	return s
}

// IsEmpty tells whether the set has nothing in it.
func (s Facts) IsEmpty() bool { return s == Facts{} }

// Each walks the facts in their order.
func (s Facts) Each() iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		for i, word := range s.w {
			for ; word != 0; word &= word - 1 {
				if !yield(Fact(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}
