package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// TieredRetention finds topics with remote storage whose local limits lie
// above their total limits, or that are compacted. Kafka refuses both.
var TieredRetention = &rule.Rule{
	Name: "topic/tiered-retention", Severity: finding.Error, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  localKeys,
	Doc:   doc("tiered-retention"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesTopics, Severity: finding.Error, About: "cleanup.policy", Let: []rule.Let{celRemote, celPolicy, celPolicies},
			When: `remote.lowerAscii() == 'true' && 'compact' in policies`,
			Says: `'remote.storage.enable is ' + remote + ' and cleanup.policy is ' + policy + ': Kafka refuses a compacted topic with remote storage (INVALID_CONFIG, error 40); fix: set cleanup.policy: delete, or remote.storage.enable: false'`,
		},
		{
			Sees: rule.SeesTopics, Severity: finding.Error, About: "local.retention.ms", Let: []rule.Let{celRemote, celNumber("kept", "local.retention.ms", "-2"), celNumber("total", "retention.ms", "604800000")},
			When: `remote.lowerAscii() == 'true' && kept != -2 && total >= 0 && (kept < 0 || kept > total)`,
			Says: `'local.retention.ms is ' + string(kept) + ', more than retention.ms of ' + string(total) + ', though remote.storage.enable is ' + remote + ': Kafka refuses the setting (INVALID_CONFIG, error 40); fix: set local.retention.ms: -2 to follow retention.ms'`,
		},
		{
			Sees: rule.SeesTopics, Severity: finding.Error, About: "local.retention.bytes", Let: []rule.Let{celRemote, celNumber("kept", "local.retention.bytes", "-2"), celNumber("total", "retention.bytes", "-1")},
			When: `remote.lowerAscii() == 'true' && kept != -2 && total >= 0 && (kept < 0 || kept > total)`,
			Says: `'local.retention.bytes is ' + string(kept) + ', more than retention.bytes of ' + string(total) + ', though remote.storage.enable is ' + remote + ': Kafka refuses the setting (INVALID_CONFIG, error 40); fix: set local.retention.bytes: -2 to follow retention.bytes'`,
		},
	},
	Check: func(p *rule.Pass) {
		remote, ok := p.Bool(key.RemoteStorageEnable)
		if !ok || !remote.On {
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if ok && slices.Contains(policy.Items, "compact") {
			p.Report("%s is %s and %s is %s: Kafka refuses a compacted topic with remote storage (INVALID_CONFIG, error 40)",
				remote.Name, remote, policy.Name, policy).
				About(policy.Key.Name).At(policy, remote).
				Fix("set cleanup.policy: delete, or remote.storage.enable: false")
		}
		localTime, known := p.Millis(key.LocalRetentionMs)
		time, also := p.Millis(key.RetentionMs)
		if known && also && localExceeds(localTime.N, time.N) {
			aboveTotal(p, remote, localTime, time).
				Fix("set local.retention.ms: %d or less, or -2 to follow retention.ms", time.N)
		}
		localSize, known := p.Bytes(key.LocalRetentionBytes)
		size, also := p.Bytes(key.RetentionBytes)
		if known && also && localExceeds(localSize.N, size.N) {
			aboveTotal(p, remote, localSize, size).
				Fix("set local.retention.bytes: %d or less, or -2 to follow retention.bytes", size.N)
		}
	},
}

// localExceeds tells whether a local limit keeps more than the total one;
// no limit keeps more than any.
func localExceeds(local, total int64) bool {
	if local == followsRetention || total < 0 {
		return false
	}
	return local < 0 || local > total
}

// limit is a size or a time.
type limit interface {
	rule.Bytes | rule.Millis
	String() string
}

// aboveTotal reports a local limit that lies above the total one.
func aboveTotal[L limit](p *rule.Pass, remote rule.Bool, local, total L) *rule.Report {
	l, t := readingOf(local), readingOf(total)
	return p.Report("%s is %s, more than %s of %s, though remote storage is on: Kafka refuses the setting (INVALID_CONFIG, error 40)",
		l.Name, local, t.Name, total).
		Because(l, t, remote).About(l.Key.Name).At(l, t)
}

func readingOf[L limit](of L) rule.Reading {
	switch v := any(of).(type) {
	case rule.Bytes:
		return v.Reading
	case rule.Millis:
		return v.Reading
	}
	return rule.Reading{}
}
