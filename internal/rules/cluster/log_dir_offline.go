package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// LogDirOffline finds log directories that a broker has given up. The broker
// runs on without them as long as one is left.
var LogDirOffline = &rule.Rule{
	Name: "cluster/log-dir-offline", Severity: finding.Error, On: model.KindBroker,
	Needs: model.FactsOf(model.FactLogDirs, model.FactConnections),
	Doc:   doc("log-dir-offline"),
	Explains: []rule.Effect{
		{Rule: "cluster/partition-leaderless", By: rule.SameBroker},
		{Rule: "cluster/under-min-isr", By: rule.SameBroker},
		{Rule: "cluster/at-min-isr", By: rule.SameBroker},
		{Rule: "cluster/under-replicated", By: rule.SameBroker},
		{Rule: "cluster/offsets-topic-unavailable", By: rule.SameBroker},
	},
	Check: func(p *rule.Pass) {
		s := withLogDirs(p)
		if s == nil {
			return
		}
		for _, d := range s.LogDirs {
			if d.Error == "" {
				continue
			}
			replicas, leaderless := offline(p, s.ID)
			p.Report("the log directory %s of broker %d is offline (%s): the broker runs on without it%s", d.Path, s.ID, d.Error, lost(replicas, leaderless)).
				About(d.Path).
				Because(rule.Told(d.Path, d.Error, "DescribeLogDirs of broker "+p.Broker().Name)).
				Fix("look at the disk (dmesg, mount, free space, owner of the files) and in the log of broker %d for the first I/O error. %s, "+
					"then restart the broker: Kafka takes a directory back at no other time", s.ID, repair(p, s.ID, leaderless))
		}
	},
}

// offline counts the replicas that the broker is to hold and cannot serve.
func offline(p *rule.Pass, id int32) (replicas, leaderless int) {
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			if !slices.Contains(part.Offline, id) {
				continue
			}
			replicas++
			if part.Leader < 0 {
				leaderless++
			}
		}
	}
	return replicas, leaderless
}

func lost(replicas, leaderless int) string {
	switch {
	case replicas == 0:
		return ", and the replicas in it are not served"
	case leaderless == 0:
		return fmt.Sprintf(", and %s on it %s offline", finding.Plural(replicas, "replica"), verb(replicas, "is", "are"))
	default:
		return fmt.Sprintf(", %s on it %s offline, and %d of these partitions %s no leader", finding.Plural(replicas, "replica"), verb(replicas, "is", "are"),
			leaderless, verb(leaderless, "has", "have"))
	}
}

// repair says whether an empty disk will do. Where no leader is left there is
// nothing to fill it from, and the empty replica would lead. Kafka formats an
// empty directory by itself as long as another one is left, but a voter must
// not lose the one that its metadata log lies in.
func repair(p *rule.Pass, id int32, leaderless int) string {
	const copyIt = "Repair the disk or copy it: "
	last := lastCopies(p, id)
	switch {
	case leaderless > 0:
		return copyIt + fmt.Sprintf("with an empty one the records of %s without a leader are lost. Do that first", finding.Plural(leaderless, "partition"))
	case last > 0:
		return copyIt + fmt.Sprintf("%s, and if %s in this directory, %s. Do that first", noOtherCopy(last), verb(last, "it lies", "they lie"), wouldLead(last))
	}
	const fill = "Repair it, or put an empty disk in its place, which is filled from the leaders"
	switch voteOf(p, id) {
	case votes:
		return copyIt + fmt.Sprintf("broker %d is also a voter of the metadata quorum. An empty disk will do only where its metadata log lies in another directory (metadata.log.dir, else the first of log.dirs)", id)
	case maybeVotes:
		return fill + fmt.Sprintf(", unless broker %d is also a voter of the metadata quorum (process.roles) and its metadata log lies there", id)
	}
	return fill
}
