package cluster

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// cure says how brokers come to follow again: each by what is wrong with it.
func cure(p *rule.Pass, missing []int32) string {
	var gone, failed, slow []int32
	for _, id := range missing {
		switch {
		case !answers(p, id):
			gone = append(gone, id)
		case hasFailedDir(p.BrokerByID(id)):
			failed = append(failed, id)
		default:
			slow = append(slow, id)
		}
	}
	var all []string
	if n := len(gone); n > 0 {
		all = append(all, fmt.Sprintf("bring %s back: %s not answer", named(gone...), verb(n, "it does", "they do")))
	}
	if len(failed) > 0 {
		all = append(all, fmt.Sprintf("repair the failed log directory of %s, then restart it", named(failed...)))
	}
	if n := len(slow); n > 0 {
		all = append(all, fmt.Sprintf("%s %s and %s not in sync: after a restart it only has to catch up, "+
			"else look for ReplicaFetcherThread in its log, and at its disk and network", named(slow...), verb(n, "answers", "answer"), verb(n, "is", "are")))
	}
	return strings.Join(all, "; ")
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
	return fmt.Sprintf("%d of %s %s in sync, without %s", v.inSync, plural(n, "replica"), verb(v.inSync, "is", "are"), named(v.missing...))
}
