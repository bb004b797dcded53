package cluster

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// MetadataVersionBehind finds clusters whose brokers were all upgraded and whose
// metadata.version was not.
var MetadataVersionBehind = &rule.Rule{
	Name: "cluster/metadata-version-behind", Severity: finding.Info, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   connections,
	Settle:  24 * rule.Hour,
	Clear:   rule.Hour,
	Doc:     doc("metadata-version-behind"),
	Check: func(p *rule.Pass) {
		finalised, supported, known := levelsOf(p)
		if !known || finalised >= supported {
			return
		}
		told := func(name string, level int16) rule.Reading {
			return rule.Told(name, strconv.Itoa(int(level)), "ApiVersions of all brokers that answer")
		}
		p.Report("metadata.version is finalised at %s, and every broker that answers knows %s: the upgrade of the brokers is done, and what came with it is not in use",
			levelName(finalised), levelName(supported)).
			Because(told("finalised metadata.version", finalised), told("lowest metadata.version that all brokers know", supported)).
			Fix("%s", raise(p, finalised, supported))
	},
}

// levelsOf are the level that is finalised, by the broker that has applied the
// most, and the highest that all brokers know. It is not known where no broker
// tells of a finalised one, as on ZooKeeper, or where one of them does not know
// the feature. Brokers that do not answer are left out: who raises it is refused
// by the controllers if one of them is too old.
func levelsOf(p *rule.Pass) (finalised, supported int16, known bool) {
	for _, b := range p.RunningBrokers() {
		if b.Seen.ID < 0 || b.Seen.Answer != model.Answered {
			continue
		}
		f, ok := b.Seen.Feature(model.MetadataVersion)
		switch {
		case !ok || f.Supported == 0:
			return 0, 0, false
		case !known || f.Supported < supported:
			supported = f.Supported
		}
		finalised, known = max(finalised, f.Finalised), true
	}
	return finalised, supported, known && finalised > 0
}

// level is one of metadata.version: what Kafka calls it, and whether it changed
// what the records of the metadata log look like.
type level struct {
	name    string
	changes bool
}

// firstLevel is the number of the first of levels.
const firstLevel = 1

// levels are those of Kafka 4.3.1, in order (MetadataVersion.java; up to 3.3-IV2
// from that of 3.9.2).
var levels = []level{
	{"3.0-IV1", true}, {"3.1-IV0", false}, {"3.2-IV0", true}, {"3.3-IV0", false}, {"3.3-IV1", true}, {"3.3-IV2", true}, {"3.3-IV3", true},
	{"3.4-IV0", true}, {"3.5-IV0", false}, {"3.5-IV1", false}, {"3.5-IV2", true}, {"3.6-IV0", false}, {"3.6-IV1", true}, {"3.6-IV2", true},
	{"3.7-IV0", true}, {"3.7-IV1", false}, {"3.7-IV2", true}, {"3.7-IV3", false}, {"3.7-IV4", false}, {"3.8-IV0", false}, {"3.9-IV0", false},
	{"4.0-IV0", false}, {"4.0-IV1", true}, {"4.0-IV2", false}, {"4.0-IV3", false}, {"4.1-IV0", false}, {"4.1-IV1", false},
	{"4.2-IV0", false}, {"4.2-IV1", false}, {"4.3-IV0", true},
}

func levelOf(n int16) (level, bool) {
	at := int(n) - firstLevel
	if at < 0 || at >= len(levels) {
		return level{}, false
	}
	return levels[at], true
}

// levelName is a level as people know it, and its number.
func levelName(n int16) string {
	if l, ok := levelOf(n); ok {
		return fmt.Sprintf("%s (level %d)", l.name, n)
	}
	return fmt.Sprintf("level %d", n)
}

// lasts is the first level above one and up to another that cannot be lowered
// again: the controllers refuse a downgrade over one that changed the records.
// unknown is set where one of them is not known here.
func lasts(above, upTo int16) (first string, unknown bool) {
	for n := above + 1; n <= upTo; n++ {
		l, ok := levelOf(n)
		switch {
		case !ok:
			return "", true
		case l.changes:
			return l.name, false
		}
	}
	return "", false
}

// raise is how to finish, and what it costs.
func raise(p *rule.Pass, finalised, supported int16) string {
	back := "It can be lowered again as far as the records of the metadata log allow, which they do between these levels; brokers of an older release do not start before that"
	switch first, unknown := lasts(finalised, supported); {
	case unknown:
		back = "There may be no way back after that, neither to the level nor to the older release: see the notes of the release"
	case first != "":
		back = fmt.Sprintf("There is no way back after that: %s changed the records of the metadata log, so the level cannot be lowered below it again, and brokers of an older release do not start", first)
	}
	return fmt.Sprintf("once the brokers have run for as long as you want to be able to go back, and the controllers run the same release: "+
		"kafka-features.sh --bootstrap-server %s upgrade --feature %s=%d (from Kafka 4.0 on --release-version raises the other features with it; "+
		"--dry-run changes nothing). %s", address(p), model.MetadataVersion, supported, back)
}
