package cluster

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TopicRecreated finds topics that were deleted and created again by the same
// name: clients go on, and the records are gone.
var TopicRecreated = &rule.Rule{
	Name: "cluster/topic-recreated", Severity: finding.Error, From: rule.Standard, On: model.KindTopic,
	Touches:  []model.Kind{model.KindGroup},
	Needs:    metadata,
	Reads:    rule.ReadsHistory,
	Clear:    rule.Hour,
	Doc:      doc("topic-recreated"),
	Params:   []rule.Param{toldFor("a topic is not the one that it was")},
	Explains: []rule.Effect{{Rule: "cluster/topic-silent", By: rule.SameTopic}},
	Check: func(p *rule.Pass) {
		h, ok := p.Past(0)
		if !ok || p.Topic().Layout == nil {
			return
		}
		before, now, ok := recreated(h.Topic(p.Topic().Name))
		if !ok || p.Now()-now.At > p.Param("told_for") {
			return
		}
		const fix = "find out who deleted it (the controllers' logs and your deployment at that time) and stop it from happening again"
		said := []rule.Reading{rule.Told("topic id before", before.ID, "the watch, "+ago(p, before.At)), p.ToldByMetadata("topic id", now.ID)}
		r := p.Report("the topic was deleted and created again %s: %s gone, and its offsets begin at 0 again%s", ago(p, now.At), lostRecords(now.Last), readers(p)).
			Since(now.At).Because(said[0], said[1])
		if len(groupsOn(p)) == 0 {
			r.As(finding.Warning).Fix("%s", fix)
			return
		}
		r.Fix("restart the consumers that were running, and see where each group stands: kafka-consumer-groups.sh --bootstrap-server %s --describe --group GROUP. Then %s", address(p), fix)
	},
}

// recreated is the newest change from one topic to another of the same name.
func recreated(past []model.TopicMoment) (before, now model.TopicMoment, ok bool) {
	for i := len(past) - 1; i > 0 && !ok; i-- {
		if now = past[i]; now.ID == "" {
			continue
		}
		for _, before = range slices.Backward(past[:i]) {
			if before.ID != "" {
				break
			}
		}
		ok = before.ID != "" && before.ID != now.ID
	}
	return before, now, ok
}

func lostRecords(n int64) string {
	if n <= 0 {
		return "whatever was in it is"
	}
	return fmt.Sprintf("all that was in it, up to offset %d over all partitions, is", n)
}

// groupsOn lists the groups that have committed on the topic.
func groupsOn(p *rule.Pass) []string {
	var out []string
	for _, g := range p.Cluster().Groups {
		if slices.ContainsFunc(g.Commits, func(c model.Commit) bool { return c.Topic == p.Topic().Name && c.Offset >= 0 }) {
			out = append(out, g.ID)
		}
	}
	slices.Sort(out)
	return out
}

// readers tells which groups are hit.
func readers(p *rule.Pass) string {
	groups := groupsOn(p)
	if len(groups) == 0 {
		return ""
	}
	return fmt.Sprintf(". %s %s it: %s. One whose commit is beyond the new end starts by auto.offset.reset, or waits until the log has grown so far and misses what comes before",
		finding.Plural(len(groups), "group"), verb(len(groups), "reads", "read"), some(groups))
}
