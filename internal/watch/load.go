package watch

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

// Load is what a watch has asked of one cluster.
type Load struct {
	Cluster string
	Looks   int
	Over    time.Duration // from the beginning of the first look to the end of the last
	Spent   cluster.Cost
	Longest time.Duration           // until one look had its answers
	Stages  map[Stage]time.Duration // in all looks together
	total   time.Duration
	began   time.Time
}

// Mean is how long a look took on average.
func (l *Load) Mean() time.Duration {
	if l.Looks == 0 {
		return 0
	}
	return l.total / time.Duration(l.Looks)
}

// Feature is what one thing that a watch does asks of a cluster.
type Feature struct {
	Name string
	cluster.Spent
}

// purposes are what requests are sent for.
var purposes = map[string]string{
	"ApiVersions": "liveness", "Metadata": "metadata", "DescribeCluster": "metadata", "DescribeTopicPartitions": "metadata",
	"ListPartitionReassignments": "reassignments", "DescribeQuorum": "quorum",
	"ListGroups": "groups", "DescribeGroups": "groups", "ConsumerGroupDescribe": "groups", "ShareGroupDescribe": "groups", "StreamsGroupDescribe": "groups",
	"OffsetFetch": "commits", "DescribeShareGroupOffsets": "commits", "ListOffsets": "log offsets", "Fetch": "ages of records",
	"DescribeConfigs": "settings", "DescribeLogDirs": "disks", "ListConfigResources": "rights", "DescribeACLs": "rights",
}

// Features sums up what was asked by what it is for. What has no purpose of its
// own is there by the name of its request.
func (l *Load) Features() []Feature {
	of := map[string]*Feature{}
	var out []Feature
	for name, s := range l.Spent {
		purpose := purposes[name]
		if purpose == "" {
			purpose = name
		}
		if of[purpose] == nil {
			of[purpose] = &Feature{Name: purpose}
		}
		of[purpose].Spent = of[purpose].Plus(s)
	}
	for _, f := range of {
		out = append(out, *f)
	}
	return out
}

// Metered makes a watch that is run with these options write down its load,
// which is complete once it has ended.
func Metered(o *Options) []*Load {
	var out []*Load
	for i := range o.Places {
		l := &Load{Cluster: o.Places[i].Name, Spent: cluster.Cost{}, Stages: map[Stage]time.Duration{}}
		o.Places[i].Looker, o.Places[i].load = &metered{Looker: o.Places[i].Looker, load: l, now: o.Now}, l
		out = append(out, l)
	}
	return out
}
