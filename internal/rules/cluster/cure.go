package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// cure says how brokers come to follow again: each by what is wrong with it.
func cure(p *rule.Pass, missing []int32) string {
	var gone, unheard, failed, idle, slow []int32
	for _, id := range missing {
		switch b := p.BrokerByID(id); {
		case b != nil && b.Seen.Answer == model.Unheard:
			unheard = append(unheard, id)
		case !answers(p, id):
			gone = append(gone, id)
		case hasFailedDir(b):
			failed = append(failed, id)
		case leftAll(p, b.Seen):
			idle = append(idle, id)
		default:
			slow = append(slow, id)
		}
	}
	var all []string
	if n := len(gone); n > 0 {
		all = append(all, fmt.Sprintf("bring %s back: %s not answer", rule.NamedBrokers(gone...), verb(n, "it does", "they do")))
	}
	if n := len(unheard); n > 0 {
		all = append(all, fmt.Sprintf("see whether %s %s: this look ended before %s answered", rule.NamedBrokers(unheard...), verb(n, "runs", "run"), verb(n, "it", "they")))
	}
	if len(failed) > 0 {
		all = append(all, fmt.Sprintf("repair the failed log directory of %s, then restart it", rule.NamedBrokers(failed...)))
	}
	if n := len(idle); n > 0 {
		all = append(all, fmt.Sprintf("%s %s, %s nothing and %s left all in-sync sets: %s shutting down (controlled shutdown) or %s just started: "+
			"look again in a minute", rule.NamedBrokers(idle...), verb(n, "answers", "answer"), verb(n, "leads", "lead"),
			verb(n, "has", "have"), verb(n, "it is", "they are"), verb(n, "has", "have")))
	}
	if n := len(slow); n > 0 {
		all = append(all, fmt.Sprintf("%s %s and %s not in sync: after a restart it only has to catch up, "+
			"else look for ReplicaFetcherThread in its log, at its disk and network, and for a throttle left over (follower.replication.throttled.rate)",
			rule.NamedBrokers(slow...), verb(n, "answers", "answer"), verb(n, "is", "are")))
	}
	return strings.Join(all, "; ")
}

// leftAll tells a broker that leads nothing and is in sync nowhere, as one that
// Kafka takes out for a controlled shutdown, and one that has just started. The
// first partitions tell: with thousands of them, each asks this.
func leftAll(p *rule.Pass, s *model.Sighting) bool {
	if s.Leads > 0 || s.Holds == 0 {
		return false
	}
	const enough = 500
	looked, held := 0, false
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			if slices.Contains(part.ISR, s.ID) {
				return false
			}
			held = held || slices.Contains(part.Replicas, s.ID)
			if looked++; looked == enough {
				return held
			}
		}
	}
	return held
}

// replicas adds a partition's replicas to what a finding rests on.
func replicas(p *rule.Pass, r *rule.Report) *rule.Report {
	part := p.Partition()
	return r.Because(p.ToldByMetadata("replicas", rule.ListOfIDs(part.Replicas)),
		p.ToldByMetadata("in-sync replicas", listOrNone(part.ISR)))
}

func listOrNone(ids []int32) string {
	if len(ids) == 0 {
		return "none"
	}
	return rule.ListOfIDs(ids)
}

// inSync says how many replicas are in sync, and without whom: the same words
// for all partitions that one broker is missing from.
func inSync(p *rule.Pass, v verdict) string {
	n := len(p.Partition().Replicas)
	return fmt.Sprintf("%d of %s %s in sync, without %s", v.inSync, finding.Plural(n, "replica"), verb(v.inSync, "is", "are"), rule.NamedBrokers(v.missing...))
}
