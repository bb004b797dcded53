package topic

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// RetentionUnbounded finds topics that only grow: neither time nor size ends
// them, and nothing is compacted away.
var RetentionUnbounded = &rule.Rule{
	Name: "topic/retention-unbounded", Severity: finding.Info, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  localKeys,
	Doc:   doc("retention-unbounded"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Info, Let: []rule.Let{celPolicy, celPolicies, celRemote, celNumber("time", "retention.ms", "604800000"), celNumber("size", "retention.bytes", "-1"), celNumber("localTime", "local.retention.ms", "-2"), celNumber("localSize", "local.retention.bytes", "-2")},
		When: `policies == ['delete'] && !topic.name.startsWith('__') && !topic.name.endsWith('-repartition') && (remote.lowerAscii() == 'true' && localTime != -2 ? localTime : time) < 0 && (remote.lowerAscii() == 'true' && localSize != -2 ? localSize : size) < 0`,
		Says: `'retention.ms and retention.bytes set no limit: the topic grows until the disk is full, and then the broker stops with all its topics; fix: set retention.ms: 604800000 (7 d) or retention.bytes'`,
	}},
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if isInternal(p.Topic()) || isPurged(p.Topic()) || load != nil && load.Unbounded.IsSet() {
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || !slices.Equal(policy.Items, []string{"delete"}) {
			return
		}
		l, ok := localLimits(p.Facts)
		if !ok || l.time.N >= 0 || l.size.N >= 0 {
			return
		}
		r := p.Report("%s and %s set no limit: the topic grows until the disk is full, and then the broker stops with all its topics",
			l.time.Name, l.size.Name).
			Because(policy, l.time, l.size)
		pointTo(p, r, l.time.Reading, l.size.Reading).
			Fix("set retention.ms: 604800000 (7 d) or retention.bytes, or declare the reason in the policy: workloads: [{topics: [%q], unbounded: \"…\"}]", p.Topic().Name)
	},
}

// isPurged tells the repartition topics of Kafka Streams by the name that it
// gives them: it creates them without a limit and deletes what it has read.
func isPurged(t *model.Topic) bool { return strings.HasSuffix(t.Name, "-repartition") }
